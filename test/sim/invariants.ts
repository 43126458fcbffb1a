/** What may never be seen, looked at after every step of a story. The oracle of its own: it asks the world, not the code. */
import { sha256Hex } from '../../src/core/hash.ts';
import type { Sha } from '../../src/core/ids.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { isTerminal } from '../../src/core/run/evolve.ts';
import type { Run } from '../../src/core/run/run.ts';
import { Strategy } from '../../src/core/strategy/strategy.ts';
import type { ModelRequest } from '../../src/ports.ts';
import type { FakeCommit } from '../support/fake-git.ts';
import { doubled } from './doubled.ts';
import { CANARY, ciWord, PHASES } from './story.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

export interface Watch {
  /** Before a call of ours has its effect. */
  before(method: string, args: readonly unknown[]): void;
  /** After something changed, by one of our processes or by somebody else. */
  after(by: string | null): void;
  /** When everything is at rest. */
  atRest(): void;
  /** The run as the ledger's last trusted commit has it. */
  run(): Run | null;
}

interface Memory {
  ledger: Sha | undefined;
  code: Sha | undefined;
  run: Run | null;
  strategy: Strategy | null;
  /** Holds that are in the ledger and paid for no call yet, by the digest of their prompt. */
  readonly holds: Map<string, string[]>;
  readonly heldEver: Set<string>;
  readonly steps: Set<string>;
}

export function watch(world: World): Watch {
  const memory: Memory = {
    ...{ ledger: undefined, code: undefined, run: null, strategy: null },
    ...{
      holds: new Map<string, string[]>(),
      heldEver: new Set<string>(),
      steps: new Set<string>(),
    },
  };
  return {
    before: (method, args) => {
      if (method === 'models.call') paidFor(memory, args[0] as ModelRequest);
      if (method.startsWith('forge.') && JSON.stringify(args).includes(CANARY))
        fail('I10 nothing secret leaves', method);
    },
    after: (by) => {
      lookAtLedger(world, memory, by);
      lookAtBranch(world, memory, by !== null);
    },
    atRest: () => {
      doubled(world);
      promoted(world, memory);
    },
    run: () => memory.run,
  };
}

/** A model is called under a hold that the ledger shows, and under each hold once. */
function paidFor({ holds }: Memory, request: ModelRequest): void {
  const digest = sha256Hex(`${request.system}\n${request.user}`);
  const open = holds.get(digest) ?? [];
  if (open.pop() === undefined) fail('I2 no call without its hold', `prompt ${digest.slice(0, 8)}`);
}

function lookAtLedger(world: World, memory: Memory, by: string | null): void {
  const { git } = world.github.state;
  const tip = git.branches.get(ledgerBranch(world.runId));
  if (tip === memory.ledger) return;
  const old = memory.ledger;
  memory.ledger = tip;
  if (by === null) return;
  const restored = old === undefined && world.deleted;
  // What is put back stood before anybody tampered with it.
  if (restored) world.tampered = false;
  if (world.tampered)
    fail('I14 a ledger that is not ours is left alone', `moved to ${tip ?? 'nothing'}`);
  if (tip === undefined) return fail('I3 the ledger only grows', 'it is gone');
  const commits = old === undefined ? [git.at(tip)] : git.between(old, tip);
  if (old !== undefined && !git.isAncestor(old, tip))
    fail('I3 the ledger only grows', 'it was rewound');
  if (commits.length !== 1)
    fail('I3 the ledger only grows', `by ${commits.length} commits at once`);
  for (const commit of commits) step(memory, commit, { by, now: world.clock.now(), restored });
}

interface At {
  readonly by: string;
  readonly now: number;
  /** The ledger had been deleted, and this is the step it came back with. */
  readonly restored: boolean;
}

function step(memory: Memory, commit: FakeCommit, at: At): void {
  const before = memory.run;
  const run = JSON.parse(commit.files.get('state.json')?.text ?? 'null') as Run;
  if (JSON.stringify([...commit.files]).includes(CANARY) || commit.message.includes(CANARY))
    fail('I10 nothing secret leaves', 'it is in the ledger');
  memory.run = run;
  // A run from prose has a strategy for its planning first.
  if (memory.strategy === null || memory.strategy.planning !== undefined)
    memory.strategy = Strategy.parse(JSON.parse(commit.files.get('strategy.json')?.text ?? 'null'));
  // What was put back may be older than what was deleted, and then it is over.
  if (at.restored) {
    if (!isTerminal(run)) fail('I3 what was put back is over', run.state);
    return withinCaps(run, memory.strategy);
  }
  if (before !== null && run.seq <= before.seq)
    fail('I3 seq increases', `${before.seq} to ${run.seq}`);
  if (before !== null) regress(before, run);
  if (before !== null) leased(before, run, at);
  withinCaps(run, memory.strategy);
  if (run.call !== null && run.call.answer === null) {
    const { id, promptHash } = run.call.hold;
    if (!memory.heldEver.has(id)) {
      // A head that came after the end is audited before it may be merged.
      const over = before !== null && isTerminal(before) && run.promotion !== 'verifying';
      if (over) fail('I8 nothing after the end', `hold ${id}`);
      memory.heldEver.add(id);
      memory.holds.set(promptHash, [...(memory.holds.get(promptHash) ?? []), id]);
    }
  }
}

/** A call whose lease runs is nobody else’s to give up. */
function leased({ call }: Run, after: Run, { by, now }: At): void {
  // The end of a run ends its call with it.
  if (call === null || call.answer !== null || after.call !== null || isTerminal(after)) return;
  const { worker, until } = call.hold.lease;
  if (worker !== by && until > now) fail('I15 a lease is kept', `${by} ended a call of ${worker}`);
}

const ORDER = ['QUEUED', 'EXECUTING', 'GATE', 'CI_RUNNING', 'COMPLETE', 'FAILED', 'SKIPPED'];
const over = (state: string): boolean => ORDER.indexOf(state) >= ORDER.indexOf('COMPLETE');

function regress(before: Run, after: Run): void {
  if (isTerminal(before) && before.state !== after.state)
    fail('I3 the end is the end', `${before.state} to ${after.state}`);
  for (const phase of before.phases) {
    const now = after.phases.find(({ id }) => id === phase.id)?.state ?? 'gone';
    if (over(phase.state) && now !== phase.state)
      fail('I3 a phase that is over stays so', `${phase.id}: ${phase.state} to ${now}`);
  }
}

/** Holds and settlements together, recomputed here from the state's sums. */
function withinCaps(run: Run, strategy: Strategy): void {
  const open = run.call?.answer === null ? run.call.hold.tokens : 0;
  if (run.spent.tokens + open > strategy.run.tokenCap)
    fail('I2 the cap of the run', `${run.spent.tokens} + ${open} of ${strategy.run.tokenCap}`);
  for (const { id, tokenCap } of strategy.phases) {
    const phase = run.phases.find((one) => one.id === id);
    const held = run.call?.answer === null && run.call.hold.phase === id ? open : 0;
    if ((phase?.spent.tokens ?? 0) + held > tokenCap)
      fail('I2 the cap of a phase', `${id}: ${phase?.spent.tokens ?? 0} + ${held} of ${tokenCap}`);
  }
  const planning = run.planning?.spent.tokens ?? 0;
  const parts = run.phases.reduce((sum, phase) => sum + phase.spent.tokens, planning);
  if (parts !== run.spent.tokens) fail('I2 sums agree', `${parts} and ${run.spent.tokens}`);
}

function lookAtBranch(world: World, memory: Memory, ours: boolean): void {
  const { git } = world.github.state;
  const tip = git.branches.get(world.branch);
  if (tip === memory.code) return;
  const old = memory.code;
  memory.code = tip;
  if (!ours) return;
  if (tip === undefined) return fail('I5 the branch is never taken away by us', world.branch);
  if (old === undefined) return;
  if (!git.isAncestor(old, tip)) fail('I5 nobody’s commit is lost', `${old.slice(0, 7)} is gone`);
  if (world.tampered) fail('I14 a ledger that is not ours moves nothing', tip);
  for (const commit of git.between(old, tip)) own(world, memory, commit);
}

function own(world: World, memory: Memory, commit: FakeCommit): void {
  if (world.people.removed.has(commit.sha)) fail('I5 what people took away stays away', commit.sha);
  if (world.people.pushed.has(commit.sha)) return;
  const key = /Autopack-Phase: (\S+)/.exec(commit.message)?.[1] ?? '';
  if (memory.steps.has(key)) fail('I1 one commit for each step', key);
  memory.steps.add(key);
  if (commit.message.includes(CANARY)) fail('I10 nothing secret leaves', 'it is in a commit');
  if ([...commit.files.values()].some(({ text }) => text.includes(CANARY)))
    fail('I10 nothing secret leaves', 'it is in the code');
  if ([...commit.files.keys()].some((file) => file === '.github/workflows/own.yml'))
    fail('I4 the gate holds', 'a protected path was written');
}

/** What was promoted as verified is green, approved phase by phase, and is what the plan and people made of the base. */
function promoted(world: World, { run, strategy }: Memory): void {
  if (run === null || strategy === null || run.promotion !== 'promoted') return;
  const merged = [...world.github.state.pulls.values()].find((pull) => pull.state === 'merged');
  if (merged === undefined) return fail('I4 promoted is merged', 'there is no merged pull request');
  if (run.state !== 'DONE_SUCCESS' || merged.head !== run.head) return;
  const { files } = world.github.state.git.at(merged.head);
  if (ciWord(files).jobs['test'] !== 'success') fail('I4 merged is green', merged.head);
  const expected = new Set(world.github.state.git.at(world.github.base).files.keys());
  for (const phase of PHASES) {
    if (!strategy.phases.some(({ id }) => id === phase)) continue;
    expected.add(`src/${phase}.txt`);
    const text = files.get(`src/${phase}.txt`)?.text ?? '';
    const said = /^(T\d\.P\d v\d+) ok\n$/.exec(text)?.[1];
    if (said === undefined || !world.provider.approved.has(said))
      fail('I4 merged is approved', `${phase}: ${text.trim() || 'nothing'}`);
  }
  const others = [...files.keys()].filter((file) => !expected.has(file) && !/by-hand/.test(file));
  if (others.length > 0) fail('I9 nothing else is in it', others.join(', '));
}
