/** What people's words and commits have to bring about, and what must never become of them. */
import type { RunEvent } from '../../src/core/run/event.ts';
import type { Run } from '../../src/core/run/run.ts';
import type { Memory } from './memory.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

type Ev<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
export type Facts = readonly RunEvent[];

const find = <T extends RunEvent['type']>(facts: Facts, type: T): readonly Ev<T>[] =>
  facts.filter((event): event is Ev<T> => event.type === type);

/** Looked at before `memory` knows the step. */
export function people(world: World, memory: Memory, facts: Facts): void {
  const heard = find(facts, 'command-seen').filter(({ accepted }) => accepted);
  if (find(facts, 'run-reopened').length > heard.length)
    fail('I3 the end is the end', 'reopened by nobody');
  for (const { attempts, phase } of find(facts, 'phase-retried')) {
    if (attempts > 5) fail('I16 people add little at a time', `${attempts} attempts to ${phase}`);
    memory.more.set(phase, (memory.more.get(phase) ?? 0) + attempts);
    // What is tried again may be given up again.
    memory.steps.delete(`${phase}/undone`);
  }
  for (const { tokens } of find(facts, 'budget-raised')) memory.raised += tokens;
  for (const { verified } of find(facts, 'run-promoted')) memory.verified = verified;
  for (const { phase, before, head } of find(facts, 'edits-committed'))
    if (before === head) memory.adopted.add(phase);
  for (const event of find(facts, 'phase-undone')) undone(world, memory, event);
  for (const event of find(facts, 'base-merged')) baseMerged(world, event);
  for (const { command } of heard)
    if (command === 'cancel' || command === 'finish') memory.stopped = true;
  if (find(facts, 'run-reopened').length > 0) memory.stopped = false;
  for (const event of facts) {
    snapshotBy(memory, event);
    if (event.type === 'phase-started') startsClean(world, memory, event.phase);
  }
}

function snapshotBy(memory: Memory, event: RunEvent): void {
  if (event.type === 'run-started') memory.snapshot = event.base.sha;
  const { type } = event;
  if (type === 'phase-completed' || type === 'phase-undone' || type === 'promotion-verified')
    memory.snapshot = event.head;
}

/** An undo takes what failed, all of it, and nothing of anybody else. */
function undone({ github, people: who }: World, memory: Memory, event: Ev<'phase-undone'>): void {
  const { git } = github.state;
  const { before, head, phase } = event;
  const good = memory.snapshot ?? github.base;
  if (git.at(head).tree !== git.at(good).tree)
    fail('I17 an undo is the tree of before', `${phase}: ${head.slice(0, 7)}`);
  const theirs = git.between(good, before).find(({ sha }) => who.pushed.has(sha));
  if (theirs !== undefined) fail('I17 people’s work is not undone', theirs.sha.slice(0, 7));
}

/** Nobody builds on what was given up, also not where people pushed on top of it. */
function startsClean({ github, people: who }: World, memory: Memory, phase: string): void {
  const { git } = github.state;
  const good = memory.snapshot ?? github.base;
  const head = memory.run?.head ?? good;
  const since = git.between(good, head);
  const base = git.branches.get(github.state.defaultBranch) ?? github.base;
  const ours = since.filter(
    ({ sha, parents }) =>
      parents.length < 2 &&
      !git.isAncestor(sha, base) &&
      !who.pushed.has(sha) &&
      !who.removed.has(sha),
  );
  const other = ours.find(
    ({ message }) => !new RegExp(`^Autopack-Phase: ${phase}/`, 'm').test(message),
  );
  if (other !== undefined)
    fail('I17 nobody builds on what was given up', `${phase} on ${other.sha.slice(0, 7)}`);
}

/** Only what GitHub merged as our App, and nobody else has touched. */
function baseMerged(
  { github, people: who }: World,
  { before, head, base }: Ev<'base-merged'>,
): void {
  const { git, bot, defaultBranch } = github.state;
  const { author, signed, parents } = git.at(head);
  const onto = git.branches.get(defaultBranch) ?? github.base;
  const isOurs = author.id === bot.id && signed && !who.pushed.has(head);
  if (!isOurs || parents.join() !== [before, base].join() || !git.isAncestor(base, onto))
    fail('I18 a merge of the base is GitHub’s own', `${head.slice(0, 7)} by ${author.login}`);
}

/** Attempts and caps, with what people added; of the state's own sums. */
export function withinBounds({ strategy, more, raised }: Memory, run: Run): void {
  for (const { id, builderAttempts } of strategy?.phases ?? []) {
    const { attempt = 0 } = run.phases.find((phase) => phase.id === id) ?? {};
    const most = builderAttempts + (more.get(id) ?? 0);
    if (attempt > most) fail('I16 attempts are bounded', `${id}: ${attempt} of ${most}`);
  }
  const added = run.raised?.tokens ?? 0;
  if (added !== raised) fail('I16 what was raised is remembered', `${added} of ${raised}`);
  const { raise, run: caps } = strategy ?? {};
  const most = Math.max(raise?.maxTokens ?? 0, caps?.tokenCap ?? 0);
  const cap = (caps?.tokenCap ?? 0) + raised;
  if (cap > most) fail('I16 a cap is raised within bounds', `${cap} of ${most}`);
}

/** At most one call is open, by the facts themselves. */
export function oneHold(memory: Memory, facts: Facts): void {
  for (const event of facts) {
    if (event.type === 'run-failed') memory.open = null;
    if (!('hold' in event)) continue;
    const { hold } = event;
    if (typeof hold === 'string') {
      if (hold === memory.open) memory.open = null;
      continue;
    }
    if (memory.open !== null) fail('I2 one hold at a time', `${hold.id} beside ${memory.open}`);
    memory.open = hold.id;
  }
}
