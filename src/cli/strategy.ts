import { CONFIG_PATH } from '../config/repository.ts';
import { loadDefaults } from '../config/load.ts';
import { planning } from '../config/planning.ts';
import type { Problem } from '../core/plan/plan.ts';
import { phaseGrid, readGrid, runGrid, tierGrid } from '../core/report/strategy-table.ts';
import { textTable } from '../core/report/tables.ts';
import type { Compiled } from '../core/strategy/compiled.ts';
import { MISNAMED_CONFIG, misnamedConfig } from '../core/strategy/misnamed.ts';
import { type Command, parsed, tooMany, type Work } from './command.ts';
import { readIfThere, readNamed } from './files.ts';

const SHARED = `  --config FILE  a repository's configuration; left out, .github/autopack.yml where it is there
  --json         one JSON object instead of tables
Nothing is asked of the network and nothing is changed. Exit code: 0 sound, 1 problems, 2 it could not be found out.`;

/** `autopack strategy`: what would govern a run, without starting one. */
export const strategyCommand: Command = {
  usage: `usage: autopack strategy [--plan FILE] [--config FILE] [--json]

Compiles the ruleset, a configuration and a plan to the strategy that a run would be frozen with.
  --plan FILE    a plan, as it would stand in an issue; left out, one phase of each category
${SHARED}`,
  read: (args) => {
    const found = parsed(args, { values: ['plan', 'config'], flags: ['json'] });
    if (typeof found === 'string') return found;
    const more = tooMany(found.words, 0);
    if (more !== undefined) return more;
    const { plan, config } = found.values;
    return compileFiles({ plan, config, json: found.flags.includes('json') });
  },
};

/** `autopack plan check`: what is wrong with a plan, and how a plan that is too long can be split. */
export const planCommand: Command = {
  usage: `usage: autopack plan check FILE [--config FILE] [--json]

Checks a plan as an issue's plan is checked, and proposes plans for several issues where it is too long for one.
${SHARED}`,
  read: (args) => {
    const found = parsed(args, { values: ['config'], flags: ['json'] });
    if (typeof found === 'string') return found;
    const [verb, plan] = found.words;
    if (verb !== 'check')
      return `It is \`plan check\`${verb === undefined ? '' : `, not \`plan ${verb}\``}.`;
    if (plan === undefined) return 'The file with the plan is missing.';
    const more = tooMany(found.words, 2);
    if (more !== undefined) return more;
    return compileFiles({
      plan,
      config: found.values['config'],
      json: found.flags.includes('json'),
    });
  },
};

/** Said of a text without tiers and phases: as an issue it would not be refused. */
const PROSE =
  'This is prose: in an issue the Planner would make a plan of it first. As a plan it is not sound:';

interface Ask {
  readonly plan: string | undefined;
  readonly config: string | undefined;
  readonly json: boolean;
}

const compileFiles =
  (ask: Ask): Work =>
  async (say) => {
    const configFile = ask.config ?? CONFIG_PATH;
    const config =
      ask.config === undefined ? await readIfThere(CONFIG_PATH) : await readNamed(ask.config);
    const isMisnamed =
      ask.config === undefined && config === null && (await readIfThere(MISNAMED_CONFIG)) !== null;
    const { compile, defaults, bootstrap } = planning(loadDefaults(), { now: () => Date.now() });
    const plan = ask.plan === undefined ? null : await readNamed(ask.plan);
    const read = plan === null ? defaults(config) : compile(plan, config);
    const compiled: Compiled = isMisnamed ? { is: 'bad', problems: [misnamedConfig] } : read;
    const isProse = read.is === 'bad' && plan !== null && bootstrap(plan, config).prose !== null;
    const lines = ask.json
      ? [JSON.stringify(isProse ? { ...compiled, prose: true } : compiled)]
      : [
          ...(isProse ? [PROSE] : []),
          ...linesOf(compiled, {
            ...(ask.plan === undefined ? {} : { plan: ask.plan }),
            [CONFIG_PATH]: configFile,
          }),
        ];
    for (const line of lines) say(line);
    return compiled.is === 'ready' ? 0 : 1;
  };

type Names = Readonly<Record<string, string | undefined>>;

function linesOf(compiled: Compiled, names: Names): readonly string[] {
  if (compiled.is === 'bad')
    return [
      ...compiled.problems.flatMap((problem) => problemLines(problem, names)),
      ...splitLines(compiled.split ?? []),
    ];
  const { strategy, strategyHash, warnings } = compiled;
  const grids = [
    ...(names['plan'] === undefined ? [] : [readGrid(strategy)]),
    ...[phaseGrid(strategy), tierGrid(strategy), runGrid(strategy)],
  ];
  return [
    ...grids.flatMap(({ headers, rows }) => [...textTable(headers, rows), '']),
    `strategy ${strategyHash}`,
    ...warnings.flatMap((problem) => problemLines(problem, names)),
  ];
}

/** As compilers write them, so that editors find the place. */
function problemLines(problem: Problem, names: Names): readonly string[] {
  const { level, where, line, column, code, message, fix } = problem;
  const at = [names[where] ?? where, ...(line === undefined ? [] : [line, column ?? 1])].join(':');
  return [`${at}: ${level === 'must' ? 'error' : 'warning'} ${code}: ${message}`, `  ${fix}`];
}

const splitLines = (split: readonly string[]): readonly string[] =>
  split.flatMap((text, index) => [
    '',
    `----- issue ${index + 1} of ${split.length} -----`,
    ...text.trimEnd().split('\n'),
  ]);
