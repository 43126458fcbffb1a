import type { Code } from 'mdast';
import { blocksOf, lineOf, sourceOf } from './blocks.ts';
import { planProblem } from './draft.ts';
import type { Drafted } from './draft.ts';
import { hiddenIn } from './invisible.ts';
import { limitProblems } from './limits.ts';
import { draftOfMarkdown, opensPlan } from './markdown.ts';
import type { Plan, Problem } from './plan.ts';
import { resolve } from './resolve.ts';
import { asRead } from './written.ts';
import { draftOfYaml, isYamlPlan } from './yaml-plan.ts';

export type ParsedPlan =
  | { readonly is: 'plan'; readonly plan: Plan; readonly problems: readonly Problem[] }
  | {
      readonly is: 'bad';
      readonly problems: readonly Problem[];
      /** What could be read of it; null: nothing. Nothing is built from it. */
      readonly rest: Plan | null;
    };

const MAX_PROBLEMS = 50;

/**
 * Reads an issue's body as a plan: headings and lists, or YAML in a fence. With `plan` come warnings only;
 * `bad` holds at least one thing that must be fixed. Lines are those of the text. Never throws.
 */
export function parsePlan(body: string): ParsedPlan {
  const text = asRead(body);
  const limits = limitProblems(text);
  if (limits.length > 0) return { is: 'bad', problems: limits, rest: null };
  const { plan, problems: found } = resolve(draftOf(text));
  const all = [...found, ...hiddenProblems(text)];
  const problems = [
    ...all.filter(({ level }) => level === 'must'),
    ...all.filter(({ level }) => level === 'should'),
  ]
    .slice(0, MAX_PROBLEMS)
    .toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (found.some(({ level }) => level === 'must')) return { is: 'bad', problems, rest: plan };
  return { is: 'plan', plan, problems };
}

/** A fence counts as the plan only where no heading does: a phase may well quote YAML with `phases:` in it. */
export function draftOf(text: string): Drafted {
  const blocks = blocksOf(text);
  const fences = blocks.filter(
    (node): node is Code =>
      node.type === 'code' && /^ya?ml$/i.test(node.lang ?? '') && isYamlPlan(node.value),
  );
  const [fence, second] = fences;
  if (blocks.some((node) => opensPlan(node, text))) return draftOfMarkdown(blocks, text);
  if (fence === undefined) {
    const line = bareYamlAt(text);
    if (line === null) return draftOfMarkdown(blocks, text);
    return unread('plan/yaml-fence', {
      line,
      message: 'A plan in YAML stands here, and not in a block of that language.',
      fix: 'Put it into a fenced block of the language `yaml`; docs/plans.md of Autopack shows one.',
    });
  }
  if (second !== undefined)
    return unread('plan/two-plans', {
      line: lineOf(second),
      message: 'There are two plans in YAML.',
      fix: 'Keep one of them.',
    });
  const fenced = sourceOf(fence, text).split('\n').length > 1;
  return draftOfYaml(fence.value, lineOf(fence) + (fenced ? 1 : 0));
}

const unread = (code: string, about: Parameters<typeof planProblem>[2]): Drafted => ({
  draft: { title: '', front: [], tiers: [] },
  problems: [planProblem('must', code, about)],
});

/** Where YAML begins that is meant to be the plan and that a reader of Markdown takes for words; null: nowhere. */
function bareYamlAt(text: string): number | null {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => /^(?:tiers|phases)[ \t]*:[ \t]*$/.test(line));
  const isPlan = first >= 0 && lines.some((line) => /^[ \t-]*category[ \t]*:/.test(line));
  return isPlan ? first + 1 : null;
}

/** Hidden characters are taken out of every text that a model is given; people are told which there were. */
function hiddenProblems(text: string): readonly Problem[] {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => hiddenIn(one).length > 0);
  if (line < 0) return [];
  const message = `The plan holds characters that cannot be seen: ${hiddenIn(text).slice(0, 8).join(', ')}. They are left out.`;
  const fix = 'Remove them, unless they came with pasted text and mean nothing.';
  return [planProblem('should', 'plan/hidden-characters', { line: line + 1, message, fix })];
}
