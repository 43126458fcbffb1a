/** A maintainer's story on the fake GitHub, told by what people do and what they see. */
import { RUN_LABEL } from '../../../src/core/names.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { filesOf, PLAN } from '../../sim/plans.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub, type FakeGithub } from '../../support/fake-github.ts';
import type { FakeHand } from '../../support/fake-hand.ts';
import type { FakeSeed, FakePull } from '../../support/fake-state.ts';
import { portsOf } from './tiered-issue.ts';

const SETUP = { tokens: null, identity: 'app', raises: false, crowded: false, merges: false };
export const FILES = filesOf({ ...SETUP, identity: 'app' });

export interface Story {
  readonly github: FakeGithub;
  readonly mona: FakeHand;
  readonly issue: number;
  readonly clock: ReturnType<typeof fakeClock>;
  /** So many passes, half a minute apart; whether the last one asks for another at once. */
  pass(times?: number): Promise<boolean>;
  /** Label, and passes until all is at rest. */
  start(passes?: number): Promise<void>;
  run(n?: number): Run;
  pull(): FakePull;
  /** The status comment of the newest run. */
  status(): string;
  /** All comments of ours on the issue. */
  said(): readonly string[];
  /** The promotion check of a head. */
  check(head: string): string;
}

export function openStory(
  seed: Pick<FakeSeed, 'ci' | 'files'> & { readonly plan?: string } = {},
): Story {
  const clock = fakeClock();
  const green = () => ({ jobs: { test: 'success' } });
  const github = fakeGithub({ clock, files: seed.files ?? FILES, ci: seed.ci ?? green });
  github.permit('mona', 'maintain');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'A plan', body: seed.plan ?? PLAN });
  const { engine } = portsOf(github, clock);
  const { state } = github;
  const pass = async (times = 12): Promise<boolean> => {
    let isNext = false;
    for (let n = 0; n < times; n += 1) {
      clock.advance(30_000);
      const { wakeAt } = await reconcile(engine, { ...engine.repo, issue });
      isNext = wakeAt !== null && wakeAt <= clock.now();
    }
    return isNext;
  };
  const said = (): readonly string[] =>
    (state.issues.get(issue)?.comments ?? [])
      .filter(({ author }) => author.id === state.bot.id)
      .map(({ body }) => body);
  return {
    ...{ github, mona, issue, clock, pass, said },
    start: async (passes = 12) => {
      clock.advance(5_000);
      mona.label(issue, RUN_LABEL);
      await pass(passes);
    },
    run: (n = 1) => {
      const ledger = github.tip(`autopack/state/${issue}-${n}`);
      const text = ledger === undefined ? undefined : github.text(ledger, 'state.json');
      if (text === undefined) throw new Error(`there is no run ${n}`);
      return JSON.parse(text) as Run;
    },
    pull: () => {
      const pull = [...state.pulls.values()].at(-1);
      if (pull === undefined) throw new Error('there is no pull request');
      return pull;
    },
    status: () => said().findLast((body) => body.startsWith('<!-- autopack:status:')) ?? '',
    check: (head) => {
      const found = state.checks.find((one) => one.head === head && one.name === 'autopack / run');
      return `${found?.conclusion} ${found?.title} ${found?.summary}`;
    },
  };
}
