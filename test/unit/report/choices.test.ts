import { describe, expect, it } from '@jest/globals';
import { choicesFor } from '../../../src/core/report/choices.ts';
import type { Strategy } from '../../../src/core/strategy/strategy.ts';
import { answerCommand } from '../../../src/core/run/commands.ts';
import { world } from '../run/story.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { BY_BASE, BY_LABEL, BY_RED_BASE } from '../../../src/core/run/held.ts';
import { at, ends, RULES, run, starts } from './runs.ts';

const raise: Strategy['raise'] = {
  needs: 'maintain',
  maxTokens: 3_000_000,
  maxMicroUsd: 8_000_000,
};
const roomy: Strategy = { ...RULES, raise };
/** T1 may spend as much as the run: only the run’s cap holds it back. */
const wide: Strategy = {
  ...roomy,
  tiers: roomy.tiers.map((tier) => ({ ...tier, tokenCap: roomy.run.tokenCap })),
};
const first = (
  reason: Parameters<typeof choicesFor>[0],
  strategy: Strategy,
  of: Partial<ReturnType<typeof run>> = {},
): readonly string[] => choicesFor(reason, 'T1.P2', { run: { ...run(), ...of }, strategy });

describe('the choices of a run that a cap ended', () => {
  it.each([
    ['token_cap', '/autopack budget +200k', 'max_tokens'],
    ['cost_cap', '/autopack budget +$2', 'max_usd'],
  ] as const)('after %s offer more as long as there is more to have', (reason, how, key) => {
    expect(first(reason, roomy)[0]).toContain(how);
    const raised = { tokens: 1_000_000, microUsd: 2_000_000 };
    expect(first(reason, roomy, { raised })[0]).toBe(
      `The cap of this run is as high as \`budget.${key}\` allows: \`/autopack budget\` cannot raise it.`,
    );
    expect(first(reason, RULES)[0]).toContain('cannot raise it');
  });

  it('after tier_token_cap offer more of the run’s where that reaches the tier', () => {
    const [more, file] = first('tier_token_cap', wide);
    expect(more).toContain('`/autopack budget +200k`');
    expect(file).toContain('`budget.tokens`');
    expect(first('tier_token_cap', { ...wide, raise: undefined } as never)[0]).toContain(
      'cannot raise it',
    );
  });

  it('after tier_token_cap say so where the tier has a cap of its own', () => {
    const [more, file] = first('tier_token_cap', roomy);
    expect(more).toContain('`/autopack budget` does not help here');
    expect(file).toContain('a larger cap, or move some of them to another tier');
  });
});

describe('the choices of a run that attempts ended', () => {
  it('leave the branch to people who pushed on top of it', () => {
    const of = run();
    const people = [{ sha: 'a'.repeat(40), by: 'bob', after: of.snapshot }];
    const offered = 'Go on without it: `/autopack rollback T1.P2 --continue`';
    expect(first('attempts_exhausted', roomy).join('\n')).toContain(offered);
    expect(first('attempts_exhausted', roomy, { people }).join('\n')).not.toContain(offered);
    expect(first('attempts_exhausted', roomy, { people }).join('\n')).toContain(
      'has to be reverted by hand',
    );
  });
});

describe('the choices of a run whose issue was closed', () => {
  const of = run(starts('T1.P1', 1), ends({ reason: 'issue_closed', phase: null }, 5));
  const offered = choicesFor('issue_closed', null, { run: of, strategy: roomy }).join('\n');
  const said = (text: string, issueOpen: boolean) =>
    answerCommand(of, roomy, {
      command: { id: 'c', at: 0, actor: of.trigger.actor, permission: 'write', text },
      seen: world({ issueOpen }),
    })[0];

  it('begin with reopening it, for nothing is answered before', () => {
    expect(offered).toContain('Reopen the issue first');
    expect(said('/autopack resume', false)).toMatchObject({ accepted: false });
    expect(offered).toContain('/autopack resume');
    expect(said('/autopack resume', true)).toMatchObject({ accepted: true });
  });
});

describe('the choices of a run that waited for people', () => {
  const offered = (...before: readonly RunEvent[]): readonly string[] => {
    const of = run(starts('T1.P1', 1), ...before, ends({ reason: 'people_wait', phase: null }, 9));
    return choicesFor('people_wait', null, { run: of, strategy: roomy });
  };
  const held = (by: string): RunEvent => ({ type: 'run-held', at: at(2), by });

  it('name the workflow where GitHub held one', () => {
    expect(offered()[0]).toContain('Approve the waiting workflow run');
  });

  it('let it go where somebody held it', () => {
    expect(offered(held('mona'))[1]).toContain('`/autopack resume`');
    expect(offered(held(BY_LABEL))[0]).toBe('Take the label `autopack:hold` off.');
    expect(offered(held(BY_BASE))[0]).toContain('Point the pull request back');
    expect(offered(held(BY_RED_BASE))[0]).toBe(
      'Mend `main` first, then press **Update branch** on the pull request.',
    );
    expect(offered(held('mona')).join('\n')).not.toContain('workflow');
  });
});
