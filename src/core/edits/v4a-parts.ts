import { dropFence } from './patch.ts';

/** What a patch in V4A says of one file, as it stands there, line ends included. */
export interface PatchPart {
  readonly path: string;
  /** Where the file is moved to. */
  readonly new_path: string | null;
  readonly text: string;
}

const FILE = /^\*\*\* (Update|Add|Delete) File: (.+?)\s*$/;
const MOVE = /^\*\*\* Move to: (.+?)\s*$/m;
const BEGIN = /^\*\*\* Begin Patch\s*$/;
const END = /^\*\*\* End Patch\s*$/;

/** The parts of a patch by file, in their order. Hunks without a file's name are of the only file: an empty path. */
export function patchParts(patch: string): readonly PatchPart[] {
  const lines = dropFence(patch)
    .split(/(?<=\n)/)
    .filter((line) => !BEGIN.test(line) && !END.test(line));
  const starts = lines.flatMap((line, index) => (FILE.test(line) ? [index] : []));
  const [first = lines.length] = starts;
  const above = lines.slice(0, first).join('');
  const bare = starts.length === 0 && above.trim() !== '' ? [part('', above)] : [];
  return [
    ...bare,
    ...starts.map((from, index) => {
      const text = lines.slice(from, starts[index + 1] ?? lines.length).join('');
      return part(FILE.exec(lines[from] ?? '')?.[2] ?? '', text);
    }),
  ];
}

const part = (path: string, text: string): PatchPart => ({
  path,
  new_path: MOVE.exec(text)?.[1] ?? null,
  text: text.endsWith('\n') ? text : `${text}\n`,
});

/** The parts of a patch that ends in the middle, as far as they are whole: of the last file the hunks before the last. */
export function finishedParts(cut: string): readonly PatchPart[] {
  // Nobody knows whether its last line is whole.
  const text = cut.slice(0, cut.lastIndexOf('\n') + 1);
  const fence = text.startsWith('```') ? text.slice(text.indexOf('\n') + 1) : text;
  const parts = patchParts(fence);
  const last = parts.at(-1);
  if (last === undefined || fence.split('\n').some((line) => END.test(line))) return parts;
  const before = parts.slice(0, -1);
  if (last.path === '') return [];
  if (last.text.startsWith('*** Delete')) return parts;
  return last.text.startsWith('*** Update') ? [...before, ...withoutLastHunk(last)] : before;
}

function withoutLastHunk(last: PatchPart): readonly PatchPart[] {
  const lines = last.text.split(/(?<=\n)/);
  let mark = lines.findLastIndex((line) => line.startsWith('@@'));
  // Several marks in a row are of one hunk.
  while (lines[mark - 1]?.startsWith('@@')) mark -= 1;
  const kept = lines.slice(0, Math.max(0, mark));
  return kept.some((line) => /^[-+]/.test(line)) ? [part(last.path, kept.join(''))] : [];
}

/** One patch of these parts. */
export const patchOfParts = (parts: readonly PatchPart[], end = '*** End Patch\n'): string =>
  `*** Begin Patch\n${parts.map(({ text }) => text).join('')}${end}`;
