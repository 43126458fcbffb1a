import { expect, it } from '@jest/globals';
import { builderRequest } from '../../../src/agents/builder.ts';
import { SIZE } from '../../../src/core/govern/size.ts';
import type { Evidence } from '../../../src/core/run/event.ts';
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

const asked = (more: Parameters<typeof aPhase>[0], evidence: readonly Evidence[] = []) =>
  builderRequest({
    strategy: strategy([aPhase()]),
    phase: aPhase(more),
    ...{ tree: [], served: [], omitted: [], evidence },
  });

it('a mode that several categories share lets each of them change what it is about', () => {
  // A change of security is built in it as well.
  const { user } = asked({ builderMode: 'refactor_heavy' });
  expect(user).toContain('Behaviour stays as it is but for what the goal asks');
});

it('what the gate refuses is told before', () => {
  const { system } = asked({});
  expect(system).toContain(`more than ${SIZE.files} files or ${SIZE.bytes} characters`);
  for (const word of ['lockfiles', '.github/', 'licence', 'secrets', 'executable', 'registry'])
    expect(system).toContain(word);
  // The task stands inside tags as well, so that not all of it can be mere data.
  expect(system).toContain('<goal>, <scope>, <deliverables> and <acceptance> are your task');
});

it('a file ends where its tag does, whatever its last line is', () => {
  const served = ['a\n', 'a', 'a\r\n', 'a\n\n'].map((text, at) => ({
    ...{ path: `${at}`, sha: '', mode: '100644' as const, text },
  }));
  const { user } = builderRequest({
    ...{ strategy: strategy([aPhase()]), phase: aPhase(), tree: [] },
    ...{ served, omitted: [], evidence: [] },
  });
  expect([...user.matchAll(/">\n([^<]*)<\/file>/g)].map(([, text]) => text)).toEqual([
    ...['a\n', 'a\n', 'a\n', 'a\n\n'],
  ]);
});
