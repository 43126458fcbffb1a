import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import { stripInvisible } from '../core/text/invisible.ts';
import { clamp } from '../core/text/neutralise.ts';
import type { AuditAnswer, RawFinding } from './audit-answer.ts';

/** What an audit says of one acceptance criterion. */
export interface Proof {
  readonly criterion: string;
  readonly proven: boolean;
  readonly evidence: string;
}

const MAX_PROOF = 300;

/** Each criterion with its entry, found by its words, by its number or else by its place. What is claimed without evidence is not proven. */
export function proofs(
  { acceptance }: Pick<AuditAnswer, 'acceptance'>,
  criteria: readonly string[],
): { readonly proofs: readonly Proof[] } | { readonly why: string } {
  const wanted = criteria.map(words);
  const numbered = byNumber(acceptance);
  const found = criteria.map((_, index) => {
    const there = acceptance[index];
    const named = acceptance.find((entry) => words(entry.criterion) === wanted[index]);
    const another = there !== undefined && wanted.includes(words(there.criterion));
    return named ?? numbered?.get(index) ?? (another || numbered !== null ? undefined : there);
  });
  const missing = found.filter((entry) => entry === undefined).length;
  if (missing > 0)
    return { why: `no word on ${missing} of ${criteria.length} acceptance criteria` };
  if (criteria.length > 0 && found.every((entry) => !isEvidence(entry?.evidence)))
    return { why: 'no evidence for any acceptance criterion' };
  return {
    proofs: found.map((entry, index) => ({
      criterion: clamp(criteria[index] ?? '', MAX_PROOF),
      proven: entry?.proven === true && isEvidence(entry.evidence),
      evidence: clamp(stripInvisible(entry?.evidence ?? ''), MAX_PROOF),
    })),
  };
}

const NUMBER = /^\W*(?:ac|criterion)?\W*([1-9]\d?)\W*$/i;

/** Entries that name their criteria by the numbers that they have in the prompt; null: not all of them do. */
function byNumber(
  acceptance: AuditAnswer['acceptance'],
): ReadonlyMap<number, AuditAnswer['acceptance'][number]> | null {
  const found = acceptance.flatMap((entry) => {
    const [, number] = NUMBER.exec(entry.criterion) ?? [];
    return number === undefined ? [] : [[Number(number) - 1, entry] as const];
  });
  const numbered = new Map(found);
  return found.length > 0 && numbered.size === acceptance.length ? numbered : null;
}

/** Criteria that nothing is said of: who approves all the same has not looked. */
export const unsaid = (list: readonly Proof[]): number =>
  list.filter(({ evidence }) => !isEvidence(evidence)).length;

/** `ok` is none. */
const isEvidence = (text: string | undefined): boolean => wordsIn(text ?? '') > 1;

/** Scripts that put no blanks between words: two signs are one, about. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]{2}/gu;

/** How many words something says. */
export const wordsIn = (text: string): number =>
  words(text.replace(UNSPACED, ' $& '))
    .split(' ')
    .filter((word) => word !== '').length;

/** Models repeat a criterion with its number, other quotes or another end. */
export const words = (text: string): string =>
  text
    .replace(/^\s*\d+[.)]\s+/, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * A criterion that is not proven, as a problem of the work: its key is made of the phase and the criterion, so
 * that it is the same one in each round, whatever the reason.
 */
export const unprovenOf = (
  { criterion, evidence }: Proof,
  { id }: Pick<PhaseStrategy, 'id'>,
): RawFinding => ({
  severity: 'major',
  category: 'test_gap',
  title: `Not proven: ${criterion}`,
  reason: evidence,
  path: null,
  line_text: `${id}: ${criterion.replace(/\s+/g, ' ')}`,
  line: null,
});
