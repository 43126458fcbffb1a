import { describe, expect, it } from '@jest/globals';
import { steadyOrder } from '../../../src/agents/prompts/steady.ts';
import { phase } from '../run/story.ts';

const PHASES = [
  phase('T1.P1', { description: 'Trim in `greeting`.', scope: ['src/**', 'test/**'] }),
  phase('T1.P2', { deliverables: ['src/server.ts'], scope: ['src/**', 'test/**'] }),
  phase('T2.P1', { description: 'Say so in README.md.', scope: ['README.md', 'docs/**'] }),
];
const PATHS = [
  ...['LICENSE', 'README.md', 'docs/use.md', 'package.json', 'src/greeting.ts', 'src/main.ts'],
  ...['src/server.ts', 'test/greeting.test.ts'],
];

const sorted = (which: 'touched' | 'untouched', paths = PATHS): readonly string[] => {
  const order = steadyOrder(PHASES, PATHS)[which];
  return paths
    .map((path) => ({ path }))
    .toSorted(order)
    .map(({ path }) => path);
};

describe('what is shown to a Builder', () => {
  it('begins with what every phase is shown, and ends with what is changed next', () => {
    expect(sorted('untouched')).toEqual([
      ...['package.json', 'README.md', 'LICENSE', 'docs/use.md', 'src/main.ts'],
      ...['src/server.ts', 'src/greeting.ts', 'test/greeting.test.ts'],
    ]);
  });

  it('goes on with what the run has changed, first what no phase to come names', () => {
    expect(sorted('touched')).toEqual([
      ...['src/greeting.ts', 'test/greeting.test.ts', 'src/server.ts', 'README.md'],
      ...['src/main.ts', 'docs/use.md', 'LICENSE', 'package.json'],
    ]);
  });

  it.each(['touched', 'untouched'] as const)('is the same whatever the order (%s)', (which) => {
    expect(sorted(which, PATHS.toReversed())).toEqual(sorted(which));
  });

  it('goes by path where the plan says nothing', () => {
    const { touched, untouched } = steadyOrder([], PATHS);
    const files = [{ path: 'b' }, { path: 'a' }];
    for (const order of [touched, untouched])
      expect(files.toSorted(order)).toEqual([{ path: 'a' }, { path: 'b' }]);
  });
});
