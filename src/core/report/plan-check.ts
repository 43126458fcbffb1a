import { marker } from '../names.ts';
import type { RepoName, RunId } from '../ids.ts';
import type { TierWaits } from '../plan/past-tiers.ts';
import type { Problem } from '../plan/plan.ts';
import type { Strategy } from '../strategy/strategy.ts';
import {
  clampFolded,
  codeSpan,
  cutAt,
  fenceCode,
  neutralise,
  plainText,
} from '../text/neutralise.ts';
import { MAX_TEXT } from './limits.ts';
import { markdownTable, readGrid, strategyMarkdown } from './strategy-table.ts';
import { count, folded, many, usd } from './words.ts';

/** What a check of an issue found, before anything is spent. */
export type PlanCheck =
  | {
      readonly is: 'problems';
      readonly problems: readonly Problem[];
      /** The plan as several, where it is only too long. */
      readonly split?: readonly string[] | undefined;
    }
  /** No plan yet; the strategy is that of making one. */
  | { readonly is: 'prose'; readonly strategy: Strategy }
  | { readonly is: 'sound'; readonly strategy: Strategy; readonly warnings: readonly Problem[] }
  | {
      readonly is: 'not-permitted';
      readonly login: string;
      readonly has: string;
      readonly needs: string;
    }
  /** Whoever runs us pays for nothing here. */
  | { readonly is: 'not-served'; readonly repo: RepoName }
  /** A run began all the same: this may end it, and nobody can know for certain. */
  | { readonly is: 'started'; readonly runId: RunId; readonly problems: readonly Problem[] }
  | { readonly is: 'edited-since' }
  /** A tier of the plan was built, and nobody has merged it yet. */
  | ({ readonly is: 'tier-waits' } & TierWaits)
  /** The run's branch is there, and no ledger of ours owns it. */
  | { readonly is: 'branch-taken'; readonly branch: string };

interface About {
  readonly issue: number;
  readonly title: string;
  readonly check: PlanCheck;
}

/** The one comment about an issue that has no run yet. It is edited when the plan is. */
export const planCheckComment = ({ issue, check }: About): string =>
  clampFolded([marker.planCheck(), ...lines(issue, check)].join('\n\n'), MAX_TEXT);

const AGAIN =
  'Edit the issue and I check again, for free. To start, put the label `autopack:run` on it or comment `/autopack run`.';

function lines(issue: number, check: PlanCheck): readonly string[] {
  switch (check.is) {
    case 'problems':
      return problemLines(issue, check);
    case 'prose':
      return [
        `### 🧭 Plan check for #${issue}: prose, nothing has been spent`,
        proseWords(check.strategy),
        AGAIN,
      ];
    case 'sound':
      return [
        `### 🧭 Plan check for #${issue}: the plan is sound, nothing has been spent`,
        mostWords(check.strategy),
        ...(check.warnings.length > 0 ? [`**Warnings**\n${listed(check.warnings)}`] : []),
        AGAIN,
        folded('How the plan was read', markdownTable(readGrid(check.strategy))),
        folded('What a run would be governed by', strategyMarkdown(check.strategy)),
      ];
    case 'not-permitted':
      return [
        `### 🧭 Run for #${issue} not started: no permission`,
        `${plainText(check.login, 60)} has \`${check.has}\` on this repository; starting a run needs \`${check.needs}\`. Somebody with that permission can put the label on again, or comment \`/autopack run\`.`,
      ];
    case 'not-served':
      return notServed(issue, check.repo);
    case 'edited-since':
      return [
        `### 🧭 Run for #${issue} not started: the plan changed`,
        'The text of the issue was edited after the run was asked for, so it is not the text that was asked for. Look at it, then put the label on again or comment `/autopack run`.',
      ];
    case 'started':
      return started(issue, check);
    case 'tier-waits':
      return tierWaits(issue, check);
    case 'branch-taken':
      return [
        `### 🧭 Run for #${issue} not started: its branch is there already`,
        `There is a branch ${codeSpan(check.branch)} that belongs to no run I know of: its ledger was deleted, or somebody else made it. I do not touch what may be your work. Delete or rename that branch, then put the label on again or comment \`/autopack run\`.`,
      ];
  }
}

function problemLines(
  issue: number,
  { problems, split }: Extract<PlanCheck, { is: 'problems' }>,
): readonly string[] {
  const must = problems.filter((problem) => problem.level === 'must');
  const should = problems.filter((problem) => problem.level === 'should');
  return [
    `### 🧭 Plan check for #${issue}: ${many(must.length, 'problem')}, nothing has been spent`,
    `**Must fix**\n${listed(must)}`,
    ...(should.length > 0 ? [`**Warnings**\n${listed(should)}`] : []),
    ...splitPart(split),
    AGAIN,
  ];
}

const notServed = (issue: number, { owner, name }: RepoName): readonly string[] => [
  `### 🧭 Run for #${issue} not started: nobody pays for it, nothing has been spent`,
  `Whoever runs this Autopack pays for the models, and not for ${codeSpan(`${owner}/${name}`)}. Ask them to name it in \`AUTOPACK_REPOSITORIES\`, then put the label on again or comment \`/autopack run\`. The Action runs the same plan with a key of your own.`,
];

const started = (
  issue: number,
  { runId, problems }: Extract<PlanCheck, { is: 'started' }>,
): readonly string[] => [
  `### 🧭 Run \`${runId}\` for #${issue} started, but CI may never answer it`,
  listed(problems),
  'Where that is so, comment `/autopack cancel`, mend it, and start again: a run keeps what it began with.',
];

/** Nothing is built twice unless somebody says so. */
function tierWaits(issue: number, { runId, pr, tiers, left }: TierWaits): readonly string[] {
  const next = left.length === 0 ? '' : ` for ${left.join(', ')}`;
  return [
    `### 🧭 Run for #${issue} not started: ${tiers.join(', ')} waits to be merged, nothing has been spent`,
    `The run scope is \`single_tier\`. Run \`${runId}\` built ${tiers.join(', ')}, and nobody has merged #${pr} yet. Merge it, then put the label \`autopack:run\` on again${next}. To have ${tiers.join(', ')} built anew, close #${pr} first.`,
  ];
}

/** What it may cost at the very most. */
function mostWords({ tiers, phases, run }: Strategy): string {
  const money = run.costCapMicroUsd === null ? 'no cap in money' : usd(run.costCapMicroUsd);
  return `${many(phases.length, 'phase')} in ${many(tiers.length, 'tier')}. At most: ${money}, ${count(run.tokenCap)} tokens, ${run.ciRunCap} CI runs, ${run.activeMinutes} active minutes.`;
}

function proseWords({ planning, run }: Strategy): string {
  const model = plainText(planning?.planner.model ?? '', 40);
  return `The issue holds no plan, so a run begins with one: the Planner (${model}) makes it out of this text, for at most ${count(planning?.tokenCap ?? 0)} of the run’s ${count(run.tokenCap)} tokens. It is checked like every plan and shown here before any work starts. docs/plans.md of Autopack says how to write one yourself.`;
}

/** Nobody mends more than this at once; the rest is told when these are gone. */
const SHOWN = 30;

function listed(problems: readonly Problem[]): string {
  const more = problems.length - SHOWN;
  const lines = problems.slice(0, SHOWN).map(problemLine);
  return [...lines, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

function problemLine(problem: Problem): string {
  const line =
    problem.line === undefined
      ? ''
      : `:${problem.line}${problem.column === undefined ? '' : `:${problem.column}`}`;
  return `- ${codeSpan(`${problem.where}${line}`)} ${oneLine(problem.message)} ${oneLine(problem.fix)} (\`${problem.code}\`)`;
}

const oneLine = (text: string): string => neutralise(cutAt(text.replace(/\s+/g, ' '), 800));

/** What the same work looks like as issues that each fit into a run. */
function splitPart(split: readonly string[] | undefined): readonly string[] {
  if (split === undefined) return [];
  const parts = split.map(
    (text, index) =>
      `<details><summary>Issue ${index + 1} of ${split.length}</summary>\n\n${fenceCode(text, 'markdown')}\n\n</details>`,
  );
  const all = [SPLIT, ...parts].join('\n\n');
  // Half of a proposal would be worse than none; the command line has room for all of it.
  return [
    all.length <= SPLIT_ROOM
      ? all
      : `${SPLIT} It is too long for a comment: \`npm run autopack -- plan check FILE\` in a clone of Autopack prints it.`,
  ];
}

const SPLIT = '**A ready-made split**: one issue for each part, one after the other was merged.';
const SPLIT_ROOM = 30_000;
