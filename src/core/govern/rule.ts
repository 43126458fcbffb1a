import type { FileChange } from '../edits/edits.ts';
import type { GateLine } from '../run/event.ts';
import type { GovernPolicy, Violation } from './governed.ts';

/** One rule of the gate: what it says of the changes, and how the gate's line reads. */
export interface Ruling {
  readonly violations: readonly Violation[];
  readonly line: GateLine;
}

export type Rule = (changes: readonly FileChange[], policy: GovernPolicy) => Ruling;

/** The text a change leaves behind; empty for a deletion. */
export const textAfter = (change: FileChange): string =>
  change.op === 'delete' ? '' : change.after;
export const textBefore = (change: FileChange): string =>
  change.op === 'create' ? '' : change.before;

/** The text that a change leaves behind, as it was: a renamed file has its own past. */
export const textWas = (change: FileChange): string | null =>
  change.op === 'create' ? (change.from?.text ?? null) : change.before;

/** The text after with only the lines that were not there before, of a renamed file as well; the others are empty, so that numbers stay. */
export function addedText(change: FileChange): string {
  const before = new Set((textWas(change) ?? '').split('\n'));
  return textAfter(change)
    .split('\n')
    .map((line) => (before.has(line) ? '' : line))
    .join('\n');
}

export function ruling(rule: string, violations: readonly Violation[], note = ''): Ruling {
  const [first] = violations;
  if (first === undefined)
    return { violations, line: { rule, verdict: 'pass', note: note.slice(0, 300) } };
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  const where = first.path === null ? '' : `${first.path}: `;
  return {
    violations,
    line: { rule, verdict: 'refuse', note: `${where}${first.detail}${more}`.slice(0, 300) },
  };
}

export const warning = (rule: string, note: string): Ruling => ({
  violations: [],
  line: { rule, verdict: 'warn', note: note.slice(0, 300) },
});

export const work = (rule: string, path: string | null, detail: string): Violation => ({
  kind: 'work',
  rule,
  path,
  detail,
});
export const policy = (rule: string, path: string | null, detail: string): Violation => ({
  kind: 'policy',
  rule,
  path,
  detail,
});
