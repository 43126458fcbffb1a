import { expect, it } from '@jest/globals';
import { ledgerBranch } from '../../../src/core/names.ts';
import { verify } from '../../../src/core/verify/verify.ts';
import { aRecord } from './a-record.ts';

it('a ledger that was moved back stays frozen, however often it is looked at, until it is put back', async () => {
  const record = await aRecord();
  const { links } = await record.read();
  const { branches } = record.github.state.git;
  const move = async (to: string): Promise<string> => {
    branches.set(ledgerBranch('1-1'), to);
    record.ports.tips.clear();
    await record.pass();
    const issue = await record.github.forge.issue(record.issue);
    return issue?.ours.map(({ body }) => body).join('\n') ?? '';
  };
  const [older, tip] = [links.at(-3)?.oid ?? '', links.at(-1)?.oid ?? ''];

  expect(await move(older)).toContain('the status comment has seen 25');
  expect(branches.get(ledgerBranch('1-1'))).toBe(older);
  expect(verify(await record.read()).bad).toMatchObject({ rule: 'snapshot', commit: null });

  expect(await move(tip)).toContain('ready for review');
  expect(verify(await record.read()).bad).toBeNull();
});

it.each([
  ['this process has seen more', false, 'and has counted'],
  ['a review tells of more', true, 'knows nothing of an audit'],
])('freezes without the status comment as well: %s', async (_, isForgotten, why) => {
  const record = await aRecord();
  const { links } = await record.read();
  const { state, forge } = record.github;
  const own = state.issues.get(record.issue);
  own?.comments.splice(0);
  state.git.branches.set(ledgerBranch('1-1'), links[4]?.oid ?? '');
  if (isForgotten) record.ports.tips.clear();
  await record.pass();
  await record.pass();
  const ours = (await forge.issue(record.issue))?.ours ?? [];
  expect(ours.map(({ body }) => body).join('\n')).toContain(why);
  expect(state.git.branches.get(ledgerBranch('1-1'))).toBe(links[4]?.oid);
});
