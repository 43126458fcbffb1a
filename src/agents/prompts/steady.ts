import { isExplaining } from '../../core/context/kinds.ts';
import { isTest, mentionsIn, stemOf } from '../../core/context/mentions.ts';
import { matcher } from '../../core/govern/matcher.ts';
import type { PhaseStrategy } from '../../core/strategy/strategy.ts';

interface File {
  readonly path: string;
}
type Order = (a: File, b: File) => number;

/**
 * Files in the order in which the plan leaves them alone: providers cache an unchanged beginning, so what
 * changes next stands last. It goes by the frozen plan alone and is the same in every call of a run.
 */
export function steadyOrder(
  phases: readonly PhaseStrategy[],
  paths: readonly string[],
): {
  /** Of files that are as the run found them: what is shown to every phase, then what is changed latest or never. */
  readonly untouched: Order;
  /** Of files that the run has changed: what no phase to come names stands first. */
  readonly touched: Order;
} {
  const turns = new Map(turnsOf(phases, paths));
  const turn = (path: string): Turns => turns.get(path) ?? NEVER;
  return {
    untouched: (a, b) =>
      Number(isExplaining(b.path)) - Number(isExplaining(a.path)) ||
      later(turn(a.path).named.first, turn(b.path).named.first) ||
      later(turn(a.path).scope.first, turn(b.path).scope.first) ||
      byPath(a, b),
    touched: (a, b) =>
      later(turn(b.path).named.last, turn(a.path).named.last) ||
      later(turn(b.path).scope.last, turn(a.path).scope.last) ||
      byPath(a, b),
  };
}

/** By its place in the plan; Infinity: no phase does. */
interface Turn {
  readonly first: number;
  readonly last: number;
}
/** Which phases speak of a file, and which may change it. */
interface Turns {
  readonly named: Turn;
  readonly scope: Turn;
}
const NOBODY: Turn = { first: Infinity, last: Infinity };
const NEVER: Turns = { named: NOBODY, scope: NOBODY };

function turnsOf(
  phases: readonly PhaseStrategy[],
  paths: readonly string[],
): readonly (readonly [string, Turns])[] {
  const speaks = phases.map((phase) => namesOf(phase, paths));
  const mayChange = phases.map(({ scope }) => matcher(scope));
  const turn = (holds: readonly ((path: string) => boolean)[], path: string): Turn => {
    const first = holds.findIndex((is) => is(path));
    return first === -1 ? NOBODY : { first, last: holds.findLastIndex((is) => is(path)) };
  };
  return paths.map((path) => [path, { named: turn(speaks, path), scope: turn(mayChange, path) }]);
}

/** What a phase names, and the tests beside it, which change together with it. */
function namesOf(phase: PhaseStrategy, paths: readonly string[]): (path: string) => boolean {
  const text = [phase.name, phase.description, ...phase.acceptance].join('\n');
  const mentions = mentionsIn(text, paths);
  const isDeliverable = matcher(phase.deliverables);
  const names = (path: string): boolean => isDeliverable(path) || mentions.names(path);
  const stems = new Set(paths.filter(names).map(stemOf));
  return (path) => names(path) || (isTest(path) && stems.has(stemOf(path)));
}

/** Negative: `a` comes later, or not at all. */
const later = (a: number, b: number): number => (a === b ? 0 : a > b ? -1 : 1);

const byPath: Order = (a, b) => (a.path < b.path ? -1 : 1);
