import { expect, it } from '@jest/globals';
import type { PullSeen } from '../../../src/core/run/observation.ts';
import { begun, given, sha, strategy } from './story.ts';
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
