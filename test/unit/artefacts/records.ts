/** Records of runs as the ledger holds them, of the plan in `report/runs.ts`. */
import type { RunRecord } from '../../../src/core/artefacts/record.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import {
  because,
  begun,
  completes,
  ends,
  fails,
  finding,
  judges,
  opened,
  pushes,
  RULES,
  says,
  starts,
} from '../report/runs.ts';
import { BASE } from '../run/story.ts';

const head = (two: string): string => two.repeat(20);
export const FIRST = { phase: 'T1.P1', before: BASE, head: head('a1'), minute: 1 };
export const SECOND = { phase: 'T1.P2', before: FIRST.head, head: head('b1'), minute: 10 };
const AGAIN = { ...SECOND, attempt: 2, before: SECOND.head, head: head('b2'), minute: 20 };

const RED = 'CI is red.\nci.yml › e2e: failure\nTypeError: tenantId undefined @ repo.ts:88';

/** One phase done, the second red, then sent back by the Auditor. */
export const WORK: readonly RunEvent[] = [
  starts('T1.P1', 1),
  ...pushes(FIRST),
  opened,
  says(FIRST, 'green'),
  ...judges(FIRST),
  ...completes(FIRST, 'T1.P2'),
  ...pushes(SECOND),
  says(SECOND, 'red', RED),
  fails(SECOND, because('ci', 1, RED)),
  ...pushes(AGAIN),
  says(AGAIN, 'green'),
  ...judges(AGAIN, {
    verdict: 'revise',
    summary: 'Not yet.',
    findings: [finding(1), finding(2, { severity: 'minor', title: 'No index', line: null })],
  }),
];

export const recordOf = (...events: readonly RunEvent[]): RunRecord => {
  const all = [...begun, ...events];
  return { run: fold(undefined, all), strategy: RULES, plan: '# A plan\n', events: all };
};

export const failed = (failure: Parameters<typeof ends>[0] = {}): RunRecord =>
  recordOf(...WORK, ends(failure, 34));
