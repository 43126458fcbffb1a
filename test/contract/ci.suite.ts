/** What CI says, and what can be asked of it, on whatever GitHub. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/core/errors.ts';
import type { CiTests } from '../../src/core/gate/report.ts';
import { forgeActs } from './forge-acts.ts';
import type { ContractWorld } from './world.ts';

const report = (more: Partial<CiTests> = {}): CiTests => ({
  ...{ passed: 3, failed: 0, skipped: 1, failing: [] },
  ...more,
});
const FAILING = report({ failed: 1, failing: [{ name: 'adds', message: '3 is not 4 <here>' }] });

export function ciSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  beforeEach(() => void world.asWorkflow({ mayDispatch: false }));

  let branches = 0;
  const branch = (): string => `autonomous/${(branches += 1)}-2`;
  const runsOn = async (head: string): Promise<readonly number[]> =>
    (await world.forge.ci(head)).map(({ id }) => id);

  describe('the tests of a head', () => {
    it('are told as its reports have them', async () => {
      const green = await world.runTests(branch(), report());
      expect(await world.forge.ciTests(await runsOn(green))).toEqual(report());
      const red = await world.runTests(branch(), FAILING);
      expect(await world.forge.ciTests(await runsOn(red))).toEqual(FAILING);
    });

    it('are not known where there is no report, and none where it is empty', async () => {
      const none = await world.runTests(branch(), null);
      expect(await world.forge.ciTests(await runsOn(none))).toBeNull();
      const empty = { ...report(), passed: 0, skipped: 0 };
      const zero = await world.runTests(branch(), empty);
      expect(await world.forge.ciTests(await runsOn(zero))).toEqual(empty);
    });

    it('that have run and passed are told by name', async () => {
      const head = await world.runTests(branch(), { ...FAILING, passed: 2 });
      const names = await world.forge.ciPassed(await runsOn(head));
      expect(names.toSorted()).toEqual(['good 0', 'good 1']);
    });

    it('say what could not be collected', async () => {
      const broken = report({
        ...{ failed: 1, failing: [{ name: 'a.test', message: 'no such file', collection: true }] },
      });
      const head = await world.runTests(branch(), broken);
      expect(await world.forge.ciTests(await runsOn(head))).toEqual(broken);
    });
  });

  describe('what failed on a commit', () => {
    it('is nothing where all is green, or nothing ran', async () => {
      const green = await world.runTests(branch(), null);
      const none = { jobs: [], workflowRuns: [] };
      expect(await world.forge.ciFailures(green)).toEqual(none);
      expect(await world.forge.ciFailures(world.base)).toEqual(none);
    });

    it('is its jobs by file, and the runs they are of', async () => {
      const head = await world.runTests(branch(), FAILING);
      expect(await world.forge.ciFailures(head)).toEqual({
        jobs: [{ workflow: '.github/workflows/ci.yml', job: 'test' }],
        workflowRuns: await runsOn(head),
      });
    });
  });

  describe('failed jobs', () => {
    it('are run once more, as another attempt of the same run', async () => {
      const head = await world.runTests(branch(), FAILING);
      const [run] = await runsOn(head);
      const forge = world.asWorkflow({ mayDispatch: true });
      expect(await forge.rerunFailed(run ?? 0)).toBeNull();
      expect(await world.forge.ci(head)).toMatchObject([{ id: run, attempt: 2 }]);
    });

    it.each([
      ['without the permission', false, 'permission'],
      ['that GitHub does not have', true, 'gone'],
    ] as const)('are not run %s', async (_, mayDispatch, why) => {
      const head = await world.runTests(branch(), FAILING);
      const [run = 0] = await runsOn(head);
      const forge = world.asWorkflow({ mayDispatch });
      expect(await forge.rerunFailed(why === 'gone' ? 12_345 : run)).toBe(why);
      expect(await world.forge.ci(head)).toMatchObject([{ id: run, attempt: 1 }]);
    });
  });

  describe('what GitHub requires', () => {
    const { run, openPull, required } = forgeActs(() => world);
    afterEach(() => world.require([]));

    it('is told of a pull request: jobs and statuses by their names', async () => {
      const at = await run();
      const head = await world.runCi(at.branch, 'failure');
      const number = await openPull(at.runId);
      await world.status(head, 'legacy', 'failure');
      await world.status(head, 'legacy', 'pending');
      await world.status(head, 'cla', 'success');
      await world.status(head, 'chatter', 'failure');
      expect(await required(at, head, number)).toEqual({ ofActions: [], ofOthers: [] });
      await world.require(['test', 'legacy', 'cla', 'never seen']);
      const seen = await required(at, head, number);
      expect(seen?.ofActions).toMatchObject([{ job: 'test', conclusion: 'failure' }]);
      const byName = (seen?.ofOthers ?? []).toSorted((a, b) => a.job.localeCompare(b.job));
      expect(byName).toMatchObject([
        { job: 'cla', event: 'status', status: 'completed', conclusion: 'success', id: 0 },
        { job: 'legacy', event: 'status', status: 'running', conclusion: null, id: 0 },
      ]);
    });

    it('is not known before there is a pull request', async () => {
      const at = await run();
      await world.require(['test']);
      expect(await required(at, at.head, null)).toBeUndefined();
    });
  });

  it('tells whether it may be started', async () => {
    expect(await world.forge.mayStartCi()).toBe(false);
  });

  it('is not read without the permission for it', async () => {
    const head = await world.runTests(branch(), null);
    const forge = world.asWorkflow({ mayDispatch: false, mayReadCi: false });
    const asked = forge.ci(head);
    await expect(asked).rejects.toBeInstanceOf(UserError);
    await expect(asked).rejects.toMatchObject({ code: 'github/forbidden' });
  });
}
