/** The world of one story: GitHub, CI, people and the clock. */
import { codeBranch, RUN_LABEL } from '../../src/core/names.ts';
import type { RepoName, RunId, RunKey, Sha } from '../../src/core/ids.ts';
import type { Planning } from '../../src/ports.ts';
import { fakeClock, type FakeClock } from '../support/fake-clock.ts';
import { fakeGithub, type FakeGithub } from '../support/fake-github.ts';
import { fakeModels, type FakeModels } from '../support/fake-models.ts';
import type { FakeCommit } from '../support/fake-git.ts';
import type { FakeCi } from '../support/fake-state.ts';
import { type Dice, dice } from './random.ts';
import { cachedPlanning } from './planning.ts';
import { filesOf as filesAtFirst, PLAN } from './plans.ts';
import { CANARY, ciWord, type Manners, type Provider, provider } from './story.ts';

export interface World {
  readonly github: FakeGithub;
  readonly clock: FakeClock;
  readonly dice: Dice;
  readonly models: FakeModels;
  readonly provider: Provider;
  readonly planning: Planning;
  readonly key: RunKey;
  readonly runId: RunId;
  readonly branch: string;
  /** `token`: our processes are workflows with nothing but the workflow's own token. */
  readonly identity: 'app' | 'token';
  readonly people: {
    /** Their commits, and what they took away again. */
    readonly pushed: Set<Sha>;
    readonly removed: Set<Sha>;
    /** Pull requests they closed. */
    closed: number;
    /** Files they made. */
    files: number;
    /** What the branch was before they moved it back. */
    taken: { readonly head: Sha; readonly own: boolean } | null;
    /** They have pushed onto what was ready to be merged. */
    spoke: boolean;
    /** They have gone on without a phase that others wait for. */
    leftOut: boolean;
    merged: boolean;
    asked: boolean;
    broke: boolean;
    /** CI runs on the branch and that base together, until they mend it. */
    together: boolean;
    /** They have deleted the status comment of a run that is over. */
    swept: boolean;
    /** When they came back to it. */
    backAt: number;
    /** When its record went. */
    goneAt: number;
  };
  /** Somebody wrote to the ledger who is not us. */
  tampered: boolean;
  /** Somebody deleted the ledger. */
  deleted: boolean;
  /** What CI and time bring about; true: something changed. */
  tick(): boolean;
  /** When CI says its next word; null: it has said all. */
  nextTick(): number | null;
}

export interface WorldSeed {
  readonly seed: number;
  readonly manners: Manners;
  readonly plan?: string;
  readonly repo?: RepoName;
  /** The token cap of the run; left out: the default. */
  readonly tokens?: number | null;
  readonly identity?: World['identity'];
  readonly raises?: boolean;
  readonly merges?: boolean;
  readonly crowded?: boolean;
}

export function openWorld(given: WorldSeed): World {
  const { seed, manners, plan = PLAN, tokens = null, repo, identity = 'app' } = given;
  const { raises = false, merges = false, crowded = false } = given;
  const random = dice(seed);
  const clock = fakeClock();
  const nonce = (): string => random.hex(32);
  const github = fakeGithub({
    clock,
    files: filesAtFirst({ tokens, identity, raises, merges, crowded }),
    trusted: identity,
    ...(repo === undefined ? {} : { repo }),
    random: { nonce },
  });
  github.permit('mona', 'write');
  github.permit('olga', 'maintain');
  // Every other App may run jobs again; app.yml does not ask for it.
  github.state.mayDispatch = identity === 'token' || seed % 2 === 0;
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'A simulated plan', body: plan });
  clock.advance(5_000);
  mona.label(issue, RUN_LABEL);
  clock.advance(1_000);
  const says = provider(random, manners);
  const people: World['people'] = {
    ...{ pushed: new Set<Sha>(), removed: new Set<Sha>(), closed: 0, files: 0 },
    ...{ taken: null, spoke: false, leftOut: false, merged: false, asked: false, broke: false },
    ...{ swept: false, backAt: -Infinity, goneAt: Infinity, together: false },
  };
  // What a workflow's token pushed starts no workflow; what people push does, and what we start by hand.
  const starts = (head: Sha): boolean =>
    identity === 'app' || people.pushed.has(head) || github.state.ci.has(head);
  const ci = ciOf({ github, clock, random, starts, people });
  const runId = `${issue}-1`;
  return {
    github,
    clock,
    dice: random,
    models: fakeModels((request) => says.say(request)),
    provider: says,
    planning: cachedPlanning(clock),
    key: { ...github.state.repo, issue },
    runId,
    branch: codeBranch(runId),
    identity,
    people,
    tampered: false,
    deleted: false,
    ...ci(codeBranch(runId)),
  };
}

/**
 * A first attempt may be a flake, cancelled or out of time, whatever its files deserve, and other jobs may say nothing.
 * By the head itself: the dice of the story roll as they did before.
 */
function moody(head: Sha, attempt: number, says: FakeCi): FakeCi {
  const mood = Number.parseInt(head.slice(0, 2), 16);
  const flake = (['failure', 'cancelled', 'timed_out'] as const)[Math.floor(mood / 12)];
  if (flake !== undefined && attempt === 1) return { ...says, jobs: { test: flake } };
  return mood < 72 ? { ...says, jobs: { ...says.jobs, lint: 'neutral' } } : says;
}

/** Each head of the branch is registered after a while, runs, and ends with what its files deserve. */
function ciOf(world: {
  readonly github: FakeGithub;
  readonly clock: FakeClock;
  readonly random: Dice;
  readonly starts: (head: Sha) => boolean;
  readonly people: World['people'];
}) {
  const { github, clock, random, starts, people } = world;
  const { git, defaultBranch } = github.state;
  /** What CI runs on: a head, or what a merge of it would be. */
  const filesOf = (head: Sha): FakeCommit['files'] => {
    const { files } = git.at(head);
    const base = people.together ? git.branches.get(defaultBranch) : undefined;
    return base === undefined ? files : new Map([...git.at(base).files, ...files]);
  };
  const saidOf = (head: Sha): Partial<FakeCi> => github.state.ci.get(head)?.[0] ?? {};
  return (branch: string): Pick<World, 'tick' | 'nextTick'> => {
    const due: { at: number; head: Sha; word: 'queued' | 'running' | 'end' }[] = [];
    /** Attempts that were noticed. */
    const known = new Map<Sha, number>();
    const notice = (): void => {
      const head = git.branches.get(branch);
      if (head === undefined || head === github.base || !starts(head)) return;
      const { attempt = 1 } = saidOf(head);
      if ((known.get(head) ?? 0) >= attempt) return;
      known.set(head, attempt);
      const at = clock.now() + random.int(20_000);
      due.push({ at, head, word: 'queued' });
    };
    const speak = (): boolean => {
      const now = clock.now();
      const index = due.findIndex(({ at }) => at <= now);
      const [next] = index < 0 ? [] : due.splice(index, 1);
      if (next === undefined) return false;
      const { head, word } = next;
      // Whoever started it, and however often: that stays so.
      const { event = 'pull_request', attempt = 1 } = saidOf(head);
      if (word === 'end') {
        const says = moody(head, attempt, ciWord(filesOf(head)));
        github.setCi(head, { ...says, event, attempt });
      } else {
        github.setCi(head, { jobs: { test: word }, log: CANARY, event, attempt });
        const after = now + 1_000 + random.int(60_000);
        due.push({ at: after, head, word: word === 'queued' ? 'running' : 'end' });
      }
      return true;
    };
    return {
      tick: () => {
        notice();
        return speak();
      },
      nextTick: () => (due.length === 0 ? null : Math.min(...due.map(({ at }) => at))),
    };
  };
}
