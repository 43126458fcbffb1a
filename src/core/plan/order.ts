import { planProblem } from './draft.ts';
import type { DraftPhase, Piece } from './draft.ts';
import { meant } from './names.ts';
import type { PlanPhase, Problem } from './plan.ts';
import { bare, listOf } from './values.ts';

type Report = (problem: Problem) => void;
type Pair = { readonly phase: PlanPhase; readonly draft: DraftPhase };

/** The phases with what they depend on, checked: it exists, is not in a later tier, and nothing waits for itself. */
export function dependencies(pairs: readonly Pair[], report: Report): PlanPhase[] {
  const phases = pairs.map(({ phase }) => phase);
  const resolved = pairs.map(({ phase, draft }) => ({
    ...phase,
    dependsOn: wantedOf(draft).flatMap((piece) => dependency(piece, phase, { phases, report })),
  }));
  const looping = cycle(resolved);
  if (looping !== null) {
    const [first] = looping;
    const line = lineOfDependencies(pairs, first?.id) ?? first?.line;
    const message =
      looping.length === 1
        ? `Phase ${first?.id ?? ''} depends on itself.`
        : `Phases wait for each other: ${[...looping, first].map((p) => p?.id).join(' → ')}.`;
    const fix =
      looping.length === 1 ? 'Remove that dependency.' : 'Remove one of these dependencies.';
    report(planProblem('must', 'plan/cyclic-dependency', { line, message, fix }));
  }
  return resolved;
}

const field = (draft: DraftPhase) => draft.fields.find(({ name }) => name === 'depends on');

const lineOfDependencies = (pairs: readonly Pair[], id: string | undefined): number | undefined => {
  const pair = pairs.find(({ phase }) => phase.id === id);
  return pair === undefined ? undefined : field(pair.draft)?.line;
};

function wantedOf(draft: DraftPhase): readonly Piece[] {
  const depends = field(draft);
  const pieces = depends === undefined ? [] : listOf(depends);
  return pieces.flatMap(({ text, line }) =>
    text.split(/\s+(?:and|&|\+)\s+/).map((one) => ({ text: one, line })),
  );
}

/** `T1.P2 (the table)`, `Phase 2: Table`, `` `P2` ``: what is said beside an id is for people. */
function namedIn(text: string): string {
  const plain = bare(text.replace(/^[*_]{1,3}|[*_]{1,3}$/g, '').replace(/\s+\([^]*\)$/, ''));
  const id = plain.replace(/^phase\s+/i, '');
  return (
    /^((?:T[0-9]{1,3}\.)?P?[0-9]{1,3}(?:\.[0-9]{1,3})?)(?:\s*[:：]|\s+[–—-])\s/i.exec(id)?.[1] ?? id
  );
}

function dependency(
  piece: Piece,
  phase: PlanPhase,
  { phases, report }: { readonly phases: readonly PlanPhase[]; readonly report: Report },
): readonly string[] {
  const wanted = namedIn(piece.text);
  const here = `${phase.tier}.P${wanted.replace(/^p/i, '')}`;
  const named = (id: string) => phases.findIndex((p) => p.id.toLowerCase() === id.toLowerCase());
  const target = phases[named(wanted)] ?? phases[named(here)] ?? byName(wanted, phases);
  if (target === undefined) {
    const message = `Phase ${phase.id} depends on \`${wanted.slice(0, 40)}\`, which is not a phase of this plan.`;
    const others = phases.filter(({ id }) => id !== phase.id).map(({ id }) => id);
    const fix = others.length === 0 ? 'Remove it: there is no other phase.' : meant(wanted, others);
    report(planProblem('must', 'plan/unknown-dependency', { line: piece.line, message, fix }));
    return [];
  }
  const ownTier = phases.findIndex(({ tier }) => tier === phase.tier);
  const theirTier = phases.findIndex(({ tier }) => tier === target.tier);
  if (theirTier > ownTier) {
    const message = `Phase ${phase.id} depends on ${target.id}, which is in a later tier.`;
    const fix = 'Tiers run one after the other: move one of the two phases.';
    report(planProblem('must', 'plan/later-dependency', { line: piece.line, message, fix }));
    return [];
  }
  return [target.id];
}

/** The phase of that name, where only one has it. */
function byName(name: string, phases: readonly PlanPhase[]): PlanPhase | undefined {
  const [found, another] = phases.filter((p) => p.name.toLowerCase() === name.toLowerCase());
  return another === undefined ? found : undefined;
}

/** One loop of dependencies, in order, or null. */
function cycle(phases: readonly PlanPhase[]): readonly PlanPhase[] | null {
  const byId = new Map(phases.map((phase) => [phase.id, phase]));
  const done = new Set<string>();
  const walk = (phase: PlanPhase, path: readonly PlanPhase[]): readonly PlanPhase[] | null => {
    const at = path.findIndex(({ id }) => id === phase.id);
    if (at >= 0) return path.slice(at);
    if (done.has(phase.id)) return null;
    for (const id of phase.dependsOn) {
      const next = byId.get(id);
      const loop = next === undefined ? null : walk(next, [...path, phase]);
      if (loop !== null) return loop;
    }
    done.add(phase.id);
    return null;
  };
  for (const phase of phases) {
    const loop = walk(phase, []);
    if (loop !== null) return loop;
  }
  return null;
}
