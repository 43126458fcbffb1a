import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { TransientError, UserError } from '../../src/core/errors.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import type { LedgerTip } from '../../src/ports.ts';
import type { RequestRecord } from '../lab/requests.ts';
import {
  answerKept,
  buildStarted,
  committed,
  firstEntry,
  governed,
  next,
  phaseStarted,
} from './a-run.ts';
import { labWorld, type LabWorld } from './lab-world.ts';
import { ledgerCodeSuite } from './ledger-code.suite.ts';
import { ledgerSuite } from './ledger.suite.ts';

describe('the ledger on the lab', () => {
  ledgerSuite(labWorld);
  ledgerCodeSuite(labWorld);
});

describe('the ledger when GitHub fails', () => {
  let world: LabWorld;
  let issue = 500;
  beforeAll(async () => {
    world = await labWorld();
  });
  afterAll(() => world.close());
  afterEach(() => world.lab.faults.hook(undefined));

  const mutation =
    (field: string) =>
    (request: RequestRecord): boolean =>
      request.graphql?.fields.includes(field) === true;
  const failOnce = (field: string, fault: 'error-before' | 'error-after' | number): void =>
    world.lab.faults.once(mutation(field), fault);
  const begin = (): Promise<LedgerTip> => {
    issue += 1;
    return world.ledger.create(`${issue}-1`, world.base, firstEntry(`${issue}-1`, world));
  };
  const readBack = (): Promise<LedgerTip | undefined> => world.otherLedger().latest(issue);
  const withCode = async (path = 'src/a.ts') => {
    const tip = await begin();
    const { runId } = tip;
    const ready = await world.ledger.append(
      tip,
      next(tip, phaseStarted, buildStarted(runId), answerKept(runId, '{}')),
    );
    const made = await world.ledger.prepareCode({
      before: world.base,
      edits: governed({ op: 'create', path, mode: '100644', after: 'b\n' }),
      message: 'A change',
    });
    const step = (): Promise<LedgerTip> =>
      world.ledger.appendWithCode(ready, next(ready, committed(world.base, made)), {
        before: world.base,
        head: made.head,
      });
    return { runId, ready, made, step };
  };

  it('knows a creation that was done by its commit', async () => {
    failOnce('updateRefs', 'error-after');
    const tip = await begin();
    expect(await readBack()).toEqual(tip);
    expect(await world.tip(codeBranch(tip.runId))).toBe(world.base);
  });

  it('knows a step that was done by its nonce', async () => {
    const tip = await begin();
    failOnce('createCommitOnBranch', 'error-after');
    const after = await world.ledger.append(tip, next(tip, phaseStarted));
    expect(await readBack()).toEqual(after);
    expect((await world.commit(ledgerBranch(tip.runId))).parents).toEqual([tip.oid]);
  });

  it('knows a step with code that was done', async () => {
    const { runId, made, step } = await withCode();
    failOnce('updateRefs', 'error-after');
    const after = await step();
    expect(await readBack()).toEqual(after);
    expect(await world.tip(codeBranch(runId))).toBe(made.head);
  });

  it.each(['error-before', 503, 502] as const)('leaves all as it was on %s', async (fault) => {
    const { runId, ready, step } = await withCode();
    failOnce('updateRefs', fault);
    await expect(step()).rejects.toBeInstanceOf(TransientError);
    expect((await readBack())?.oid).toBe(ready.oid);
    expect(await world.tip(codeBranch(runId))).toBe(world.base);
    const after = await step();
    expect((await readBack())?.oid).toBe(after.oid);
  });

  it('takes a reply that is lost and a move by somebody else for a conflict', async () => {
    const tip = await begin();
    const other = world.otherLedger();
    await other.latest(issue);
    failOnce('createCommitOnBranch', 'error-before');
    const ours = world.ledger.append(tip, next(tip, phaseStarted));
    const theirs = other.append(tip, next(tip, phaseStarted));
    const outcomes = await Promise.allSettled([ours, theirs]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await world.commit(ledgerBranch(tip.runId))).parents).toEqual([tip.oid]);
  });

  it('asks a person when GitHub keeps refusing', async () => {
    const { runId, step } = await withCode('.github/workflows/evil.yml');
    await expect(step()).rejects.toMatchObject({ name: 'UserError', code: 'ledger/refused' });
    expect(await world.tip(codeBranch(runId))).toBe(world.base);
  });

  it('goes on with a new token when the old one has run out', async () => {
    const tip = await begin();
    world.lab.expireTokens();
    const after = await world.ledger.append(tip, next(tip, phaseStarted));
    expect((await readBack())?.oid).toBe(after.oid);
  });

  it('costs one request to read and one for a step', async () => {
    const tip = await begin();
    world.requests.length = 0;
    const read = await world.ledger.latest(issue);
    expect(world.requests.map(({ route }) => route)).toEqual(['/graphql']);
    world.requests.length = 0;
    await world.ledger.append(read ?? tip, next(tip, phaseStarted));
    expect(world.requests.map(({ route }) => route)).toEqual(['/graphql']);
  });

  it('costs three requests for a step with code that is prepared', async () => {
    const { step } = await withCode();
    world.requests.length = 0;
    await step();
    expect(world.requests.map(({ method, route }) => `${method} ${route}`)).toEqual([
      'POST /repos/{owner}/{repo}/git/trees',
      'POST /repos/{owner}/{repo}/git/commits',
      'POST /graphql',
    ]);
  });

  it('says who has to act when the app may not write', async () => {
    const tip = await begin();
    world.lab.faults.hook((request) => (request.writes ? 403 : undefined));
    await expect(world.ledger.append(tip, next(tip, phaseStarted))).rejects.toBeInstanceOf(
      UserError,
    );
  });
});
