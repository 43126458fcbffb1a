/** A scratch repository on the lab, and the script run on it. */
import { randomBytes } from 'node:crypto';
import { startLab, type Lab } from '../../lab/lab.ts';
import { CHECKS, NEEDS_LOAD } from '../../live/checks/all.ts';
import { live, type Live } from '../../live/live.ts';
import type { RepoName } from '../../../src/core/ids.ts';
import { liveSettings } from '../../live/settings.ts';

export const REPO = { owner: 'acme', name: 'scratch' };
export const FULL_NAME = 'acme/scratch';

const WORKFLOW = `name: CI
on: [push, pull_request]
jobs:
  nothing:
    runs-on: ubuntu-latest
    steps:
      - run: 'true'
`;
export const FILES: Readonly<Record<string, string>> = {
  'README.md': '# Scratch\n',
  'autopack-scratch': '',
  '.github/workflows/ci.yml': WORKFLOW,
};

const TIMINGS: Live['timings'] = {
  waitMs: 10_000,
  pollMs: 50,
  startMs: 1_000,
  runMs: 60_000,
};

export interface Scratch {
  readonly lab: Lab;
  /** Every variable that the script can read. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of all refs, without those that GitHub keeps for pull requests. */
  refs(): Promise<readonly string[]>;
}

export async function openScratch(files = FILES): Promise<Scratch> {
  const lab = await startLab();
  await lab.seedRepo({ ...REPO, files });
  const { token } = lab.people.permit('mona', FULL_NAME, 'admin');
  const { id, privateKey } = lab.app;
  return {
    lab,
    env: {
      GITHUB_API_URL: lab.url,
      GITHUB_TOKEN: token,
      APP_ID: String(id),
      PRIVATE_KEY: privateKey,
    },
    refs: async () => {
      const { text } = await lab.git(FULL_NAME, ['for-each-ref', '--format=%(refname)']);
      return text.split('\n').filter((ref) => ref !== '' && !ref.startsWith('refs/pull/'));
    },
  };
}

export interface Said {
  readonly code: number;
  readonly text: string;
  /** By the check's name: its verdict and what was seen. */
  readonly answers: Readonly<Record<string, readonly [verdict: string, seen: string]>>;
}

export async function runLive(
  env: Readonly<Record<string, string>>,
  how: {
    readonly checks?: readonly string[];
    readonly run?: boolean;
    readonly nonce?: string;
    /** Short where the waiting is for nothing. */
    readonly waitMs?: number;
    readonly repo?: RepoName;
    readonly said?: (line: string) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<Said> {
  const lines: string[] = [];
  const all = CHECKS.map(({ name }) => name).filter((name) => name !== NEEDS_LOAD);
  const code = await live(
    { repo: how.repo ?? REPO, checks: how.checks ?? all, run: how.run ?? false },
    {
      settings: liveSettings(env),
      timings: { ...TIMINGS, waitMs: how.waitMs ?? TIMINGS.waitMs },
      nonce: how.nonce ?? randomBytes(4).toString('hex'),
      signal: how.signal ?? new AbortController().signal,
      say: (line) => {
        lines.push(line);
        how.said?.(line);
      },
    },
  );
  const text = lines.join('\n');
  const found = [...text.matchAll(/^(yes|no|could not tell) +([a-z-]+): .*\n +(.*)$/gm)];
  const answers = found.map(([, verdict = '', name = '', seen = '']) => [name, [verdict, seen]]);
  return { code, text, answers: Object.fromEntries(answers) as Said['answers'] };
}
