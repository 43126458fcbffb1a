/** A pull request of the fake's memory, as GitHub would tell of it. */
import type { PullSeen } from '../../src/core/run/observation.ts';
import { conflictsNow } from './fake-merge.ts';
import type { FakePull, FakeState } from './fake-state.ts';

export const pullSeen = (fake: FakeState, pull: FakePull): PullSeen => {
  const { number, state, draft, head, title, body, mergeCommit } = pull;
  const base = fake.git.branches.get(pull.base);
  const inTheWay = state === 'open' && pull.mergeable === 'yes' && conflictsNow(fake, pull);
  const mergeable = inTheWay ? 'no' : pull.mergeable;
  const at = {
    ...(base === undefined ? {} : { base }),
    ...(draft && pull.drafted === true && { draftedAgain: true as const }),
    ...(pull.base === fake.defaultBranch && { ontoDefault: true as const }),
  };
  const { base: baseName } = pull;
  return { number, state, draft, head, title, body, mergeCommit, mergeable, baseName, ...at };
};
