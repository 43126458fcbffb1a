import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CONFIG_PATH } from '../config/repository.ts';
import { UserError } from '../core/errors.ts';
import { makeFolder } from '../queue/make-folder.ts';
import { ciFiles, isNameable, WORKFLOWS } from './ci-files.ts';
import { type Command, parsed, tooMany, type Work } from './command.ts';
import { codeOf, readIfThere } from './files.ts';
import { namedPlace, ownPlace } from './own-place.ts';
import { type ActionKind, whatIsLeft } from './what-is-left.ts';
import { listed } from './listed.ts';
import { sampleWorkflow, workflowText } from './workflow-file.ts';

/** What a repository starts with; every line of it holds without it, so that nothing changes by writing it. */
const sampleConfig = (
  dispatch: readonly string[],
): string => `# Autopack reads this file from the default branch only. docs/configuration.md of Autopack lists every key.
version: 1
budget:
  tokens: 5_000_000
  # usd: 6
  active_minutes: 120
  wait_hours: 48
ci:
  # Names of jobs or workflows that must be green. Empty: what GitHub itself requires of the pull request, and
  # where it requires nothing every workflow that runs on autonomous/**.
  required: []${dispatch.length === 0 ? '' : `\n  # Files of workflows that are started by hand: what a workflow's own token pushes starts none.\n  dispatch: [${listed(dispatch)}]`}
audit:
  when: always
  rounds: 3
who:
  start: write
`;

const WORKFLOW_PATH = `${WORKFLOWS}/autopack.yml`;
/** As many as `ci.dispatch` takes. */
const MAX_DISPATCH = 10;

const ISSUE_TEMPLATE_PATH = '.github/ISSUE_TEMPLATE/autopack-plan.md';

const SAMPLE_ISSUE = `---
name: Plan for Autopack
about: Work in tiers and phases. Put the label autopack:run on the issue to start it.
title: ''
labels: ''
---

safety profile: normal

## T1: Name of the tier

### T1.P1: Name of the phase

- category: feature_scaffolding
- scope: \`src/**\`, \`test/**\`
- deliverables: \`src/example.ts\`
- acceptance:
  - [ ] what has to be true when it is done

What is to be done, in as many words as it takes.
`;

/** `autopack init`: the files that a repository needs, where they are missing. */
export const initCommand: Command = {
  usage: `usage: autopack init [FOLDER] [--workflow app|token] [--uses OWNER/REPO@COMMIT]

Writes ${CONFIG_PATH} and ${ISSUE_TEMPLATE_PATH} into a checkout. What is there already stays as it is.
  --workflow KIND  writes ${WORKFLOW_PATH} as well, for the Action: acting as a GitHub App, or with the workflow's
                   own token; and says what is left to do
  --uses PLACE     where Autopack is kept; left out, the repository and the commit that this program is run from`,
  read: (args) => {
    const found = parsed(args, { values: ['workflow', 'uses'] });
    if (typeof found === 'string') return found;
    const more = tooMany(found.words, 1);
    if (more !== undefined) return more;
    const [folder = '.'] = found.words;
    const { workflow: kind, uses } = found.values;
    if (kind === undefined)
      return uses === undefined
        ? (say) => init(folder, { files: [], dispatch: [] }, say)
        : '--uses goes with --workflow.';
    if (kind !== 'app' && kind !== 'token') return '--workflow is `app` or `token`.';
    return (say) => initAction({ folder, kind, uses }, say);
  },
};

type Say = Parameters<Work>[0];
type Files = readonly (readonly [string, string])[];

async function init(
  folder: string,
  { files, dispatch }: { readonly files: Files; readonly dispatch: readonly string[] },
  say: Say,
): Promise<number> {
  const all: Files = [
    [CONFIG_PATH, sampleConfig(dispatch)],
    [ISSUE_TEMPLATE_PATH, SAMPLE_ISSUE],
    ...files,
  ];
  for (const [name, text] of all)
    say(`${(await writeNew(path.join(folder, name), text)) ? 'written' : 'is there'}  ${name}`);
  return 0;
}

interface Asked {
  readonly folder: string;
  readonly kind: ActionKind;
  readonly uses: string | undefined;
}

async function initAction({ folder, kind, uses: named }: Asked, say: Say): Promise<number> {
  const uses = named === undefined ? await ownPlace() : namedPlace(named);
  const { ci, unread } = await ciFiles(folder);
  const text = workflowText(await sampleWorkflow(kind), { uses, ci: ci.map(({ name }) => name) });
  const files = ci
    .map(({ file }) => file)
    .filter(isNameable)
    .slice(0, MAX_DISPATCH);
  const dispatch = kind === 'token' ? files : [];
  const was = await readIfThere(path.join(folder, CONFIG_PATH));
  await init(folder, { files: [[WORKFLOW_PATH, text]], dispatch }, say);
  for (const file of unread) say(`not read  ${file}`);
  for (const line of whatIsLeft({ kind, ci, uses, toName: was === null ? [] : dispatch }))
    say(line);
  return 0;
}

/** False: there is such a file, and it is left alone. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    makeFolder(path.dirname(file));
  } catch (error) {
    throw unwritable(file, error);
  }
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw unwritable(file, error);
  }
}

function unwritable(file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new UserError(
    'cli/file',
    `${file} cannot be written (${code}).`,
    'Name a folder that you may write to.',
    { cause: error },
  );
}
