/** Guards between us and GitHub. */
import type { Mutant } from './list.ts';

export const GITHUB: readonly Mutant[] = [
  {
    name: 'lose all lines of a review for one of them',
    file: 'src/engine/post-review.ts',
    find: 'if (isLess && (await isTaken(ports, where, some))) return some;',
    replace: 'if (isLess && where.pr < 0) return some;',
    test: { file: 'test/contract/review-lines.test.ts', name: 'stay where they can' },
  },
  {
    name: 'take a command on a pull request for one on an issue of its number',
    file: 'src/github/trigger.ts',
    find: 'return runId === null ? number',
    replace: 'return runId === null || number > 0 ? number',
    test: {
      file: 'test/unit/github/trigger.test.ts',
      name: 'a command on the pull request of a run',
    },
  },
  {
    name: 'hear nothing that is said on the pull request',
    file: 'src/engine/observe.ts',
    find: '...(pullTalk?.commands ?? [])]',
    replace: '...(pullTalk?.commands ?? []).slice(0, 0)]',
    test: {
      file: 'test/unit/engine/pull-commands.test.ts',
      name: 'is taken as if it stood on the issue',
    },
  },
  {
    name: 'look at the first check suites only',
    file: 'src/github/every-check.ts',
    find: 'n < MAX_SUITE_PAGES',
    replace: 'n < MAX_SUITE_PAGES - 19',
    test: { file: 'test/contract/many.lab.test.ts', name: 'of check suites' },
  },
  {
    name: 'take a limit for a missing permission',
    file: 'src/github/limit-answers.ts',
    find: 'error.status === 429 || LIMIT_WORDS.test(said)',
    replace: 'error.status === 429 || said.length < 0',
    test: { file: 'test/unit/github/client.test.ts', name: 'told in words only' },
  },
];
