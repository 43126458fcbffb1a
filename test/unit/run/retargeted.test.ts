import { expect, it } from '@jest/globals';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { headline } from '../../../src/core/report/headline.ts';
import { begun, given, MINUTE, sha, strategy, world } from './story.ts';
import { succeeded } from './stories.ts';
import { eventsIn, types } from './told.ts';

const rules = strategy();
const HEAD = sha(2);
const pull: PullSeen = {
  ...{ number: 8, state: 'open', draft: false, head: HEAD, title: '', body: '' },
  ...{ mergeCommit: null, mergeable: 'yes' },
};
const at = (baseName: string) => ({ pull: { ...pull, baseName } });

it('a run whose pull request is pointed at another branch is held until it is pointed back', () => {
  expect(types(given(rules, begun).when(at('main')))).toEqual(['build']);
  const held = eventsIn(given(rules, begun).when(at('release')));
  expect(held).toMatchObject([{ type: 'run-held', by: 'the pull request' }]);
  const waiting = given(rules, begun, ...held);
  expect(waiting.when(at('release'))).toEqual([]);
  const back = eventsIn(waiting.when(at('main')));
  expect(back).toMatchObject([{ type: 'run-resumed' }]);
  expect(types(given(rules, begun, ...held, ...back).when(at('main')))).toEqual(['build']);
});

it('says where it has to point, and what to do where the branch has another name now', () => {
  const held = eventsIn(given(rules, begun).when(at('trunk')));
  const waiting = headline(given(rules, begun, ...held).run, rules, world(at('trunk')));
  expect(waiting.next).toContain('Point it back at `main`');
  expect(waiting.next).toContain('or at the default branch if that is another one by now');
  expect(waiting.next).not.toContain('Put its commits back');
  const ready = headline(given(rules, ...succeeded(HEAD)).run, rules, world(at('trunk')));
  expect(ready.next).toContain('points at `trunk` now');
  const fine = headline(given(rules, ...succeeded(HEAD)).run, rules, world(at('main')));
  expect(fine.next).toBe('Review and merge #8. I cannot approve or merge.');
});

it('is not merged there, and nothing of that branch is merged in', () => {
  const promotion = { autoMerge: true, deleteBranch: false };
  const merging = strategy(undefined, { promotion });
  const ready = (baseName: string, base?: string) =>
    given(merging, ...succeeded(HEAD)).when({
      pull: { ...pull, baseName, ...(base === undefined ? {} : { base }) },
    });
  expect(ready('main')).toEqual([{ do: 'merge', head: HEAD }]);
  expect(ready('release')).toEqual([{ do: 'record-artefacts' }]);
  expect(types(ready('main', sha(9)))).toEqual(['merge-base']);
  expect(ready('release', sha(9))).toEqual([{ do: 'record-artefacts' }]);
});

it('a branch that is the default branch by now is no other one', () => {
  const renamed = { ...pull, baseName: 'trunk', ontoDefault: true } as const;
  expect(types(given(rules, begun).when({ pull: renamed }))).toEqual(['build']);
  const merged = { ...renamed, state: 'merged', mergeCommit: sha(9) } as const;
  const ready = given(rules, ...succeeded(HEAD));
  expect(types(ready.when({ pull: merged }))).toEqual(['run-promoted']);
});

it('merged there has not delivered what it is for', () => {
  const into = (baseName: string) => ({
    ...{ pull: { ...pull, state: 'merged', mergeCommit: sha(9), baseName } as const },
  });
  expect(types(given(rules, ...succeeded(HEAD)).when(into('main')))).toEqual(['run-promoted']);
  const closed = eventsIn(given(rules, ...succeeded(HEAD)).when(into('release')));
  expect(closed).toMatchObject([{ type: 'promotion-closed' }]);
  const over = given(rules, ...succeeded(HEAD), ...closed);
  expect(types(over.when({ ...into('release'), issueOpen: true }))).not.toContain('close-issue');
  expect(eventsIn(given(rules, begun).when(into('release')))).toMatchObject([
    { type: 'run-failed', failure: { reason: 'pr_closed' } },
  ]);
});

it('is not merged by itself while the label holds it', () => {
  const merging = strategy(undefined, { promotion: { autoMerge: true, deleteBranch: false } });
  const held = given(merging, ...succeeded(HEAD)).when({
    ...at('main'),
    labels: ['autopack:hold'],
  });
  expect(types(held)).not.toContain('merge');
});

it('is held by a person as before when it is pointed back', () => {
  const alice = { type: 'run-held', at: 5, by: 'alice' } as const;
  const stop = { type: 'stop-asked', at: 5, by: 'bob' } as const;
  const away = eventsIn(given(rules, begun, alice).when(at('release')));
  const back = eventsIn(given(rules, begun, alice, ...away).when(at('main')));
  expect(given(rules, begun, alice, ...away, ...back).run.held).toEqual({ by: 'alice', at: 5 });

  const stopped = [begun, stop, ...eventsIn(given(rules, begun, stop).when(at('release')))];
  const after = [...stopped, ...eventsIn(given(rules, ...stopped).when(at('main')))];
  expect(given(rules, ...after).run).toMatchObject({ stopAfter: 'bob' });
  expect(given(rules, ...after).run.held).toBeUndefined();

  const resumed = { type: 'run-resumed', at: 9, by: 'carol' } as const;
  expect(given(rules, begun, alice, ...away, resumed).run.held).toBeUndefined();
});

it.each([
  ['the label', { labels: ['autopack:hold'] }],
  ['a pull request that points elsewhere', at('release')],
  ['a branch that is gone', { branch: { is: 'gone' }, now: MINUTE } as const],
])('stops after the phase as asked for while it was held by %s', (_, away) => {
  const stop = { type: 'stop-asked', at: 5, by: 'bob' } as const;
  const held = [begun, ...eventsIn(given(rules, begun).when(away)), stop];
  expect(given(rules, ...held).run.held).toBeDefined();
  const after = given(rules, ...held, ...eventsIn(given(rules, ...held).when(at('main')))).run;
  expect(after.held).toBeUndefined();
  expect(after.stopAfter).toBe('bob');
});
