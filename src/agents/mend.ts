import { z } from 'zod';
import { parseJson } from '../core/edits/answer.ts';
import { LenientWant, MAX_ARG, MAX_WANTS, type Want } from '../core/context/look.ts';
import { type Doubt, Doubts, type Refusal } from '../core/edits/edits.ts';
import { plainPath } from '../core/edits/path.ts';
import { isTolerated } from '../core/edits/tolerated.ts';
import type { KeptDoubt } from '../core/run/event.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import { clamp } from '../core/text/neutralise.ts';
import { type Piece, piecesOf } from './pieces.ts';
import type { Format } from './prompts/builder.ts';
import { unfenced } from './prompts/fence.ts';

/** What is asked for once more, within the same attempt. */
export type Mending = { readonly format: Format } &
  /** Edits of some files could not be placed; those of the others are kept. */
  (
    | {
        readonly is: 'files';
        readonly kept: readonly Piece[];
        readonly failed: readonly Piece[];
        readonly refusals: readonly Refusal[];
        /** What has to be shown for them and was not. */
        readonly wants: readonly Want[];
      }
    /** The answer was cut off: what was finished is kept. */
    | { readonly is: 'rest'; readonly kept: readonly Piece[] }
    /** It makes no edits, and asks to be shown something. */
    | { readonly is: 'look'; readonly wants: readonly Want[]; readonly kept: readonly [] }
    /** Nothing of it could be read. */
    | { readonly is: 'whole'; readonly why: string; readonly kept: readonly [] }
  );

/** Refusals that another look at the same file can mend. */
const MENDABLE: readonly Refusal['code'][] = [
  'search-missing',
  'search-ambiguous',
  'search-empty',
  'no-effect',
  'overlap',
  'exists-already',
  'no-such-file',
  'conflict-markers',
  'bad-text',
  'field-missing',
  'field-stray',
  'elision',
  'indent-unsure',
  'indent-foreign',
  'applied-already',
];

/** What of an answer is worth being asked for once more; null: nothing, the attempt has failed. */
export function mendingOf(
  { text, stop, format }: Answer,
  refusals: readonly Refusal[],
): Mending | null {
  if (stop === 'refused') return null;
  const { read, finished } = piecesOf(format);
  const [first] = refusals;
  const isCut = stop === 'truncated' || (first?.code === 'truncated' && first.path === '');
  if (isCut) return { is: 'rest', kept: finished(unfenced(text)), format };
  const wants = wantsOf({ text, stop, format });
  if (wants.length > 0) return { is: 'look', wants, kept: [], format };
  if (first?.code === 'malformed') return unread({ text, stop, format }, first);
  const pieces = read(unfenced(text));
  const isMendable = refusals.every(
    ({ code, path, show }) => (MENDABLE.includes(code) || show !== undefined) && path !== '',
  );
  if (first === undefined || !isMendable) return null;
  // It was read, but in a form that has no pieces of ours: nothing of it can be kept.
  if (pieces === null) return { is: 'whole', why: whyOf(refusals), kept: [], format };
  const failing = new Set(refusals.map(({ path }) => plainPath(path)));
  // A file that is renamed has two names, and edits may come with either.
  for (const { path, new_path: to } of pieces)
    if (to !== null && [path, to].some((name) => failing.has(plainPath(name))))
      for (const name of [path, to]) failing.add(plainPath(name));
  const isFailing = ({ path }: Piece): boolean =>
    // Without a name it is of the only file.
    path === '' || failing.has(plainPath(path));
  const failed = pieces.filter(isFailing);
  const kept = pieces.filter((one) => !isFailing(one));
  return { is: 'files', kept, failed, refusals, wants: unshown(refusals), format };
}

const whyOf = (refusals: readonly Refusal[]): string =>
  refusals.map(({ path, code, detail }) => `${path}: ${code}. ${detail}`).join('\n');

/** What edits were made of that nobody was shown. */
const unshown = (refusals: readonly Refusal[]): readonly Want[] =>
  [...new Set(refusals.flatMap(({ show }) => show ?? []))]
    .slice(0, MAX_WANTS)
    .map((arg) => ({ op: 'read', arg }));

/** Where its parts can be told from each other, those that can be read are kept. */
function unread({ text, format }: Answer, { code, detail }: Refusal): Mending {
  const parted = piecesOf(format).parted(unfenced(text));
  if (parted === null) return { is: 'whole', why: `${code}: ${detail}`, kept: [], format };
  const { kept, failed } = parted;
  const refusals = failed.map(({ path }, edit) => ({
    ...{ code, edit, path, detail: 'This part cannot be read.' },
  }));
  return { is: 'files', kept, failed, refusals, wants: [], format };
}

const Wanting = z.object({ wants: z.array(z.unknown()) });

/** What an answer without edits asks to be shown. */
export function wantsOf({ text, stop, format }: Answer): readonly Want[] {
  const answer = unfenced(text);
  if (stop !== 'complete' || piecesOf(format).read(answer)?.length !== 0) return [];
  const json = parseJson(answer);
  const told = json.is === 'json' ? (Wanting.safeParse(json.value).data?.wants ?? []) : [];
  const wants = told.flatMap((one) => LenientWant.safeParse(one).data ?? []);
  return wants.slice(0, MAX_WANTS).map(({ op, arg }) => ({
    op,
    arg: stripInvisible(arg).trim().slice(0, MAX_ARG),
  }));
}

/** A kept answer of the Builder. */
export interface Answer {
  readonly text: string;
  readonly stop: 'complete' | 'truncated' | 'refused';
  readonly format: Format;
}

/**
 * The answer made of what was kept and of what came for the rest of it. What is handed in again for a file
 * that was fine is left out: it was located once, and twice would be a conflict with itself. A repair that
 * cannot be read leaves the answer as it was; one that was cut off once more adds what is finished of it.
 */
export function mended(before: string, mending: Mending, repair: string): string {
  const text = unfenced(repair);
  const { read, isCut, finished, whole, cut } = piecesOf(mending.format);
  const pieces = read(text);
  if (mending.is === 'look') return text;
  if (mending.is === 'whole') return pieces === null && !isTolerated(text) ? before : text;
  const came = pieces ?? finished(text);
  // Where the rest was asked for, that nothing is missing is an answer.
  if (came.length === 0 && mending.is === 'files') return before;
  const kept = new Set(
    mending.is === 'files' ? mending.kept.map(({ path }) => plainPath(path)) : [],
  );
  const seen = new Set(mending.kept.map((one) => JSON.stringify(one)));
  const fresh = came.filter(
    (one) => !kept.has(plainPath(one.path)) && !seen.has(JSON.stringify(one)),
  );
  const all = [...mending.kept, ...fresh];
  // What is not whole must not be read as if it were, whatever the provider says of its end.
  if (pieces === null && (mending.is === 'rest' || isCut(text))) return cut(all);
  // It cannot go on without being shown more, so it is not at its end.
  const wants = wantsOf({ text, stop: 'complete', format: mending.format });
  if (mending.is === 'rest' && wants.length > 0) return cut(all);
  const doubts = [...doubtsIn(before), ...doubtsIn(repair)];
  const notes = [before, repair].map(notesIn).join('\n').trim();
  return whole(all, { doubts, notes });
}

const Noted = z.object({ notes: z.string() });

function notesIn(answer: string): string {
  const json = parseJson(unfenced(answer));
  return json.is === 'json' ? (Noted.safeParse(json.value).data?.notes ?? '') : '';
}

const MAX_NOTES = 600;

/** What an answer without edits says of it, such as what it lacks: for the next try and for people. */
export function whyNothing(answer: string): string {
  const notes = stripInvisible(notesIn(answer)).trim();
  return notes === '' ? '' : `\nThe Builder says: ${clamp(notes, MAX_NOTES)}`;
}

const MAX_DOUBTS = 10;
/** In both formats of an answer. */
const WithDoubts = z.object({ doubts: Doubts });

/** What the Builder says it is not sure of, as it may be kept. */
export function keptDoubts(answer: string): readonly KeptDoubt[] {
  const line = (text: string, max: number): string =>
    clamp(stripInvisible(text).replace(/\s+/g, ' ').trim(), max).replace(/\n/g, ' ').slice(0, max);
  return doubtsIn(answer)
    .map(({ title, path, reason }) => ({
      title: line(title, 120),
      path: path === null ? null : line(path, 300) || null,
      reason: clamp(stripInvisible(reason), 600).slice(0, 600),
    }))
    .filter(({ title }) => title !== '')
    .slice(0, MAX_DOUBTS);
}

function doubtsIn(answer: string): readonly Doubt[] {
  const json = parseJson(unfenced(answer));
  return json.is === 'json' ? (WithDoubts.safeParse(json.value).data?.doubts ?? []) : [];
}
