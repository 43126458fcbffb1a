import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CONFIG_PATH } from '../config/repository.ts';
import { UserError } from '../core/errors.ts';
import { type Command, parsed, tooMany } from './command.ts';
import { codeOf } from './files.ts';

/** What a repository starts with; every line of it holds without it, so that nothing changes by writing it. */
export const SAMPLE_CONFIG = `# Autopack reads this file from the default branch only. docs/configuration.md of Autopack lists every key.
version: 1
budget:
  tokens: 5_000_000
  # usd: 6
  active_minutes: 120
  wait_hours: 48
ci:
  # Names of jobs or workflows that must be green. Empty: what GitHub itself requires of the pull request, and
  # where it requires nothing every workflow that runs on autonomous/**.
  required: []
audit:
  when: always
  rounds: 3
who:
  start: write
`;

const ISSUE_TEMPLATE_PATH = '.github/ISSUE_TEMPLATE/autopack-plan.md';

export const SAMPLE_ISSUE = `---
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

const FILES: readonly (readonly [string, string])[] = [
  [CONFIG_PATH, SAMPLE_CONFIG],
  [ISSUE_TEMPLATE_PATH, SAMPLE_ISSUE],
];

/** `autopack init`: the two files that a repository needs, where they are missing. */
export const initCommand: Command = {
  usage: `usage: autopack init [FOLDER]

Writes ${CONFIG_PATH} and ${ISSUE_TEMPLATE_PATH} into a checkout. What is there already stays as it is.`,
  read: (args) => {
    const found = parsed(args, {});
    if (typeof found === 'string') return found;
    const more = tooMany(found.words, 1);
    if (more !== undefined) return more;
    const [folder = '.'] = found.words;
    return async (say) => {
      for (const [name, text] of FILES)
        say(`${(await writeNew(path.join(folder, name), text)) ? 'written' : 'is there'}  ${name}`);
      return 0;
    };
  },
};

/** False: there is such a file, and it is left alone. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
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
