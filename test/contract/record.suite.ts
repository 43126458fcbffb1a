/** A ledger read from its first step on, texts beside its own, and pull requests that change the configuration. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import { configCheck } from '../../src/core/report/config-check.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import { answerKept, ANSWER, buildStarted, next, phaseStarted } from './a-run.ts';
import { forgeActs } from './forge-acts.ts';
import { ledgerActs } from './ledger-acts.ts';
import type { ContractWorld } from './world.ts';

const CONFIG = '.github/autopack.yml';

export function recordSuite(open: () => Promise<ContractWorld>): void {
  let world: ContractWorld;
  beforeAll(async () => {
    world = await open();
  });
  afterAll(() => world.close());
  const { begin, readBack } = ledgerActs(() => world);
  const { run, openPull } = forgeActs(() => world);

  describe('the history of a ledger', () => {
    it('is every event from the first on, large ones too', async () => {
      const { runId, tip } = await begin();
      const [first] = [await world.ledger.history(tip)];
      expect(first?.map(({ type }) => type)).toEqual([
        ...['run-started', 'strategy-frozen', 'preflight-passed', 'queue-entered'],
      ]);
      const one = await world.ledger.append(tip, next(tip, phaseStarted, buildStarted(runId)));
      const refused: RunEvent = {
        ...{ type: 'edits-refused', at: 6_000, phase: 'T1.P1', attempt: 1, gate: [] },
        evidence: { kind: 'malformed', attempt: 1, head: null, text: 'long '.repeat(1_000) },
      };
      const events = [answerKept(runId, ANSWER), refused];
      const two = await world.ledger.append(one, next(one, ...events));
      const all = await world.otherLedger().history(two);
      expect(all).toHaveLength(8);
      expect(all?.slice(-2)).toEqual(events);
      expect(await world.otherLedger().history(one)).toHaveLength(6);
    });

    it('is none where somebody has put a commit of their own into it', async () => {
      const { runId } = await begin();
      await world.push(ledgerBranch(runId), { 'note.txt': 'hi\n' });
      const tip = await readBack();
      expect(tip?.broken).not.toBeNull();
      expect(tip && (await world.otherLedger().history(tip))).toBeNull();
    });
  });

  describe('artefacts', () => {
    it('are in the tree with the step that brings them, and stay there', async () => {
      const { runId, tip } = await begin();
      const path = `.autonomous_runs/${runId}/tiers/tier_01_ünï.md`;
      const artefacts = new Map([[path, '# Tier “one” 🎉\n']]);
      const one = await world.ledger.append(tip, { ...next(tip, phaseStarted), artefacts });
      const text = (): Promise<string | undefined> => world.text(ledgerBranch(runId), path);
      expect(await text()).toBe('# Tier “one” 🎉\n');
      await world.ledger.append(one, next(one, buildStarted(runId)));
      expect(await text()).toBe('# Tier “one” 🎉\n');
    });
  });

  describe('a pull request', () => {
    it('that changes the configuration is seen with its text, and with our check', async () => {
      const at = await run();
      const number = await openPull(at.runId);
      expect(await world.forge.configPull(number)).toMatchObject({
        ...{ open: true, head: at.head, changesConfig: false, checks: [] },
      });
      expect(await world.forge.configPulls()).not.toContain(number);

      const head = await world.push(codeBranch(at.runId), { [CONFIG]: 'version: 1\n' });
      expect(await world.forge.configPull(number)).toEqual({
        ...{ open: true, head, changesConfig: true, config: 'version: 1\n', checks: [] },
      });
      expect(await world.forge.configPulls()).toContain(number);

      const wanted = configCheck(head, { is: 'bad', problems: [] });
      await world.forge.createCheck(wanted);
      const seen = await world.forge.configPull(number);
      expect(seen?.checks.map(({ externalId }) => externalId)).toEqual([wanted.externalId]);
      expect(await world.forge.configPulls()).not.toContain(number);

      await world.closePull(number);
      expect(await world.forge.configPull(number)).toMatchObject({ open: false });
    });

    it('is none where the number is that of an issue, or of nothing', async () => {
      expect(await world.forge.configPull(await world.openIssue('x', 'y'))).toBeUndefined();
      expect(await world.forge.configPull(98_765)).toBeUndefined();
    });
  });
}
