import { stringify } from 'yaml';
import { parsePlan } from './parse.ts';
import type { Plan, PlanPhase } from './plan.ts';

/** One issue's worth of a plan that is too long for one run. */
export interface PlanPart {
  readonly phases: readonly PlanPhase[];
  /** The plan as the text of an issue of its own; null: as YAML it would not read the same. */
  readonly text: string | null;
}

/** Whole tiers, in order, as many an issue as fit; a tier that is too long by itself is cut. */
export function splitPlan(plan: Plan, most: number): readonly PlanPart[] {
  const parts: PlanPhase[][] = [[]];
  for (const tier of plan.tiers) {
    const own = plan.phases.filter((phase) => phase.tier === tier.id);
    const last = parts.at(-1) ?? [];
    if (last.length > 0 && last.length + own.length > most) parts.push([]);
    for (const phase of own) {
      if ((parts.at(-1)?.length ?? 0) >= most) parts.push([]);
      parts.at(-1)?.push(phase);
    }
  }
  return parts.map((phases, index) => ({ phases, text: textOf(plan, phases, index) }));
}

/** `T1.P1 to T1.P9; T2.P1 to T2.P4`. */
export const rangesOf = (parts: readonly PlanPart[]): string =>
  parts
    .map(({ phases }) => [phases[0]?.id, phases.at(-1)?.id])
    .map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`))
    .join('; ');

/** Written as YAML, because there a description cannot turn into a heading or a field of its own. */
function textOf(plan: Plan, phases: readonly PlanPhase[], index: number): string | null {
  const ids = phases.map(({ id }) => id);
  const tiers = plan.tiers
    .filter((tier) => phases.some((phase) => phase.tier === tier.id))
    .map(({ id, name, description }) => ({
      id,
      name,
      ...some('description', description),
      phases: phases.filter((phase) => phase.tier === id).map((phase) => fields(phase, ids)),
    }));
  const yaml = stringify(
    {
      title: `${plan.title === '' ? 'Plan' : plan.title} (part ${index + 1})`.slice(0, 120),
      safety_profile: plan.safetyProfile,
      run_scope: plan.runScope,
      tiers,
    },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  const text = `${fence(yaml)}yaml\n${yaml}${fence(yaml)}\n`;
  return readsTheSame(text, phases) ? text : null;
}

function fields(phase: PlanPhase, inPart: readonly string[]): object {
  // What is in an earlier part is merged by then, and could not be named in this one.
  const dependsOn = phase.dependsOn.filter((id) => inPart.includes(id));
  return {
    id: phase.id,
    name: phase.name,
    category: phase.alias ?? phase.category,
    ...some('complexity', phase.complexity),
    ...some('builder_mode', phase.builderMode),
    ...some('ci', phase.ciProfile),
    ...some('scope', phase.scope.map(asPath)),
    ...some('read_only', phase.readOnlyContext),
    ...some('deliverables', phase.deliverables.map(asPath)),
    ...some('acceptance', phase.acceptance),
    ...some('depends_on', dependsOn),
    ...(phase.allowNoop ? { allow_noop: true } : {}),
    ...some('description', phase.description),
  };
}

/** Spaces in a path are meant where it stands in backticks. */
const asPath = (path: string): string => (/\s/.test(path) ? `\`${path}\`` : path);

/** A field that says something. */
const some = (name: string, value: string | readonly unknown[] | undefined): object =>
  value === undefined || value.length === 0 ? {} : { [name]: value };

const fence = (yaml: string): string => {
  const runs = [...yaml.matchAll(/`+/g)].map(([run]) => run.length);
  return '`'.repeat(Math.max(2, ...runs) + 1);
};

/** A proposal that would be refused, or would mean something else, is none. */
function readsTheSame(text: string, phases: readonly PlanPhase[]): boolean {
  const parsed = parsePlan(text);
  if (parsed.is === 'bad') return false;
  const plain = ({ line: _line, dependsOn: _dependsOn, ...phase }: PlanPhase): string =>
    JSON.stringify(Object.entries(phase).sort(([a], [b]) => (a < b ? -1 : 1)));
  const [were, are] = [phases.map(plain), parsed.plan.phases.map(plain)];
  return were.length === are.length && were.every((one, index) => one === are[index]);
}
