import { describe, expect, it } from '@jest/globals';
import { RUN_LABEL } from '../../../src/core/names.ts';
import { tieredIssue } from './tiered-issue.ts';

const PLANNED = `run scope: single_tier\n\n`;

describe('a plan that is built tier by tier', () => {
  it('goes on with the next tier when the first is merged', async () => {
    const own = tieredIssue('plan');
    await own.start();
    expect(own.built()).toEqual(['T1.P1', 'T1.P2']);
    own.merge();
    await own.start();
    expect(own.built()).toEqual(['T1.P1', 'T1.P2', 'T2.P1']);
  });

  it('goes on with it as well where somebody merges and labels in one breath', async () => {
    const own = tieredIssue('plan');
    await own.start();
    own.merge();
    own.label();
    await own.pass();
    expect(own.built()).toEqual(['T1.P1', 'T1.P2', 'T2.P1']);
  });

  it.each(['plan', 'prose'] as const)(
    'does not build the first again while nobody has merged it, and says so: %s',
    async (kind) => {
      const own = tieredIssue(kind);
      await own.start();
      await own.start();
      expect(own.built()).toEqual(['T1.P1', 'T1.P2']);
      expect(own.runs()).toEqual(['1-1']);
      expect(own.said()).toContain('Run `1-1` built T1, and nobody has merged #2 yet');
      expect(own.said()).toContain('T2');
      expect(own.labels()).not.toContain(RUN_LABEL);

      // The same text is free to go on with as soon as it is merged.
      own.merge();
      await own.start();
      expect(own.built()).toEqual(['T1.P1', 'T1.P2', 'T2.P1']);
    },
  );

  it('builds it again where a person turned it down', async () => {
    const own = tieredIssue('plan');
    await own.start();
    own.close();
    await own.start();
    expect(own.built()).toEqual(['T1.P1', 'T1.P2', 'T1.P1', 'T1.P2']);
  });

  it('is said by the free check as well', async () => {
    const own = tieredIssue('plan');
    await own.start();
    own.comment('/autopack plan');
    await own.pass();
    expect(own.said()).toContain('nobody has merged #2 yet');
    expect(own.runs()).toEqual(['1-1']);
  });
});

describe('prose that is built tier by tier', () => {
  it('is planned once: the plan that was made is the one of the next tier', async () => {
    const own = tieredIssue('prose');
    await own.start();
    own.merge();
    await own.start();
    expect(own.planned()).toBe(1);
    expect(own.built()).toEqual(['T1.P1', 'T1.P2', 'T2.P1']);
    expect(own.said()).toContain('the plan of run 1-1');
    own.merge();
    await own.start();
    expect(own.said()).toContain('Every tier of the plan was merged');
    expect(own.planned()).toBe(1);
  });

  it('is planned anew where its text was changed', async () => {
    const own = tieredIssue('prose');
    await own.start();
    own.merge();
    own.edit(`${PLANNED}Something else is wanted now.\n`);
    await own.start();
    expect(own.planned()).toBe(2);
  });
});
