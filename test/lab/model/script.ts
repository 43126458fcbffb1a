/** What the scripted model knows: answers, and what a request has to hold before one is given. */
import type { BuilderAnswer } from '../../../src/core/edits/edits.ts';
import type { AuditAnswer } from '../../../src/agents/audit-answer.ts';

export interface Line<T> {
  /** Each has to stand in the request. */
  readonly requires: readonly string[];
  /** None may stand in the request. */
  readonly forbids: readonly string[];
  readonly answer: T;
}

/** An answer where patches are asked for. */
export interface PatchAnswer {
  readonly patch: string;
  readonly doubts: readonly [];
  readonly notes: string;
}

export type BuildAnswer = BuilderAnswer | PatchAnswer | string;

/** By phase. The last line whose conditions hold is spoken, so a repair is given only to a request that shows what went wrong. */
export interface Part {
  /** Files that the Locator names, where it is asked; left out: none. */
  readonly locates?: readonly string[];
  /** A text is said as it is: models do not always answer in JSON. */
  readonly builds: readonly Line<BuildAnswer>[];
  readonly audits: readonly Line<AuditAnswer>[];
}

export type Script = Readonly<Record<string, Part>>;

/** An audit that finds nothing; it has to be asked for with these new lines and without the Builder's notes. */
export const approval = (
  lines: readonly string[],
  notes: string,
  criteria: readonly (string | readonly [criterion: string, evidence: string])[],
  summary = 'The change does what the goal asks for.',
): Line<AuditAnswer> => ({
  requires: lines,
  forbids: notes === '' ? [] : [notes],
  answer: {
    verdict: 'approve',
    summary,
    findings: [],
    fixed: [],
    acceptance: criteria.map((told) => {
      const [criterion, evidence] = typeof told === 'string' ? [told, 'The diff shows it.'] : told;
      return { criterion, proven: true, evidence };
    }),
  },
});
