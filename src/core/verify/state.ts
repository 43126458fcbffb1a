import { canonicalJson } from '../canonical.ts';
import { sha256Hex } from '../hash.ts';
import { planHash } from '../plan/hash.ts';
import type { RunEvent } from '../run/event.ts';
import type { Run } from '../run/run.ts';
import { Strategy } from '../strategy/strategy.ts';
import { jsonOf, type Read } from './events.ts';
import type { Link, Rule, Wrong } from './evidence.ts';

/** What the first commit promises, and every later one has to keep. */
export interface Frozen {
  readonly plan: string;
  readonly strategyText: string;
  readonly strategy: Strategy;
}

const wrong = (rule: Rule, expected: string, found: string): Read<never> => ({
  is: 'wrong',
  wrong: { rule, expected, found },
});

/**
 * Plan and strategy of the first commit, by the hashes that its events name; of prose, what governs the
 * planning, until the plan takes its place.
 */
export function frozenOf(link: Link, events: readonly RunEvent[]): Read<Frozen> {
  const [started, froze] = [events[0], events[1]];
  const promises = froze?.type === 'strategy-frozen' || froze?.type === 'plan-wanted';
  if (started?.type !== 'run-started' || !promises)
    return wrong('fold', 'a first commit that starts a run', started?.type ?? 'no event');
  return frozenBy(link, started.planHash, froze.strategyHash);
}

function frozenBy({ files }: Link, wantedPlan: string, wantedStrategy: string): Read<Frozen> {
  const plan = files.get('plan.md') ?? null;
  if (plan === null || planHash(plan) !== wantedPlan)
    return wrong('plan', wantedPlan, plan === null ? 'no plan.md' : planHash(plan));
  const text = files.get('strategy.json') ?? null;
  if (text === null || sha256Hex(text) !== wantedStrategy)
    return wrong('strategy', wantedStrategy, text === null ? 'no file' : sha256Hex(text));
  const strategy = Strategy.safeParse(jsonOf(text));
  if (!strategy.success) return wrong('strategy', 'a strategy', 'a text that is none');
  if (strategy.data.planHash !== wantedPlan)
    return wrong('strategy', `made for plan ${wantedPlan}`, strategy.data.planHash);
  return { is: 'read', value: { plan, strategyText: text, strategy: strategy.data } };
}

/** A later commit: the same texts, unless its events are those of a plan that has just been made out of prose. */
export function laterFrozen(link: Link, events: readonly RunEvent[], frozen: Frozen): Read<Frozen> {
  const made = events.find((event) => event.type === 'plan-made');
  if (made === undefined) {
    const bad = frozenWrong(link, frozen);
    return bad === null ? { is: 'read', value: frozen } : { is: 'wrong', wrong: bad };
  }
  const froze = events.find((event) => event.type === 'strategy-frozen');
  if (froze === undefined) return wrong('strategy', 'a plan with its strategy', 'a plan alone');
  const read = frozenBy(link, made.planHash, froze.strategyHash);
  if (read.is === 'wrong') return read;
  return withinFirst(frozen.strategy, read.value);
}

/** The Planner cannot loosen what the run was started under: same rules, same caps. */
function withinFirst(first: Strategy, frozen: Frozen): Read<Frozen> {
  const caps = ({ run }: Strategy): string =>
    canonicalJson({ tokens: run.tokenCap, money: run.costCapMicroUsd, phases: run.maxPhases });
  const now = frozen.strategy;
  if (now.rulesetHash !== first.rulesetHash)
    return wrong('strategy', `rules ${first.rulesetHash}`, now.rulesetHash);
  if (now.planning !== undefined || now.phases.length === 0)
    return wrong('strategy', 'a strategy with phases', 'one for planning');
  return now.run.tokenCap <= first.run.tokenCap &&
    now.run.costCapMicroUsd === first.run.costCapMicroUsd
    ? { is: 'read', value: frozen }
    : wrong('strategy', caps(first), caps(now));
}

/** Nobody changes plan or strategy of a run that has begun. */
function frozenWrong({ files }: Link, frozen: Frozen): Wrong | null {
  const kept = (rule: Rule, path: string, first: string): Wrong | null => {
    const now = files.get(path) ?? null;
    const expected = `${path} as in the first commit, ${sha256Hex(first)}`;
    return now === first
      ? null
      : { rule, expected, found: now === null ? 'no text' : sha256Hex(now) };
  };
  return (
    kept('plan', 'plan.md', frozen.plan) ?? kept('strategy', 'strategy.json', frozen.strategyText)
  );
}

/** The stored state is the fold of the events, to the letter. */
export function stateWrong({ files }: Link, run: Run): Wrong | null {
  const lines: readonly (readonly [string, unknown])[] = [
    ['state.json', run],
    ['findings.json', run.findings],
  ];
  for (const [path, value] of lines) {
    const stored = files.get(path) ?? null;
    if (stored === canonicalJson(value)) continue;
    if (stored === null) return { rule: 'state', expected: path, found: 'no such text' };
    const place = firstDifference(value, jsonOf(stored), path);
    return { rule: 'state', ...place };
  }
  return null;
}

/** Where two values differ first, in words short enough for a line. */
function firstDifference(
  mine: unknown,
  stored: unknown,
  path: string,
): { readonly expected: string; readonly found: string } {
  if (isRecord(mine) && isRecord(stored))
    for (const key of new Set([...Object.keys(mine), ...Object.keys(stored)].sort()))
      if (canonicalJson(mine[key]) !== canonicalJson(stored[key]))
        return firstDifference(mine[key], stored[key], `${path} ${key}`);
  if (canonicalJson(mine) === canonicalJson(stored))
    return { expected: `${path} in canonical form`, found: 'other text with the same meaning' };
  return { expected: `${path}: ${clip(mine)}`, found: clip(stored) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const clip = (value: unknown): string =>
  value === undefined ? 'nothing' : canonicalJson(value).slice(0, 120);

/** The answer that is worked on is there, as its event hashed it, and no other. */
export function answersWrong({ files }: Link, { call }: Run): Wrong | null {
  // An answer that is being mended stays until there is a better one.
  const open = call?.mends ?? call;
  const kept = open?.answer ?? null;
  const path = open === null || kept === null ? null : `answers/${open.hold.id}.json`;
  const extra = [...files.keys()].find((name) => name.startsWith('answers/') && name !== path);
  if (extra !== undefined) return { rule: 'answers', expected: path ?? 'no answer', found: extra };
  if (path === null || kept === null) return null;
  const text = files.get(path) ?? null;
  const found = text === null ? 'no such text' : sha256Hex(text);
  return found === kept.digest
    ? null
    : { rule: 'answers', expected: `${path}, ${kept.digest}`, found };
}
