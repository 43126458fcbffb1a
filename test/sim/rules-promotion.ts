/** What may be promoted: judged by what CI said, what an Auditor read and what GitHub has, never by the run. */
import type { Sha } from '../../src/core/ids.ts';
import { ciWord } from './story.ts';
import type { Memory } from './memory.ts';
import { PHASES } from './plans.ts';
import type { Facts } from './rules-people.ts';
import { openPull } from './pulls.ts';
import { fail } from './violation.ts';
import type { World } from './world.ts';

/** Null: CI is green on the head, and an Auditor approved everything in it that did not come with the base. */
function unverifiedBecause(
  { github, provider }: World,
  { facts }: Memory,
  head: Sha,
): string | null {
  const { git, ci, defaultBranch } = github.state;
  const words = (ci.get(head) ?? []).flatMap(({ jobs }) => jobs['test'] ?? []);
  if (!words.includes('success') || words.includes('failure')) return `CI says ${words.join()}`;
  // What a person dismissed stands as it is.
  if (facts.has('finding-dismissed')) return null;
  const base = git.at(git.branches.get(defaultBranch) ?? github.base);
  for (const [path, { text, sha }] of git.at(head).files) {
    if (!path.startsWith('src/') || isOfBase(github, base.sha, { path, sha })) continue;
    const said = /^(T\d\.P\d v\d+|mine \d+)(?: ok)?\n$/.exec(text)?.[1];
    if (said === undefined || !provider.approved.has(said))
      return `${path} is not approved: ${text.trim()}`;
  }
  return null;
}

type Github = World['github'];

/** A file that the default branch has, or had. */
function isOfBase(
  { state }: Github,
  base: Sha,
  { path, sha }: { readonly path: string; readonly sha: Sha },
): boolean {
  for (let at: Sha | undefined = base; at !== undefined; [at] = state.git.at(at).parents)
    if (state.git.at(at).files.get(path)?.sha === sha) return true;
  return false;
}

/** A phase is complete on a head that CI was green on, and its own file as an Auditor approved it. */
export function completed({ github, provider }: World, memory: Memory, facts: Facts): void {
  for (const event of facts) {
    if (event.type !== 'phase-completed') continue;
    const { phase, head } = event;
    const words = (github.state.ci.get(head) ?? []).flatMap(({ jobs }) => jobs['test'] ?? []);
    if (!words.includes('success') || words.includes('failure'))
      fail('I4 complete is verified', `${phase}: CI says ${words.join() || 'nothing'}`);
    const text = github.state.git.at(head).files.get(`src/${phase}.txt`)?.text ?? '';
    const said = /^(T\d\.P\d v\d+)/.exec(text)?.[1];
    if (memory.facts.has('finding-dismissed') || said === undefined) continue;
    if (!provider.approved.has(said))
      fail('I4 complete is verified', `${phase}: nobody approved ${text.trim()}`);
  }
}

/** Looked at when a step makes a head eligible. */
export function eligible(sim: World, memory: Memory, before: Memory['run']): void {
  const { run } = memory;
  if (run?.promotion !== 'eligible') return;
  if (before?.promotion === 'eligible' && before.head === run.head) return;
  const because = unverifiedBecause(sim, memory, run.head);
  if (because !== null) fail('I4 eligible is verified', `${run.head.slice(0, 7)}: ${because}`);
}

/** What was promoted as verified is green, approved phase by phase, and is what the plan and people made of the base. */
export function promoted(sim: World, { run, strategy, facts, verified, adopted }: Memory): void {
  if (run === null || strategy === null || run.promotion !== 'promoted') return;
  // People may merge what nobody verified; the record says so.
  if (!verified) return;
  const merged = [...sim.github.state.pulls.values()].find((pull) => pull.state === 'merged');
  if (merged === undefined) return fail('I4 promoted is merged', 'there is no merged pull request');
  if (run.state !== 'DONE_SUCCESS' || merged.head !== run.head) return;
  const { git } = sim.github.state;
  const { files } = git.at(merged.head);
  if (ciWord(files).jobs['test'] !== 'success') fail('I4 merged is green', merged.head);
  const base = git.at(merged.mergeCommit ?? '').parents[0] ?? sim.github.base;
  const expected = new Set(git.at(base).files.keys());
  for (const phase of PHASES) {
    if (run.phases.find(({ id }) => id === phase)?.state !== 'COMPLETE') continue;
    expected.add(`src/${phase}.txt`);
    if (adopted.has(phase) && !files.has(`src/${phase}.txt`)) continue;
    const text = files.get(`src/${phase}.txt`)?.text ?? '';
    const said = /^(T\d\.P\d v\d+) ok\n$/.exec(text)?.[1];
    if (facts.has('finding-dismissed')) continue;
    if (said === undefined || !sim.provider.approved.has(said))
      fail('I4 merged is approved', `${phase}: ${text.trim() || 'nothing'}`);
  }
  const others = [...files].flatMap(([file, { text }]) =>
    expected.has(file) || /by-hand/.test(file) || isMended(text) ? [] : [file],
  );
  if (others.length > 0) fail('I9 nothing else is in it', others.join(', '));
}

/** The work of a phase as a person did it, which stays whatever becomes of the phase. */
const isMended = (text: string): boolean => /^T\d\.P\d v9\d\d ok\n$/.test(text);

/** What reaches outside, and must not once a person has ended the run. */
const EFFECTS = [
  ...['models.call', 'forge.updateBranch', 'forge.merge', 'forge.dispatchWorkflow'],
  ...['forge.rerunFailed', 'forge.openPull', 'forge.markReady'],
];

export interface Asked {
  readonly method: string;
  readonly args: readonly unknown[];
}

export function asked(sim: World, memory: Memory, { method, args }: Asked, stopped: boolean): void {
  // Where there is one, asking for a pull request makes none: the one that is there is taken.
  const isThere = method === 'forge.openPull' && openPull(sim) !== undefined;
  if (stopped && memory.stopped && EFFECTS.includes(method) && !isThere)
    fail('I8 nothing after a person ended it', method);
  if (method !== 'forge.merge') return;
  const because = unverifiedBecause(sim, memory, String(args[1]));
  if (because !== null) fail('I4 only what is verified is merged', because);
}
