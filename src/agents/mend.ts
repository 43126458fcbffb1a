import { z } from 'zod';
import { parseBuilderAnswer, parseJson } from '../core/edits/answer.ts';
import { readEdits } from '../core/edits/apply-answer.ts';
import { type BuilderAnswer, Doubt, Edit, type Refusal } from '../core/edits/edits.ts';
import type { KeptDoubt } from '../core/run/event.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import { clamp } from '../core/text/neutralise.ts';
import { unfenced } from './prompts/fence.ts';

/** What is asked for once more, within the same attempt. */
export type Mending =
  /** Edits of some files could not be placed; those of the others are kept. */
  | {
      readonly is: 'files';
      readonly kept: readonly Edit[];
      readonly failed: readonly Edit[];
      readonly refusals: readonly Refusal[];
    }
  /** The answer was cut off: what was finished is kept. */
  | { readonly is: 'rest'; readonly kept: readonly Edit[] }
  /** Nothing of it could be read. */
  | { readonly is: 'whole'; readonly why: string; readonly kept: readonly [] };

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
  'field-missing',
  'elision',
  'indent-unsure',
  'indent-foreign',
  'applied-already',
];

/** What of an answer is worth being asked for once more; null: nothing, the attempt has failed. */
export function mendingOf(
  answer: string,
  stop: 'complete' | 'truncated' | 'refused',
  refusals: readonly Refusal[],
): Mending | null {
  if (stop === 'refused') return null;
  if (stop === 'truncated') return { is: 'rest', kept: finishedEdits(unfenced(answer)) };
  const [first] = refusals;
  if (first?.code === 'malformed' || first?.code === 'truncated')
    return { is: 'whole', why: `${first.code}: ${first.detail}`, kept: [] };
  const read = readEdits(unfenced(answer));
  const isMendable = refusals.every(({ code, path }) => MENDABLE.includes(code) && path !== '');
  if (first === undefined || read.is === 'malformed' || !isMendable) return null;
  const failing = new Set(refusals.map(({ path }) => plain(path)));
  const isFailing = (edit: Edit): boolean =>
    failing.has(plain(edit.path)) || (edit.new_path !== null && failing.has(plain(edit.new_path)));
  const { edits } = read;
  const failed = edits.filter(isFailing);
  return { is: 'files', kept: edits.filter((edit) => !isFailing(edit)), failed, refusals };
}

/** Paths as models spell them. */
const plain = (path: string): string => path.replace(/^(?:\.\/|[ab]\/)/, '');

/**
 * The answer made of what was kept and of what came for the rest of it. What is handed in again for a file
 * that was fine is left out: it was located once, and twice would be a conflict with itself. A repair that
 * cannot be read leaves the answer as it was.
 */
export function mended(before: string, mending: Mending, repair: string): string {
  const text = unfenced(repair);
  const read = readEdits(text);
  // Cut off once more: what is finished of it counts.
  const edits = read.is === 'edits' ? read.edits : finishedEdits(text);
  if (mending.is === 'whole') return read.is === 'edits' ? text : before;
  if (edits.length === 0) return before;
  const kept = new Set(mending.is === 'files' ? mending.kept.map(({ path }) => plain(path)) : []);
  const seen = new Set(mending.kept.map((edit) => JSON.stringify(edit)));
  const fresh = edits.filter(
    (edit) => !kept.has(plain(edit.path)) && !seen.has(JSON.stringify(edit)),
  );
  const answers = [before, repair].map((one) => parseBuilderAnswer(unfenced(one)));
  const whole: BuilderAnswer = {
    edits: [...mending.kept, ...fresh],
    doubts: [...doubtsIn(before), ...doubtsIn(repair)],
    notes: answers
      .map((one) => (one.is === 'answer' ? one.answer.notes : ''))
      .join('\n')
      .trim(),
  };
  return JSON.stringify(whole);
}

/** The edits of an answer that ends in the middle, as far as they are whole. */
export function finishedEdits(text: string): readonly Edit[] {
  const start = /"edits"\s*:\s*\[/.exec(text);
  if (start === null) return [];
  const edits: Edit[] = [];
  for (let at = start.index + start[0].length; at < text.length;) {
    const open = /^[\s,]*\{/.exec(text.slice(at, at + 200));
    if (open === null) break;
    const from = at + open[0].length - 1;
    const end = endOfObject(text, from);
    if (end === null) break;
    const json = parseJson(text.slice(from, end));
    const edit = json.is === 'json' ? Edit.safeParse(json.value) : undefined;
    if (edit?.success !== true) break;
    edits.push(edit.data);
    at = end;
  }
  return edits;
}

/** Where the object that begins here ends; braces within strings are text. Null: it does not end. */
function endOfObject(text: string, from: number): number | null {
  let [depth, quoted] = [0, false];
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (quoted && sign === '\\') at += 1;
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '{') depth += 1;
    else if (!quoted && sign === '}' && (depth -= 1) === 0) return at + 1;
  }
  return null;
}

const MAX_DOUBTS = 10;
/** In both formats of an answer. */
const WithDoubts = z.object({ doubts: z.array(Doubt) });

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
