/** Where a review comment stands: it must lie in a hunk of the very commit that is reviewed. */
import type { Core } from './core.ts';
import { diffFiles, hunksOf, mergeBase, type DiffFile, type Hunk } from './git/diff.ts';
import { checkBodyLength, HttpError } from './http.ts';
import type { Json, PullRow, RepoRow } from './internals.ts';

export interface PlacedComment {
  readonly path: string;
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
  readonly startLine: number | null;
  readonly commitSha: string;
  readonly diffHunk: string;
  readonly body: string;
}

const refuse = (why: string): HttpError => new HttpError(422, 'Unprocessable Entity', [why]);

/** Throws 422 for the whole when one of them has no place; the error does not say which. */
export async function placeComments(
  core: Core,
  repo: RepoRow,
  given: { readonly pull: PullRow; readonly commitSha: string; readonly comments: readonly Json[] },
): Promise<readonly PlacedComment[]> {
  const { pull, commitSha, comments } = given;
  if (comments.length === 0) return [];
  const git = core.lab.git(repo);
  const from = await mergeBase(git, pull.baseSha, commitSha);
  const files = from === undefined ? [] : await diffFiles(git, from, commitSha);
  return comments.map((comment) => ({ ...place(files, comment), commitSha }));
}

function place(files: readonly DiffFile[], comment: Json): Omit<PlacedComment, 'commitSha'> {
  const { path, body, line, position } = comment;
  if (typeof body !== 'string' || body === '') throw refuse('Body is required');
  checkBodyLength(body);
  const file = files.find((each) => each.path === path);
  if (file === undefined) throw refuse('Path could not be resolved');
  const hunks = hunksOf(file.patch ?? '');
  if (typeof position === 'number') return atPosition(file, { position, body, hunks });
  const side = comment['side'] === 'LEFT' ? 'LEFT' : 'RIGHT';
  const startLine = typeof comment['start_line'] === 'number' ? comment['start_line'] : null;
  const startSide = comment['start_side'] === 'LEFT' ? 'LEFT' : side;
  const hunk = hunks.find((each) => typeof line === 'number' && linesOf(each, side).has(line));
  if (hunk === undefined || typeof line !== 'number') throw refuse('Line could not be resolved');
  if (startLine !== null && startLine >= line && startSide === side)
    throw refuse('Start line must precede the end line.');
  if (startLine !== null && !linesOf(hunk, startSide).has(startLine))
    throw refuse('Start line could not be resolved');
  return { path: file.path, line, side, startLine, body, diffHunk: hunk.text.join('\n') };
}

const linesOf = (hunk: Hunk, side: 'LEFT' | 'RIGHT'): ReadonlySet<number> =>
  side === 'LEFT' ? hunk.left : hunk.right;

/** The older way: counted in lines below the file's first `@@`. */
function atPosition(
  file: DiffFile,
  given: { readonly position: number; readonly body: string; readonly hunks: readonly Hunk[] },
): Omit<PlacedComment, 'commitSha'> {
  const { position, body, hunks } = given;
  const rows = hunks.flatMap((hunk) => hunk.text.map((text) => ({ hunk, text })));
  const found = rows[position];
  if (found === undefined || found.text.startsWith('@@'))
    throw refuse('Position could not be resolved');
  const side = found.text.startsWith('-') ? 'LEFT' : 'RIGHT';
  const passed = rows
    .slice(0, position + 1)
    .filter((row) => row.hunk === found.hunk && !row.text.startsWith('@@'))
    .filter((row) => !row.text.startsWith(side === 'LEFT' ? '+' : '-'));
  const line = [...linesOf(found.hunk, side)][passed.length - 1];
  if (line === undefined) throw refuse('Position could not be resolved');
  return {
    path: file.path,
    line,
    side,
    startLine: null,
    body,
    diffHunk: found.hunk.text.join('\n'),
  };
}
