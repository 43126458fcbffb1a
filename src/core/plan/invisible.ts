/**
 * Characters a reader does not see but a model or a file system does: format and bidirectional controls,
 * tags, private use, variation selectors, fillers. An attacker hides instructions or path segments in them.
 */
const INVISIBLE = /[\p{Cf}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;
// Line breaks and tabs are the only controls that text needs.
const CONTROL = /[^\P{Cc}\t\n\r]/gu;
/** The selector that makes a sign an emoji: dropped with the others, but not worth a warning. */
const EMOJI_SELECTOR = '\u{fe0f}';

export const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The hidden characters of a text, each once, as `U+202E`. */
export function hiddenIn(text: string): readonly string[] {
  const found = [...(text.match(INVISIBLE) ?? []), ...(text.match(CONTROL) ?? [])];
  return [...new Set(found.filter((char) => char !== EMOJI_SELECTOR).map(codePoint))];
}

export const withoutHidden = (text: string): string =>
  text.replace(INVISIBLE, '').replace(CONTROL, '');

/** The text with every hidden character spelled out, so that people see what is there. */
export const revealed = (text: string): string =>
  text
    .replace(INVISIBLE, (char) => `<${codePoint(char)}>`)
    .replace(CONTROL, (char) => `<${codePoint(char)}>`);

/** HTML comments, closed or not. One pass by hand: a regular expression is quadratic on a run of `<!--`. */
export function withoutComments(text: string): string {
  let kept = '';
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf('<!--', from);
    if (open === -1) return kept + text.slice(from);
    kept += text.slice(from, open);
    const close = text.indexOf('-->', open + 4);
    if (close === -1) return kept;
    from = close + 3;
  }
  return kept;
}
