/** What may never be seen, looked at after every step of a story. The oracle of its own: it asks the world, not the code. */
import { sha256Hex } from '../../src/core/hash.ts';
import { ledgerBranch } from '../../src/core/names.ts';
import { isTerminal } from '../../src/core/run/evolve.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import type { Run } from '../../src/core/run/run.ts';
import { Strategy } from '../../src/core/strategy/strategy.ts';
import type { ModelRequest } from '../../src/ports.ts';
import type { FakeCommit } from '../support/fake-git.ts';
import { doubled } from './doubled.ts';
import { isRead } from './faults.ts';
import { eventsIn, type Memory, newMemory } from './memory.ts';
import { type Facts, oneHold, people, withinBounds } from './rules-people.ts';
import { retired } from './rules-retention.ts';
import { type Asked, asked, completed, eligible, promoted } from './rules-promotion.ts';
import { CANARY } from './story.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

export interface Watch {
  /** Before a call of ours has its effect. */
  before(call: Asked, by: { readonly stopped: boolean }): void;
  /** After something changed, by one of our processes or by somebody else. */
  after(by: string | null): void;
  /** When everything is at rest. */
  atRest(): void;
  /** The run as the ledger's last trusted commit has it. */
  run(): Run | null;
  /** A person ended the run, and none has reopened it. */
  stopped(): boolean;
  /** How often each kind of fact came. */
  facts(): ReadonlyMap<string, number>;
}

export function watch(world: World, say?: (line: string) => void): Watch {
  const memory = newMemory();
  return {
    before: (call, { stopped }) => {
      const { method, args } = call;
      asked(world, memory, call, stopped);
      if (method === 'models.call') paidFor(memory, args[0] as ModelRequest);
      if (method.startsWith('forge.') && !isRead(method) && JSON.stringify(args).includes(CANARY))
        fail('I10 nothing secret leaves', method);
    },
    after: (by) => {
      lookAtLedger(world, memory, { by, say });
      lookAtBranch(world, memory, by !== null);
    },
    atRest: () => {
      doubled(world);
      promoted(world, memory);
    },
    run: () => memory.run,
    stopped: () => memory.stopped,
    facts: () => memory.facts,
  };
}

/** A model is called under a hold that the ledger shows, and under each hold once. */
function paidFor({ holds }: Memory, request: ModelRequest): void {
  const digest = sha256Hex(`${request.system}\n${request.user}`);
  const open = holds.get(digest) ?? [];
  if (open.pop() === undefined) fail('I2 no call without its hold', `prompt ${digest.slice(0, 8)}`);
}

interface Looked {
  readonly by: string | null;
  readonly say: ((line: string) => void) | undefined;
}

function lookAtLedger(world: World, memory: Memory, { by, say }: Looked): void {
  const { git } = world.github.state;
  const tip = git.branches.get(ledgerBranch(world.runId));
  if (tip === memory.ledger) return;
  const old = memory.ledger;
  memory.ledger = tip;
  if (by === null) return;
  const back = tip !== undefined && old === undefined && world.deleted;
  // Nothing had been shown of the run, and its branch is gone as well: the label starts it from nothing.
  const anew = back && git.at(tip).parents.length === 0;
  if (anew) Object.assign(memory, { ...newMemory(), ledger: tip, code: memory.code });
  const restored = back && !anew;
  // What is put back stood before anybody tampered with it.
  if (back) world.tampered = false;
  if (world.tampered)
    fail('I14 a ledger that is not ours is left alone', `moved to ${tip ?? 'nothing'}`);
  if (tip === undefined) return retired(world, memory);
  if (memory.retired) fail('I17 a record that is over stays away', `it is at ${tip} again`);
  const commits = old === undefined ? [git.at(tip)] : git.between(old, tip);
  if (old !== undefined && !git.isAncestor(old, tip))
    fail('I3 the ledger only grows', 'it was rewound');
  if (commits.length !== 1)
    fail('I3 the ledger only grows', `by ${commits.length} commits at once`);
  for (const commit of commits)
    step(world, memory, { commit, by, now: world.clock.now(), restored, say });
}

/** Stories with the same plan have the same strategy. */
const strategies = new Map<string, Strategy>();
function strategyOf(text: string): Strategy {
  const strategy = strategies.get(text) ?? Strategy.parse(JSON.parse(text));
  strategies.set(text, strategy);
  return strategy;
}

interface At extends Looked {
  readonly commit: FakeCommit;
  readonly by: string;
  readonly now: number;
  /** The ledger had been deleted, and this is the step it came back with. */
  readonly restored: boolean;
}

function step(world: World, memory: Memory, at: At): void {
  const { commit } = at;
  const before = memory.run;
  const run = JSON.parse(commit.files.get('state.json')?.text ?? 'null') as Run;
  if (saysCanary(commit) || commit.message.includes(CANARY))
    fail('I10 nothing secret leaves', 'it is in the ledger');
  memory.run = run;
  // A run from prose has a strategy for its planning first.
  if (memory.strategy === null || memory.strategy.planning !== undefined)
    memory.strategy = strategyOf(commit.files.get('strategy.json')?.text ?? 'null');
  // What was put back may be older than what was deleted, and then it is over.
  if (at.restored) {
    memory.open = null;
    memory.raised = run.raised?.tokens ?? 0;
    if (!isTerminal(run)) fail('I3 what was put back is over', run.state);
    return withinCaps(memory, run, memory.strategy);
  }
  const facts = eventsIn(commit);
  at.say?.(`     * ${facts.map(told).join(', ')}`);
  for (const { type } of facts) memory.facts.set(type, (memory.facts.get(type) ?? 0) + 1);
  people(world, memory, facts);
  completed(world, memory, facts);
  oneHold(memory, facts);
  withinBounds(memory, run);
  eligible(world, memory, before);
  if (before !== null && run.seq <= before.seq)
    fail('I3 seq increases', `${before.seq} to ${run.seq}`);
  if (before !== null) regress(before, run, facts);
  if (before !== null) leased(before, run, at);
  withinCaps(memory, run, memory.strategy);
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

const told = (event: RunEvent): string =>
  'phase' in event && typeof event.phase === 'string' ? `${event.type} ${event.phase}` : event.type;

/** Texts by their names: what was looked at once stays as it is. */
const clean = new Set<string>();
function saysCanary({ files }: FakeCommit): boolean {
  for (const [path, { sha, text }] of files) {
    if (clean.has(sha)) continue;
    if (text.includes(CANARY) || path.includes(CANARY)) return true;
    if (clean.size > 5_000) clean.clear();
    clean.add(sha);
  }
  return false;
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

function regress(before: Run, after: Run, facts: Facts): void {
  const reopened = facts.some(({ type }) => type === 'run-reopened');
  if (isTerminal(before) && before.state !== after.state && !reopened)
    fail('I3 the end is the end', `${before.state} to ${after.state}`);
  for (const phase of before.phases) {
    const now = after.phases.find(({ id }) => id === phase.id)?.state ?? 'gone';
    const again = facts.some((one) => one.type === 'phase-retried' && one.phase === phase.id);
    if (over(phase.state) && now !== phase.state && !(again && phase.state !== 'COMPLETE'))
      fail('I3 a phase that is over stays so', `${phase.id}: ${phase.state} to ${now}`);
  }
}

/** Holds and settlements together, recomputed here from the state's sums. */
function withinCaps({ raised }: Memory, run: Run, strategy: Strategy): void {
  const cap = strategy.run.tokenCap + raised;
  const open = run.call?.answer === null ? run.call.hold.tokens : 0;
  if (run.spent.tokens + open > cap)
    fail('I2 the cap of the run', `${run.spent.tokens} + ${open} of ${cap}`);
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
  const isMerged = [...world.github.state.pulls.values()].some(({ state }) => state === 'merged');
  if (tip === undefined && isMerged) return;
  if (tip === undefined) return fail('I5 the branch is never taken away by us', world.branch);
  if (old === undefined) return;
  if (!git.isAncestor(old, tip)) fail('I5 nobody’s commit is lost', `${old.slice(0, 7)} is gone`);
  // GitHub's own merge of the base was asked for when the ledger still was ours.
  const isMerge = git.at(tip).parents.length > 1;
  if (world.tampered && !isMerge) fail('I14 a ledger that is not ours moves nothing', tip);
  if (memory.stopped) fail('I8 nothing after a person ended it', `a push of ${tip}`);
  for (const commit of git.between(old, tip)) own(world, memory, commit);
}

function own(world: World, memory: Memory, commit: FakeCommit): void {
  if (world.people.removed.has(commit.sha)) fail('I5 what people took away stays away', commit.sha);
  if (world.people.pushed.has(commit.sha)) return;
  // What came with the base is somebody else's, and so is the merge that GitHub made of it.
  const { defaultBranch, git } = world.github.state;
  const base = git.branches.get(defaultBranch) ?? world.github.base;
  if (commit.parents.length > 1 || git.isAncestor(commit.sha, base)) return;
  const key = /Autopack-Phase: (\S+)/.exec(commit.message)?.[1] ?? '';
  if (memory.steps.has(key)) fail('I1 one commit for each step', key);
  memory.steps.add(key);
  if (commit.message.includes(CANARY)) fail('I10 nothing secret leaves', 'it is in a commit');
  if ([...commit.files.values()].some(({ text }) => text.includes(CANARY)))
    fail('I10 nothing secret leaves', 'it is in the code');
  if ([...commit.files.keys()].some((file) => file === '.github/workflows/own.yml'))
    fail('I4 the gate holds', 'a protected path was written');
}
