import { parsePlan } from '../plan/parse.ts';
import type { Plan, Problem } from '../plan/plan.ts';
import { stripInvisible } from '../text/invisible.ts';
import { cutAt } from '../text/neutralise.ts';
import { type AnswerPhase, type PlanAnswer, parsePlanAnswer } from './answer.ts';
import type { ProseFront } from './prose.ts';

export type WrittenPlan =
  | { readonly is: 'plan'; readonly text: string }
  | { readonly is: 'bad'; readonly problems: readonly string[]; readonly draft: string };

/** Reads the Planner's reply and writes it down in the plan language, in which people would have written it. */
export function writtenPlan(reply: string, front: ProseFront): WrittenPlan {
  const parsed = parsePlanAnswer(reply);
  if (parsed.is === 'malformed')
    return { is: 'bad', problems: [`The answer cannot be read: ${parsed.detail}`], draft: '' };
  const text = planMarkdown(parsed.answer, front);
  const read = parsePlan(text);
  if (read.is === 'bad') return { is: 'bad', problems: problemLines(read.problems), draft: text };
  const lost = lostIn(parsed.answer, read.plan);
  return lost === null ? { is: 'plan', text } : { is: 'bad', problems: [lost], draft: text };
}

const MAX_PROBLEMS = 20;

/** Problems as the repair is told them: what stands in the way, and in which line. */
export const problemLines = (problems: readonly Problem[]): readonly string[] =>
  problems
    .filter(({ level }) => level === 'must')
    .slice(0, MAX_PROBLEMS)
    .map(({ where, line, message, fix }) =>
      cutAt(`${where}${line === undefined ? '' : `:${line}`} ${message} ${fix}`, 400),
    );

/** A plan in Markdown. What the model wrote stands on one line each, so that none of it opens a part of its own. */
export function planMarkdown(answer: PlanAnswer, front: ProseFront): string {
  const safety =
    front.safetyProfile === 'safety_critical' || answer.safety_profile === 'safety_critical'
      ? 'safety_critical'
      : 'normal';
  const parts = answer.tiers.map((tier, index) => {
    const id = `T${index + 1}`;
    const phases = tier.phases.map((phase, at) => phaseText(`${id}.P${at + 1}`, phase));
    return [`## ${id}: ${nameOf(tier.name, id)}`, ...phases].join('\n\n');
  });
  const fields = [
    `safety profile: ${safety}`,
    // v7 section 5 prefers one tier a run where safety is critical; a plan of several was wanted as a whole.
    `run scope: ${front.runScope ?? (answer.tiers.length > 1 ? 'multi_tier' : 'single_tier')}`,
  ];
  return [`# ${nameOf(answer.title, 'Plan')}`, fields.join('\n'), ...parts]
    .join('\n\n')
    .concat('\n');
}

function phaseText(id: string, phase: AnswerPhase): string {
  const entries: readonly (readonly [name: string, values: readonly string[]])[] = [
    ['scope', phase.scope.map(code)],
    ['deliverables', phase.deliverables.map(code)],
    [
      'acceptance',
      phase.acceptance
        .map(oneLine)
        .filter(isSaid)
        .map((one) => `[ ] ${one}`),
    ],
    ['depends on', phase.depends_on.map(oneLine)],
    ['reuse', phase.reuse.map(oneLine)],
  ];
  const lists = entries
    .map(([name, values]) => [name, values.filter(isSaid)] as const)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `- ${name}:\n${values.map((value) => `  - ${value}`).join('\n')}`);
  const description = oneLine(phase.description);
  return [
    `### ${id}: ${nameOf(phase.name, id)}\n`,
    `- category: ${phase.category}`,
    ...(phase.complexity === null ? [] : [`- complexity: ${phase.complexity}`]),
    ...lists,
    ...(description === '' ? [] : [`- description: ${description}`]),
  ].join('\n');
}

const isSaid = (value: string): boolean => value !== '';

/** No line breaks and nothing unseen; a comment would be left out by whoever reads the plan. */
const oneLine = (text: string): string =>
  stripInvisible(text).replaceAll('<!--', '<!').replace(/\s+/g, ' ').trim();

const code = (path: string): string => {
  const plain = oneLine(path).replaceAll('`', '');
  return plain === '' ? '' : `\`${plain}\``;
};

const nameOf = (name: string, otherwise: string): string =>
  cutAt(oneLine(name).replace(/[`#]/g, '').trim(), 100).trim() || otherwise;

/** What was handed in has to be what is read back: a plan is the text, not what somebody meant by it. */
function lostIn(answer: PlanAnswer, plan: Plan): string | null {
  const wanted = answer.tiers.flatMap((tier, index) =>
    tier.phases.map((phase, at) => ({ id: `T${index + 1}.P${at + 1}`, phase })),
  );
  if (wanted.length !== plan.phases.length)
    return `The answer has ${wanted.length} phases, and as a plan it has ${plan.phases.length}.`;
  for (const { id, phase } of wanted) {
    const read = plan.phases.find((one) => one.id === id);
    const said = phase.acceptance.map(oneLine).filter(isSaid).length;
    if (read?.category !== phase.category || read.acceptance.length !== said)
      return `Phase ${id} reads differently as a plan: use plain sentences in its texts.`;
  }
  return null;
}
