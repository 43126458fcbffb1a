/** Done by somebody who makes everything after it fit, or to what stands around the ledger, and the rule that has to notice. */
import type { CommitSeen, RunEvidence } from '../../../src/core/verify/evidence.ts';
import { at, eventsIn, rewritten } from './a-record.ts';
import { other, code, around, of, type Tampering, rewrite, beside } from './tamper.ts';

export const FITTED: readonly Tampering[] = [
  [
    'a hold is above its cap, and everything made to fit',
    'budget',
    rewrite(
      'build-started',
      of('build-started', (event) => ({ ...event, hold: { ...event.hold, tokens: 99_999_999 } })),
    ),
  ],
  [
    'a settlement is lowered, and everything made to fit',
    'budget',
    rewrite(
      'answer-kept',
      of('answer-kept', (event) => ({ ...event, settled: { tokens: 1, microUsd: 1 } })),
    ),
  ],
  [
    'an audit is of another head, and everything made to fit',
    'verdicts',
    (record) => {
      const heads = record.links
        .flatMap(eventsIn)
        .flatMap((event) => (event.type === 'edits-committed' ? [event.head] : []));
      const change = of('audit-finished', (event) => ({ ...event, head: heads[0] ?? '' }));
      const last = record.links.findLastIndex((one) =>
        eventsIn(one).some(({ type }) => type === 'audit-finished'),
      );
      return { record: rewritten(record, change), at: last };
    },
  ],
  [
    'a phase is complete at another head, and everything made to fit',
    'verdicts',
    rewrite(
      'phase-completed',
      of('phase-completed', (event) => ({ ...event, head: other })),
    ),
  ],
  [
    'CI was red, and everything made to fit',
    'verdicts',
    (record) => ({
      record: rewritten(
        record,
        of('ci-finished', (event) => ({ ...event, report: { ...event.report, verdict: 'red' } })),
      ),
      at: at(record, 'phase-completed'),
    }),
  ],
  [
    'a merge was of another head, and everything made to fit',
    'verdicts',
    rewrite(
      'run-promoted',
      of('run-promoted', (event) => ({ ...event, head: other })),
    ),
  ],
  [
    'a code commit is gone',
    'code',
    (record) => ({ record: { ...record, code: new Map() }, at: at(record, 'edits-committed') }),
  ],
  ...(
    [
      ['has another tree', () => ({ tree: other })],
      ['is on another parent', () => ({ parents: [other] })],
      ['is a merge', ({ parents }) => ({ parents: [...parents, other] })],
      [
        'is of another run',
        ({ message }) => ({ message: message.replace('Run: 1-1', 'Run: 1-2') }),
      ],
      ['is of another try', ({ message }) => ({ message: message.replace('T1.P1/1', 'T1.P1/2') })],
      [
        'names another event',
        ({ message }) => ({ message: message.replace(/Event: \d+/, 'Event: 2') }),
      ],
      ['names two runs', ({ message }) => ({ message: `${message}\nAutopack-Run: 1-2` })],
      ['is not by us', (commit) => ({ maker: { ...commit.maker, id: 5 } })],
    ] satisfies readonly (readonly [string, (commit: CommitSeen) => Partial<CommitSeen>])[]
  ).map(([what, change]): Tampering => [
    `a code commit ${what}`,
    'code',
    (record) => ({ record: code(record, change), at: at(record, 'edits-committed') }),
  ]),
];

const cut = (record: RunEvidence, last: number): RunEvidence => ({
  ...record,
  links: record.links.slice(0, last),
});

export const AROUND: readonly Tampering[] = [
  [
    'the ledger was cut after the last push',
    'snapshot',
    beside((record) =>
      around(cut(record, at(record, 'run-succeeded')), { pull: null, reviews: [] }),
    ),
  ],
  [
    'the ledger was cut before the last push',
    'branch',
    beside((record) => {
      const later = [...record.code.values()].slice(-1);
      const head = later[0]?.oid ?? '';
      return around(cut(record, at(record, 'edits-committed') + 1), {
        later,
        branch: { is: 'ahead', head, commits: [{ sha: head, by: 'autopack' }] },
      });
    }),
  ],
  [
    'a review is about a head that nobody audited',
    'reviews',
    beside((record) =>
      around(record, {
        reviews: [{ id: 1, head: other, body: `<!-- autopack:review:1-1:T1.P1:${other} -->\n` }],
      }),
    ),
  ],
  [
    'the status comment was edited',
    'snapshot',
    beside((record) =>
      around(record, {
        comments: (record.around?.comments ?? []).map((comment) => ({
          ...comment,
          body: comment.body.replace(/"seq":\d+/, '"seq":3'),
        })),
      }),
    ),
  ],
  [
    'the branch was moved back',
    'branch',
    beside((record) => around(record, { branch: { is: 'moved-back', head: other } })),
  ],
  [
    'another head was merged',
    'merge',
    beside((record) =>
      around(record, {
        pull: record.around?.pull ? { ...record.around.pull, head: other } : null,
      }),
    ),
  ],
  [
    'the merge is gone',
    'merge',
    beside((record) =>
      around(record, {
        pull: record.around?.pull ? { ...record.around.pull, state: 'closed' } : null,
      }),
    ),
  ],
];
