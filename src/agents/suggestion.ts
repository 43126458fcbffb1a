import type { FileChange } from '../core/edits/edits.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import type { RawFinding } from './audit-answer.ts';

const MAX_CHARS = 1_000;
const MAX_LINES = 20;
const MARKER = /^(?:<{7}|={7}|>{7})(?: |$)/m;

interface Place {
  readonly path: string | null;
  readonly line: number | null;
  readonly changes: readonly FileChange[];
}

/**
 * What the Auditor suggests in place of a line, if it fits there: the line is the one it quotes, on the head
 * that was audited, and the file stays what it is. A person may take it with one click, so nothing is in it
 * that they cannot see.
 */
export function suggestionAt(raw: RawFinding, { path, line, changes }: Place): string | undefined {
  const text = (raw.suggestion ?? '').replace(/\r\n/g, '\n').replace(/\n+$/, '');
  const change = changes.find((one) => one.path === path);
  if (text.trim() === '' || line === null || change === undefined || change.op === 'delete')
    return undefined;
  const there = change.after.split(/\r\n|\r|\n/)[line - 1] ?? '';
  // Where only a number was given, nobody knows which line is meant.
  const isQuoted = there.trim() === (raw.line_text ?? '').replace(/^\+/, '').trim();
  const isPlain = stripInvisible(text) === text && !MARKER.test(text) && !text.includes('\r');
  const isShort = text.length <= MAX_CHARS && text.split('\n').length <= MAX_LINES;
  if (!isQuoted || !isPlain || !isShort) return undefined;
  const fitted = indented(text, there);
  return fitted === there || !staysReadable(change, { line, text: fitted }) ? undefined : fitted;
}

/** Models leave the indentation of the line out. */
function indented(text: string, there: string): string {
  const [indent = ''] = /^[ \t]*/.exec(there) ?? [];
  if (indent === '' || /^[ \t]/.test(text)) return text;
  return text
    .split('\n')
    .map((line) => (line === '' ? line : indent + line))
    .join('\n');
}

/** A file of JSON that could be read can be read afterwards. */
function staysReadable(
  change: Exclude<FileChange, { op: 'delete' }>,
  at: { readonly line: number; readonly text: string },
): boolean {
  if (!change.path.endsWith('.json') || !isJson(change.after)) return true;
  const lines = change.after.split('\n');
  return isJson([...lines.slice(0, at.line - 1), at.text, ...lines.slice(at.line)].join('\n'));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
