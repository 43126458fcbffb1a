import { readFile } from 'node:fs/promises';
import { listed } from './listed.ts';
import type { ActionKind } from './what-is-left.ts';

/** What has to be known of a repository to write its workflow. */
export interface WorkflowParts {
  /** `OWNER/REPO@COMMIT`: where Autopack is kept. */
  readonly uses: string;
  /** Names of the workflows whose end starts the next pass. */
  readonly ci: readonly string[];
}

const SAMPLES: Readonly<Record<ActionKind, string>> = {
  app: 'with-app.yml',
  token: 'without-app.yml',
};

/** The workflow of the documentation. */
export const sampleWorkflow = (kind: ActionKind): Promise<string> =>
  readFile(new URL(`../../examples/workflows/${SAMPLES[kind]}`, import.meta.url), 'utf8');

/** A step, with all lines that belong to it. */
const STEP = /^ {6}- uses: (\S+).*\n(?: {7}.*\n)*/gm;
const WATCHED = /^( *workflows: )\[.*$/m;

/** A sample with the names filled in, and without the steps of others, whose commits nobody knows here. */
export const workflowText = (sample: string, { uses, ci }: WorkflowParts): string =>
  sample
    .replace(STEP, (step, of: string) =>
      of.startsWith('OWNER/') ? step.replace(/OWNER\/.*/, () => uses) : '',
    )
    .replace(WATCHED, (line, start: string) =>
      ci.length === 0 ? line : `${start}[${listed(ci)}]`,
    );
