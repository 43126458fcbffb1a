import { expect, it } from '@jest/globals';
import { openFindings } from '../../../src/core/findings/stream.ts';
import { sha } from '../run/story.ts';
import { candidate, red, reported, RULES, runOf } from './runs.ts';

it('what a person dismissed by its key is not open', () => {
  const run = runOf(RULES, ...candidate(1), reported(sha(10), red()));
  const keys = openFindings(run, RULES).map(({ key }) => key);
  expect(keys).toHaveLength(1);
  expect(openFindings({ ...run, dismissed: keys }, RULES)).toEqual([]);
});
