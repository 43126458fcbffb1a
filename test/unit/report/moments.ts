/** The moments of one run of `runs.ts`, one after the other, and how it may end. */
import type { RunEvent } from '../../../src/core/run/event.ts';
import { BASE } from '../run/story.ts';
import {
  asksBuilder,
  at,
  because,
  completes,
  ends,
  fails,
  finding,
  judges,
  opened,
  pushes,
  run,
  says,
  starts,
} from './runs.ts';

const head = (two: string): string => two.repeat(20);

const a = { phase: 'T1.P1', before: BASE, head: head('a1'), minute: 1 };
const b = { phase: 'T1.P2', before: a.head, head: head('b1'), minute: 10 };
const b2 = { ...b, attempt: 2, before: b.head, head: head('b2'), minute: 20 };
const b3 = { ...b, attempt: 3, before: b2.head, head: head('b3'), minute: 30 };
const c = { phase: 'T2.P1', before: b2.head, head: head('c1'), minute: 40 };

const RED = 'CI is red.\nci.yml › e2e: failure\nTypeError: tenantId undefined @ repo.ts:88';
const first: readonly RunEvent[] = [starts('T1.P1', 1), ...pushes(a), opened];
const firstDone = [...first, says(a, 'green'), ...judges(a), ...completes(a, 'T1.P2')];
const red = [...firstDone, ...pushes(b), says(b, 'red', RED), fails(b, because('ci', 1, RED))];
const sentBack = [
  ...[...red, ...pushes(b2), says(b2, 'green')],
  ...judges(b2, {
    verdict: 'revise',
    summary: 'Not yet.',
    findings: [finding(1), finding(2, { severity: 'minor', title: 'No index', line: null })],
  }),
];
const revised = fails(
  b2,
  because('audit', 2, 'The Auditor asks for changes: Not yet.\n- F-1 major'),
);
const good = [...red, ...pushes(b2), says(b2, 'green'), ...judges(b2), ...completes(b2, 'T2.P1')];
const all = [...good, ...pushes(c), says(c, 'green'), ...judges(c), ...completes(c, null)];
const succeeded: RunEvent = { type: 'run-succeeded', at: at(45), head: c.head };
const exhausted = [
  ...[...sentBack, revised, ...pushes(b3), says(b3, 'red', RED), fails(b3, because('ci', 3, RED))],
  { type: 'phase-failed', at: at(34), phase: 'T1.P2', reason: 'no attempts left' } as const,
  ends({}, 34),
];

export const HEADS = { a: a.head, b: b.head, b2: b2.head, b3: b3.head, c: c.head } as const;

export const MOMENTS = {
  'just started': run(),
  'the first call': run(starts('T1.P1', 1), asksBuilder(a)),
  'waiting for CI': run(...first),
  'red in CI': run(...red),
  mending: run(...red, asksBuilder(b2)),
  'sent back': run(...sentBack),
  'out of attempts': run(...exhausted),
  'out of money': run(
    ...firstDone,
    ends(
      {
        state: 'DONE_FAILED_BUDGET_EXHAUSTED',
        reason: 'cost_cap',
        detail: 'The run: $5.9000 of $6.0000 are spent and the next call may cost $0.5000.',
      },
      12,
    ),
  ),
  cancelled: run(
    ...first,
    ends({ reason: 'cancelled', detail: 'Cancelled by alice.', phase: null }, 5),
  ),
  'ready for review': run(...all, succeeded),
  merged: run(...all, succeeded, {
    type: 'run-promoted',
    at: at(60),
    head: c.head,
    merge: head('d1'),
    verified: true,
  }),
  closed: run(...all, succeeded, { type: 'promotion-closed', at: at(60) }),
  'changed by people': run(...all, succeeded, {
    type: 'branch-advanced',
    at: at(50),
    before: c.head,
    head: head('e1'),
    commits: [{ sha: head('e1'), by: 'bob' }],
  }),
} as const;
