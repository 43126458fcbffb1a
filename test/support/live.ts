/**
 * What GitHub, or another bot, would act on in a comment's Markdown. Written from GitHub's side, and not from
 * what `neutralise` looks for, so that the two can disagree.
 */
const LIVE: readonly (readonly [what: string, shape: RegExp])[] = [
  ['mention', /@[a-z0-9]/i],
  ['reference', /#\d|\bGH-\d/i],
  ['entity of a mention or reference', /&(?:#\d+|#x[\da-f]+|commat|num);/i],
  [
    'closing keyword',
    /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:(?:[\w.-]+\/[\w.-]+)?#\d|GH-\d|https?:\/)/i,
  ],
  ['HTML', /<[a-z/!?]/i],
  ['marker', /<!--/],
  ['image', /!\[/],
  ['link', /\]\(/],
  ['link definition', /\]:/],
  ['address', /(?<![a-z])(?:https?|ftp):\/\//i],
  ['address of www', /(?<![a-z0-9])www\.[a-z0-9]/i],
  ['command', /^[^\S\n]*\/[a-z]/im],
  ['invisible', /[\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}\uFE00-\uFE0F]/u],
];

/** Names of what is live in a text; empty for a text that can be shown. */
export const liveIn = (text: string): readonly string[] =>
  LIVE.flatMap(([what, shape]) => (shape.test(text) ? [what] : []));
