/** What prompts are made from, in the smallest form that shows everything. */
import type { PhaseStrategy } from '../../../src/core/strategy/strategy.ts';
import type { TreeEntry } from '../../../src/ports.ts';
import { phase } from '../run/story.ts';

export const aPhase = (more: Partial<PhaseStrategy> = {}): PhaseStrategy =>
  phase('T1.P1', {
    name: 'Trim names',
    description: 'Names come with blanks around them. `greeting` has to trim.',
    scope: ['src/**', 'test/**'],
    deliverables: ['src/greeting.ts'],
    readOnlyContext: [{ path: 'docs/names.md', reason: 'says what a name is' }],
    acceptance: ['blanks are trimmed', 'a blank name greets the world'],
    ...more,
  });

export const entry = (path: string, size = 100, mode = '100644'): TreeEntry => ({
  path,
  mode,
  size,
  sha: '1'.repeat(40),
});
