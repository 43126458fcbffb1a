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
