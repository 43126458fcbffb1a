import { distance } from 'fastest-levenshtein';
import type { Evidence } from './event.ts';
import type { PhaseRun } from './run.ts';

/** v7 section 14: two failures are the same from this similarity on, if both say enough to be compared. */
export const SAME_FROM = 0.8;
export const MIN_CHARS = 30;
/** What is compared of a failure; a log's end may be thousands of lines. */
const MAX_CHARS = 2_000;

/** Failures of the work itself: what was handed in was wrong. The others say nothing about it. */
const WORK: readonly Evidence['kind'][] = [
  'refused',
  'policy',
  'ci',
  'audit',
  'malformed',
  'truncated',
];

/** What an attempt failed of, without what differs from one run of the same thing to the next. */
export function signatureOf(evidence: readonly Evidence[]): string {
  const text = evidence
    .filter(({ kind }) => WORK.includes(kind))
    .map(({ kind, text }) => `${kind}: ${text}`)
    .join('\n');
  return text
    .replace(/\b[0-9a-f]{7,64}\b/gi, 'X')
    .replace(/\d+/g, '0')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_CHARS);
}

/** From 0 (nothing in common) to 1 (the same). */
export function similarity(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 0 : 1 - distance(a, b) / longest;
}

export const isSameFailure = (a: string, b: string): boolean =>
  a.length >= MIN_CHARS && b.length >= MIN_CHARS && similarity(a, b) >= SAME_FROM;

/** Whether the last two attempts that handed in work failed in the same way. */
export function failedTheSameTwice(phase: PhaseRun): boolean {
  const attempts = [...new Set(phase.evidence.map(({ attempt }) => attempt))].sort((a, b) => a - b);
  const signatures = attempts
    .map((attempt) => signatureOf(phase.evidence.filter((one) => one.attempt === attempt)))
    .filter((signature) => signature !== '');
  const [before, last] = signatures.slice(-2);
  return before !== undefined && last !== undefined && isSameFailure(before, last);
}
