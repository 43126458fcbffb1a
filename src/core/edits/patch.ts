import type { Refusal } from './edits.ts';
import type { Hunk } from './hunk.ts';

/** What a patch of any format says about one file. An empty path means the only file there is. */
export interface FilePatch {
  readonly op: 'create' | 'update' | 'delete';
  readonly path: string;
  /** The new path of a file that is renamed. */
  readonly to: string | null;
  readonly hunks: readonly Hunk[];
  /** The hunks are known to come in the file's order. */
  readonly ordered: boolean;
  /** Whether the file's last line gets or loses its line end; null: it stays as it is. */
  readonly finalEnd: boolean | null;
}

export type ParsedPatch =
  | { readonly is: 'patch'; readonly files: readonly FilePatch[] }
  | { readonly is: 'malformed'; readonly code: Refusal['code'] };

/** What one code fence holds, where the answer is one fence with prose around it; else the text as it is. */
export function dropFence(text: string): string {
  const lines = text.split('\n');
  const fences = lines.flatMap((line, index) => (/^(```|~~~)/.test(line) ? [index] : []));
  const [first, last] = [fences[0], fences.at(-1)];
  if (first === undefined || last === undefined || first === last) return text;
  if (fences.length !== 2) return text;
  return `${lines.slice(first + 1, last).join('\n')}\n`;
}
