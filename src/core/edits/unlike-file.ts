import type { Refusal } from './edits.ts';
import { isLeftOut } from './elide.ts';
import { isProse } from './prose.ts';
import { standsSome } from './quoted.ts';

/** `=======` alone also stands under a heading. */
export const CONFLICT = /^(<{7}|>{7})( |$)/m;
export const MARKERS = ['conflict-markers', 'The text holds conflict markers.'] as const;
export const FENCED =
  'The text is wrapped in a code fence, which would become part of the file. Write the text alone.';

/** Whether all of it stands in one fence, as models write code in a conversation. */
export function isFenced(text: string): boolean {
  const lines = text.trim().split('\n');
  const fence = /^(?:`{3,}|~{3,})(?=[\w+.-]*\r?$)/.exec(lines[0] ?? '')?.[0];
  return fence !== undefined && lines.length > 1 && lines.at(-1)?.trim() === fence;
}

/** Why a text cannot be the whole of a new file; null: it may be. */
export function unlikeFile(path: string, text: string): Pick<Refusal, 'code' | 'detail'> | null {
  const no = (code: Refusal['code'], detail: string) => ({ code, detail });
  if (CONFLICT.test(text)) return no(...MARKERS);
  const escaped = misescaped(text);
  if (escaped !== null) return escaped;
  if (isProse(path)) return null;
  if (isFenced(text)) return no('bad-text', FENCED);
  return text.split('\n').some(isLeftOut)
    ? no('elision', 'A placeholder stands for lines of a new file. Write every line.')
    : null;
}

const ESCAPES =
  'The text holds "\\n" where line ends should be: it was escaped twice. Write line ends as JSON does, once.';
export const CONTROL =
  'The text holds a control character, as "\\b" and "\\f" are in JSON. A backslash before a letter is "\\\\" there.';

/** Why a text was escaped once too often; null: it was not. `before` is what it takes the place of. */
export function misescaped(text: string, before = ''): Pick<Refusal, 'code' | 'detail'> | null {
  return hasEscapedEnds(text) && !/\\n/.test(before) ? { code: 'bad-text', detail: ESCAPES } : null;
}

/** Whether a text has what a short escape of JSON stands for, and `before` has not. */
export const addsControl = (text: string, before: string): boolean =>
  [text, before].map((one) => /\u0008|\f(?=[a-z])/i.test(one)).join() === 'true,false';

/** Whether line ends are told by their escape in a text of one line: at its end, before another, before an indentation. */
const hasEscapedEnds = (text: string): boolean =>
  !/[\r\n]./s.test(text) && standsSome(text, /(?<!\\)\\n(?=$|\n$|\\n|[ \t]{2}|\\t)/g, 'outside');
