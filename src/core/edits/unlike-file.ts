import type { Refusal } from './edits.ts';
import { isLeftOut } from './elide.ts';

/** `=======` alone also stands under a heading. */
export const CONFLICT = /^(<{7}|>{7})( |$)/m;
export const MARKERS = ['conflict-markers', 'The text holds conflict markers.'] as const;
export const FENCED =
  'The text is wrapped in a code fence, which would become part of the file. Write the text alone.';

/** Files in which fences and placeholders are as good as any line. */
export const isProse = (path: string): boolean =>
  /\.(?:md|mdx|markdown|rst|adoc|txt|tmpl|hbs|ejs)$/i.test(path);

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
  if (isProse(path)) return null;
  if (isFenced(text)) return no('bad-text', FENCED);
  return text.split('\n').some(isLeftOut)
    ? no('elision', 'A placeholder stands for lines of a new file. Write every line.')
    : null;
}
