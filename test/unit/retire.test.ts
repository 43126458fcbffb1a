/** Ledgers of runs that were over long ago: which go, and what still holds when they are gone. */
import { describe, expect, it } from '@jest/globals';
import { ConflictError } from '../../src/core/errors.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import { retire } from '../../src/engine/retire.ts';
import { aRecord, type Record } from './verify/a-record.ts';

const DAY = 24 * 3_600_000;
const days = (config: string | null): number | null => (config === null ? 90 : null);
const round = (on: Record, turn = 0) => retire(on.ports, { days: () => 90, turn });

/** Ready for a person to merge; `ends` is what the person does. */
async function over(ends: 'merge' | 'close' | 'leave' = 'merge'): Promise<Record> {
  const on = await aRecord();
  const mona = on.github.as('mona');
  const [pull] = [...on.github.state.pulls.keys()];
  if (pull === undefined) throw new Error('no pull request');
  if (ends === 'merge') mona.merge(pull);
  if (ends === 'close') mona.closePull(pull);
  await on.pass();
  return on;
}

const ledgers = async ({ ports }: Record): Promise<readonly string[]> =>
  (await ports.ledger.list()).map(({ runId }) => runId);
const comments = ({ github, issue }: Record): readonly string[] =>
  (github.state.issues.get(issue)?.comments ?? []).map(({ body }) => body);
const status = (on: Record): string =>
  comments(on).find((body) => body.includes(`autopack:status:${on.issue}-1`)) ?? '';

describe('the ledger of a run that is over', () => {
  it.each(['merge', 'close'] as const)('goes when its time is up: %s', async (ends) => {
    const on = await over(ends);
    on.clock.advance(90 * DAY - 60 * 60_000);
    expect(await round(on)).toEqual([]);
    on.clock.advance(2 * 60 * 60_000);
    expect(await round(on)).toEqual([`${on.issue}-1`]);
    expect(await ledgers(on)).toEqual([]);
    expect(status(on)).toContain('was deleted 90 days after its last event');
    expect(status(on)).toMatch(/<!-- autopack:v1:state [^\n]+ -->$/);
  });

  it('stays where the configuration wants it', async () => {
    const on = await over();
    on.clock.advance(900 * DAY);
    expect(await retire(on.ports, { days, turn: 0 })).toEqual([]);
  });

  it('stays while it waits to be merged', async () => {
    const on = await over('leave');
    on.clock.advance(900 * DAY);
    expect(await round(on)).toEqual([]);
  });

  it('stays when its status comment has not seen the end of it', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const comment = on.github.state.issues
      .get(on.issue)
      ?.comments.find(({ body }) => body.includes('autopack:status'));
    const said = comment?.body ?? '';
    if (comment !== undefined) comment.body = said.replace(/"oid":"[0-9a-f]{4}/, '"oid":"0000');
    expect(await round(on)).toEqual([]);
    if (comment !== undefined) comment.body = said;
    expect(await round(on)).toHaveLength(1);
  });

  it('stays when somebody touched it, whatever the comment says', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const theirs = on.github.tamper(`${on.issue}-1`, { 'note.txt': 'mine' });
    const comment = on.github.state.issues
      .get(on.issue)
      ?.comments.find(({ body }) => body.includes('autopack:status'));
    const body = comment?.body.replace(/"oid":"[0-9a-f]{40}/, `"oid":"${theirs}`);
    Object.assign(comment ?? {}, { body });
    expect(await round(on)).toEqual([]);
    on.github.tamper(`${on.issue}-1`, { 'state.json': '{}' });
    expect(await round(on)).toEqual([]);
  });

  it('of an issue goes before those of later runs', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const { branches } = on.github.state.git;
    const oid = branches.get(ledgerBranch(`${on.issue}-1`)) ?? '';
    branches.set(ledgerBranch(`${on.issue}-10`), oid);
    branches.set(ledgerBranch(`${on.issue}-2`), oid);
    const before = on.github.faults.calls.length;
    expect(await round(on)).toEqual([`${on.issue}-1`]);
    expect(
      on.github.faults.calls.slice(before).filter((call) => call === 'ledger.kept'),
    ).toHaveLength(1);
    expect(await ledgers(on)).toHaveLength(2);
  });

  it('is one of few that a round reads, and each has its turn', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const branch = ledgerBranch(`${on.issue}-1`);
    const { branches } = on.github.state.git;
    const oid = branches.get(branch) ?? '';
    for (let n = 1; n <= 12; n += 1) branches.set(ledgerBranch(`${9_000 + n}-1`), oid);
    const before = on.github.faults.calls.length;
    await round(on, 1);
    const read = on.github.faults.calls.slice(before).filter((call) => call === 'ledger.kept');
    expect(read).toHaveLength(10);
    expect(await ledgers(on)).not.toContain(`${on.issue}-1`);
  });
});

describe('what comes after', () => {
  it('is a run of the next number, and nothing that was said before is heard again', async () => {
    const on = await over();
    const mona = on.github.as('mona');
    const tip = await on.ports.ledger.latest(on.issue);
    mona.comment(on.issue, '/autopack run');
    const said = on.github.state.issues.get(on.issue)?.comments.at(-1);
    // As if it had been said while the run was at work.
    Object.assign(said ?? {}, { at: tip?.run.updatedAt });
    on.clock.advance(91 * DAY);
    await round(on);
    mona.reopenIssue(on.issue);
    await on.pass();
    expect(await ledgers(on)).toEqual([]);
    on.clock.advance(5_000);
    mona.comment(on.issue, '/autopack run');
    await on.pass();
    expect(await ledgers(on)).toEqual([`${on.issue}-2`]);
    expect(on.github.tip(codeBranch(`${on.issue}-2`))).toBeDefined();
  });

  it('is only another round where a process died in between', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const real = on.ports.ledger;
    const ledger = { ...real, drop: () => Promise.reject(new Error('killed')) };
    await expect(retire({ ...on.ports, ledger }, { days: () => 90, turn: 0 })).rejects.toThrow(
      'killed',
    );
    expect(status(on)).toContain('was deleted');
    // To this pass it could as well be gone by now, and then nobody would say it again.
    await on.pass();
    expect(status(on)).toContain('was deleted');
    expect(await round(on)).toHaveLength(1);
    expect(status(on).match(/was deleted/g)).toHaveLength(1);
  });

  it('is said again where a pass that had looked before wrote over it', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const before = status(on);
    const { ledger } = on.ports;
    const drop: typeof ledger.drop = (runId, oid) => {
      const comments = on.github.state.issues.get(on.issue)?.comments ?? [];
      const comment = comments.find(({ body }) => body.includes('was deleted'));
      Object.assign(comment ?? {}, { body: before });
      return ledger.drop(runId, oid);
    };
    const ports = { ...on.ports, ledger: { ...ledger, drop } };
    expect(await retire(ports, { days: () => 90, turn: 0 })).toEqual([`${on.issue}-1`]);
    expect(status(on)).toContain('was deleted');
  });

  it('is taken back where the record stays after all', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const before = status(on);
    const drop = (): Promise<void> => Promise.reject(new Error('killed'));
    const ports = { ...on.ports, ledger: { ...on.ports.ledger, drop } };
    await expect(retire(ports, { days: () => 90, turn: 0 })).rejects.toThrow('killed');
    const comment = on.github.state.issues
      .get(on.issue)
      ?.comments.find(({ body }) => body.includes('was deleted'));
    const other = (body: string): string => body.replace(/"oid":"[0-9a-f]{4}/, '"oid":"0000');
    Object.assign(comment ?? {}, { body: other(comment?.body ?? '') });
    expect(await round(on)).toEqual([]);
    expect(status(on)).toBe(other(before));
  });

  it('is nothing where somebody else was faster', async () => {
    const on = await over();
    on.clock.advance(91 * DAY);
    const drop = (): Promise<void> => Promise.reject(new ConflictError('it has moved'));
    const ports = { ...on.ports, ledger: { ...on.ports.ledger, drop } };
    expect(await retire(ports, { days: () => 90, turn: 0 })).toEqual([]);
  });
});
