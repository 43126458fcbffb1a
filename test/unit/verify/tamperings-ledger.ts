/** Done to the ledger by somebody who may write to the repository, and the rule that has to notice. */
import { withFile } from './a-record.ts';
import { other, maker, said, swap, type Tampering, link, by, without } from './tamper.ts';

export const LEDGER: readonly Tampering[] = [
  ['a commit is dropped', 'chain', without(3)],
  ['the first commit is dropped', 'chain', without(0)],
  [
    'a commit has a second parent',
    'chain',
    link(2, ({ parents }) => ({ parents: [...parents, other] })),
  ],
  ['a commit is moved onto another', 'chain', link(2, () => ({ parents: [other] }))],
  ['a commit is in other words', 'message', link(2, () => ({ said: null }))],
  ['a commit is of another run', 'message', link(2, (one) => said(one, { runId: '1-2' }))],
  [
    'events are swapped',
    'message',
    link(0, (one) => said(one, { lines: swap(one.said?.lines ?? []), keyFits: false })),
  ],
  [
    'events are swapped, and the key made anew',
    'fold',
    link(0, (one) => said(one, { lines: swap(one.said?.lines ?? []) })),
  ],
  [
    'an event is left out, and the key made anew',
    'seq',
    link(0, (one) => said(one, { lines: (one.said?.lines ?? []).slice(0, -1) })),
  ],
  ['a step is left out', 'seq', link(2, (one) => said(one, { seq: (one.said?.seq ?? 0) + 1 }))],
  ['a commit without an event', 'seq', link(2, (one) => said(one, { lines: [] }))],
  [
    'an event is none that we know',
    'events',
    link(2, (one) => said(one, { lines: ['{"at":1,"type":"run-blessed"}'] })),
  ],
  [
    'a large event is changed in its file',
    'events',
    link(by('ci-finished'), (one) => ({
      files: new Map(
        [...one.files].map(([path, text]) => [
          path,
          path.startsWith('payloads/') ? (text?.replace('red', 'green') ?? null) : text,
        ]),
      ),
    })),
  ],
  ['a commit is not signed', 'author', link(2, maker({ signed: false }))],
  ['a commit is by somebody else', 'author', link(2, maker({ id: 5 }))],
  ['a commit is by nobody', 'author', link(2, maker({ id: null }))],
  [
    'the state is edited',
    'state',
    link(4, (one) =>
      withFile(
        one,
        'state.json',
        (one.files.get('state.json') ?? '').replace('"attempt":1', '"attempt":0'),
      ),
    ),
  ],
  ['the findings are edited', 'state', link(4, (one) => withFile(one, 'findings.json', '[{}]'))],
  [
    'the state is written another way',
    'state',
    link(4, (one) => withFile(one, 'state.json', ` ${one.files.get('state.json') ?? ''}`)),
  ],
  [
    'the state is gone',
    'state',
    link(4, ({ files }) => ({
      files: new Map([...files].filter(([path]) => path !== 'state.json')),
    })),
  ],
  [
    'the sums are edited in the state',
    'state',
    link(4, (one) =>
      withFile(
        one,
        'state.json',
        (one.files.get('state.json') ?? '').replace(/"tokens":\d+/g, '"tokens":1'),
      ),
    ),
  ],
  ['the plan is changed', 'plan', link(0, (one) => withFile(one, 'plan.md', 'Do something else.'))],
  [
    'the plan is changed later',
    'plan',
    link(5, (one) => withFile(one, 'plan.md', 'Do something else.')),
  ],
  [
    'the budget is raised',
    'strategy',
    link(0, (one) =>
      withFile(
        one,
        'strategy.json',
        (one.files.get('strategy.json') ?? '').replace(/"tokenCap":\d+/g, '"tokenCap":99999999'),
      ),
    ),
  ],
  [
    'the strategy is changed later',
    'strategy',
    link(5, (one) => withFile(one, 'strategy.json', '{}')),
  ],
  [
    'an answer is changed',
    'answers',
    link(by('answer-kept'), (one) => ({
      files: new Map(
        [...one.files].map(([path, text]) => [path, path.startsWith('answers/') ? '{}' : text]),
      ),
    })),
  ],
  ['an answer is added', 'answers', link(1, (one) => withFile(one, 'answers/x.json', '{}'))],
];
