import type { Looked } from '../agents/prompts/builder.ts';
import {
  foundIn,
  listed,
  MAX_LOOKED,
  mayBeLookedAt,
  readWanted,
  type Want,
} from '../core/context/look.ts';
import { linesOf } from '../core/edits/lines.ts';
import { type Part, shownText } from '../core/edits/parts.ts';
import { onePath } from '../core/edits/path.ts';
import type { ServedFile } from '../core/edits/edits.ts';
import { limitsOf } from '../core/run/limits.ts';
import type { TreeEntry } from '../ports.ts';
import type { Pass } from './pass.ts';

/** More requests than it takes to read these are worth more than what is found. */
const MAX_SEARCHED = { files: 1_000, bytes: 8_000_000 };
const NOTHING = 'nothing';

/** What is asked for, and what is shown anyhow. */
export interface Looking {
  readonly phase: string;
  readonly commit: string;
  readonly wants: readonly Want[];
  readonly served: readonly ServedFile[];
}

/**
 * What the Builder asked to be shown of a commit, in its order. Only what may be served is looked at, and only
 * in memory: the same commit and questions give the same answers, so a resume can look again.
 */
export async function look(pass: Looks, looking: Looking): Promise<readonly Looked[]> {
  const { commit, wants } = looking;
  if (wants.length === 0) return [];
  const { forge } = pass.ports;
  const tree = (await forge.tree(commit)).filter(mayBeLookedAt);
  const paths = tree.map(({ path }) => path);
  const files = wants.some(({ op }) => op === 'search')
    ? await forge.files(commit, searched(tree))
    : [];
  const looked: Looked[] = [];
  for (const want of wants) {
    const { op, arg } = want;
    if (op === 'read') {
      const found = await readOne(pass, looking, { arg, tree, looked });
      looked.push({ ...want, ...found });
      continue;
    }
    const lines = op === 'list' ? listed(paths, arg) : foundIn(files, arg);
    looked.push({ ...want, file: null, lines: lines.length === 0 ? [NOTHING] : lines });
  }
  return looked;
}

/** Files that may be edited because they were asked for. */
export const filesOf = (looked: readonly Looked[]): readonly ServedFile[] =>
  looked.flatMap(({ file }) => file ?? []);

type Looks = Pick<Pass, 'strategy'> & { readonly ports: Pick<Pass['ports'], 'forge'> };
type Found = Pick<Looked, 'file' | 'lines'>;

interface Asked {
  readonly arg: string;
  readonly tree: readonly TreeEntry[];
  readonly looked: readonly Looked[];
}

async function readOne(
  pass: Looks,
  { phase, commit, served }: Looking,
  { arg, tree, looked }: Asked,
): Promise<Found> {
  const no = (line: string): Found => ({ file: null, lines: [line] });
  const isThere = (one: string): boolean => tree.some((entry) => entry.path === one);
  const wanted = isThere(arg) ? { path: arg, part: null } : readWanted(arg);
  const path = onePath(wanted.path, isThere);
  const shown = filesOf(looked);
  if ([...served, ...shown].some((file) => file.path === path && file.parts === undefined))
    return no('It is shown above.');
  const entry = tree.find((one) => one.path === path);
  const [whole] = entry === undefined ? [] : await pass.ports.forge.files(commit, [entry]);
  if (whole === undefined) return no('There is no such file, or none that can be shown.');
  const { length } = linesOf(whole.text).lines;
  const file = partOf(whole, wanted.part, length);
  if (file === null) return no(`It has ${length} lines.`);
  const used = shown.reduce((sum, one) => sum + shownText(one).length, 0);
  return used + shownText(file).length > roomOf(pass, phase)
    ? no(
        `There is no room for so much of it. It has ${length} lines: ask for some, as ${path}:1-200.`,
      )
    : { file, lines: [] };
}

/** All of a file, or the lines that were asked for; null: it has none of these. */
function partOf(file: ServedFile, part: Part | null, length: number): ServedFile | null {
  if (part === null || (part.from === 1 && part.to >= length)) return file;
  if (part.from > length) return null;
  return { ...file, parts: [{ from: part.from, to: Math.min(part.to, length) }] };
}

/** A quarter of what the model can be told, at three characters a token, or an eighth where that is little. */
export function roomOf({ strategy }: Pick<Looks, 'strategy'>, phase: string): number {
  const { model } = limitsOf(strategy, phase).builder;
  const context = strategy.capabilities[model]?.maxContext ?? Infinity;
  return Math.min(MAX_LOOKED, Math.floor((context / (context < LITTLE ? 8 : 4)) * 3));
}

const LITTLE = 32_000;

/** Short ones first: a few long files must not keep the words of all others from being found. */
function searched(tree: readonly TreeEntry[]): readonly TreeEntry[] {
  let left = MAX_SEARCHED.bytes;
  const short = tree.toSorted((a, b) => a.size - b.size || (a.path < b.path ? -1 : 1));
  return short.slice(0, MAX_SEARCHED.files).filter(({ size }) => {
    const fits = size <= left;
    if (fits) left -= size;
    return fits;
  });
}
