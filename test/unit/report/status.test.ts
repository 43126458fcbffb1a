import { describe, expect, it } from '@jest/globals';
import { present } from '../../../src/core/report/present.ts';
import { BASE, ci, MINUTE } from '../run/story.ts';
import { HEADS, MOMENTS } from './moments.ts';
import type { RunFailure } from '../../../src/core/run/event.ts';
import { longPlan } from './long-plan.ts';
import { at, begun, ends, input, pushes, RULES, run, starts } from './runs.ts';
import { fold } from '../../../src/core/run/evolve.ts';

const comment = (of: Parameters<typeof input>[0], seen = {}, more = {}): string =>
  present(input(of, seen, more)).comment;

describe('the status comment', () => {
  it.each(['waiting for CI', 'mending', 'out of attempts', 'ready for review'] as const)(
    'of a run that is %s',
    (name) => {
      expect(comment(MOMENTS[name])).toMatchSnapshot();
    },
  );

  it('offers what the incident offers, and nothing else', () => {
    const failing = (reason: RunFailure['reason']): string => {
      const of = run(starts('T1.P1', 1), ends({ reason, phase: 'T1.P1', detail: 'It ended.' }, 2));
      return /^Commands: .*$/m.exec(comment(of))?.[0] ?? '';
    };
    const again = '`/autopack run` starts a new run, `/autopack plan` checks the plan for free.';
    expect(failing('ci_not_registered')).toBe(`Commands: ${again}`);
    expect(failing('ci_wait')).toBe(`Commands: \`/autopack resume\`, ${again}`);
    expect(failing('attempts_exhausted')).toBe(
      `Commands: \`/autopack retry T1.P1 --attempts 1\`, \`/autopack resume\`, \`/autopack rollback T1.P1 --continue\`, ${again}`,
    );
  });

  it('offers of a record that cannot be believed only to verify it', () => {
    const said = comment(MOMENTS['waiting for CI'], { frozen: 'a commit is not signed' });
    expect(said).toContain('Command: `/autopack verify`');
    expect(said).not.toMatch(/`\/autopack (hold|cancel)`/);
  });

  it('offers nothing on a closed issue but what reopening it allows', () => {
    const offered = (issueOpen: boolean): string =>
      /^Commands.*$/m.exec(comment(MOMENTS['merged'], { issueOpen }))?.[0] ?? '';
    expect(offered(true)).toMatch(/^Commands: `\/autopack dismiss/);
    expect(offered(false)).toMatch(
      /^Commands, once the issue is open again: `\/autopack run` starts a new run/,
    );
  });

  it('says once what GitHub refuses on every head, and nothing of jobs that are not there', () => {
    const texts = [
      '0 jobs failed on the base 0000000 already',
      'GitHub is asked on a1a1a1a for the failed jobs once more',
      'failed jobs not run again on a1a1a1a: the app lacks the permission actions: write',
      'CI on a1a1a1a: red',
      'GitHub is asked on b1b1b1b for the failed jobs once more',
      'failed jobs not run again on b1b1b1b: the app lacks the permission actions: write',
      'GitHub is asked on b2b2b2b for the failed jobs once more',
      'failed jobs run again on b2b2b2b',
    ];
    const journal = texts.map((text, n) => ({ seq: n + 1, at: at(n), text }));
    const rows = comment({ ...MOMENTS['mending'], journal }).match(/^\| \d+ \| \d\d:.*$/gm) ?? [];
    expect(rows.map((row) => row.split(' | ').slice(2).join(' | '))).toEqual([
      'no job had failed on the base 0000000 |',
      'failed jobs on a1a1a1a cannot be run once more, nor on any later commit: the app lacks the permission actions: write |',
      'CI on a1a1a1a: red |',
      'GitHub is asked on b2b2b2b for the failed jobs once more |',
      'failed jobs run again on b2b2b2b |',
    ]);
  });

  it('shows of a long plan the tiers and what is at work, and all phases at its end', () => {
    const long = longPlan(60, 21);
    const text = present(long).comment;
    const [first = '', all = ''] = text.split('<summary>All 60 phases</summary>');
    const rows = first.match(/^\| (?:[^|\w]+T\d+\.P\d+|\*\*T\d+) [^|]*\| [^|]*\|/gm);
    expect(rows).toEqual([
      '| **T1 T1** | 20 of 20 done |',
      '| **T2 T2** | 1 of 20 done |',
      '| 🔨 T2.P2 Work | building |',
      '| **T3 T3** | 0 of 20 done |',
    ]);
    expect(all.match(/^\| [^|\w]+T\d+\.P\d+ /gm)).toHaveLength(60);
    expect(first).toContain('Commands: ');
  });

  it('loses of a plan as long as can be nothing but rows of the last table', () => {
    const long = longPlan(100, 100, '`*_'.repeat(27));
    const links = { ...long.links, owner: 'o'.repeat(39), name: 'r'.repeat(100) };
    const text = present({ ...long, links }).comment;
    expect(text.length).toBeGreaterThan(57_000);
    for (const part of ['**Budget**', 'started by', 'What happened', 'Commands: '])
      expect(text).toContain(part);
  });

  it('does not change by time alone', () => {
    for (const moment of Object.values(MOMENTS))
      expect(comment(moment, { now: moment.updatedAt + 90 * MINUTE })).toBe(comment(moment));
  });

  it('links a red cell to the run that is red', () => {
    expect(comment(MOMENTS['red in CI'])).toContain(
      '[🔴](https://github.com/o/r/actions/runs/902)',
    );
  });

  it('links what is awaited, and first of it what somebody has to approve', () => {
    const seen = ci(HEADS.a, null);
    expect(comment(MOMENTS['waiting for CI'], { ci: seen })).toContain(
      '| [🟡](https://github.com/o/r/actions/runs/1) |',
    );
    const held = { ...seen.workflowRuns[0]!, id: 7, status: 'waiting' as const };
    const asks = comment(MOMENTS['waiting for CI'], {
      ci: { ...seen, workflowRuns: [...seen.workflowRuns, held] },
    });
    expect(asks).toContain('| [✋](https://github.com/o/r/actions/runs/7) |');
    expect(asks).toMatch(/\n\nGitHub holds .* Open the run \(the ✋ below\), press/);
    expect(comment(MOMENTS['waiting for CI'], { ci: ci(HEADS.b, null) })).toContain('| 🟡 | 🟡 |');
  });

  it('awaits nothing of a phase that is over', () => {
    const row = /^\| ❌ T1\.P1 .*$/m.exec(comment(MOMENTS['cancelled']))?.[0];
    expect(row?.split('|').slice(5, 7)).toEqual([' – ', ' – ']);
  });

  it('shows what is held while a call is open', () => {
    expect(comment(MOMENTS['the first call'])).toContain('(held now: $0.80)');
    expect(comment(MOMENTS['waiting for CI'])).not.toContain('held now');
  });

  it('warns where a cap is near, and more where it is nearer', () => {
    const near = MOMENTS['waiting for CI'];
    const spends = (tokens: number): string =>
      comment({ ...near, spent: { ...near.spent, tokens } });
    const { tokenCap } = RULES.run;
    expect(spends(tokenCap * 0.75 - 1)).not.toContain('used up.');
    expect(spends(tokenCap * 0.75)).toContain('🟧 75 % of the tokens used up.');
    expect(spends(tokenCap * 0.9)).toContain('🟥 90 % of the tokens used up.');
  });

  it('warns when a phase has used half of its time', () => {
    const busy = MOMENTS['waiting for CI'];
    const after = (minutes: number): string =>
      comment({
        ...busy,
        phases: busy.phases.map((phase) => ({ ...phase, activeMs: minutes * MINUTE })),
      });
    expect(after(7)).not.toContain('used up.');
    expect(after(7.5)).toContain('50 % of the time of T1.P1 used up.');
  });

  it('says so when no money is capped', () => {
    const strategy = { ...RULES, run: { ...RULES.run, costCapMicroUsd: null } };
    expect(comment(MOMENTS['waiting for CI'], {}, { strategy })).toContain('(no cap in money)');
  });

  it('shows tokens where a model has no price', () => {
    const free = MOMENTS['waiting for CI'];
    const phases = free.phases.map((one) => ({ ...one, spent: { ...one.spent, microUsd: 0 } }));
    expect(comment({ ...free, phases })).toContain('| 41k tok |');
  });

  it('warns where the identity is shared', () => {
    const token = fold(undefined, [
      ...begun.map((event) =>
        event.type === 'run-started' ? { ...event, identity: 'token' as const } : event,
      ),
      starts('T1.P1', 1),
    ]);
    expect(comment(token)).toContain('**Unfenced run.**');
    expect(comment(token)).toContain('Its pushes start no CI: `ci.dispatch` names no workflow.');
    expect(comment(run(starts('T1.P1', 1)))).not.toContain('Unfenced');
  });

  it('tells which workflows it starts by hand, and which GitHub did not start', () => {
    const head = 'a1'.repeat(20);
    const refused = 'ci.yml: the token lacks the permission actions: write';
    const token = fold(undefined, [
      ...begun.map((event) =>
        event.type === 'run-started' ? { ...event, identity: 'token' as const } : event,
      ),
      starts('T1.P1', 1),
      ...pushes({ phase: 'T1.P1', before: BASE, head, minute: 1 }),
      { type: 'ci-dispatched', at: at(2), phase: 'T1.P1', head, refused },
    ]);
    const strategy = { ...RULES, ci: { ...RULES.ci, dispatch: ['ci.yml'] } };
    const text = comment(token, {}, { strategy });
    expect(text).toContain('Its pushes start no CI; `ci.yml` I start by hand.');
    expect(text).toContain('> **Not started** by GitHub: ci.yml: the token lacks the permission');
  });

  it('offers no command that does nothing any more', () => {
    const held = { ...MOMENTS['waiting for CI'], held: { by: 'alice', at: at(5) } };
    expect(comment(held)).toContain('\n\nCommands: `/autopack dismiss F-n reason`, ');
    expect(comment(MOMENTS['waiting for CI'])).toContain('\n\nCommands: `/autopack hold` or ');
    expect(comment(MOMENTS['merged'])).not.toContain('/autopack cancel');
  });

  it('keeps the last forty events and says how many there were', () => {
    const long = run(
      ...Array.from({ length: 60 }, (_, n) => ({
        ...({ type: 'command-seen', at: at(n), id: `C${n}`, command: 'status' } as const),
        ...{ actor: { id: 5, login: 'alice' }, accepted: true, answer: '' },
      })),
    );
    const rows = comment(long).match(/^\| \d+ \| \d\d:\d\d \| .*$/gm);
    expect(rows).toHaveLength(40);
    expect(comment(long)).toContain('What happened (64 events)');
    expect(rows?.at(-1)).toContain('| 64 |');
  });
});
