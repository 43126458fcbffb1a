import { expect, it } from '@jest/globals';
import { builderRequest } from '../../../src/agents/builder.ts';
import { BuilderMode } from '../../../src/core/plan/plan.ts';
import { strategy } from '../run/story.ts';
import { aPhase } from './a-phase.ts';

it('each Builder mode has words of its own in the prompt', () => {
  const asked = BuilderMode.options.map((builderMode) => {
    const phase = aPhase({ builderMode });
    const seen = { tree: [], served: [], omitted: [], evidence: [] };
    const { user } = builderRequest({ strategy: strategy([aPhase()]), phase, ...seen });
    return user.replaceAll(builderMode, '');
  });
  expect(asked).toHaveLength(4);
  expect(new Set(asked).size).toBe(4);
});
