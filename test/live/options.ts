import { parseArgs } from 'node:util';
import type { RepoName } from '../../src/core/ids.ts';
import { CHECKS, NEEDS_LOAD } from './checks/all.ts';

export const USAGE = `usage: npm run live-checks -- OWNER/REPO [--only NAME]... [--load] [--run]

Asks a real GitHub what Autopack takes for granted of it; docs/live-checks.md says why and what a repository needs.
  --only NAME  only this check, again for more of them
  --load       ${NEEDS_LOAD} as well, which may run into a limit
  --run        afterwards labels an issue with a plan of one phase and watches the run to its end
APP_ID with PRIVATE_KEY or PRIVATE_KEY_PATH, or GITHUB_TOKEN, or both; GITHUB_API_URL names another GitHub.
Exit code: 0 nothing is otherwise than Autopack takes it, 1 something is, or something could not be removed,
2 the checks could not be made.`;

export interface Options {
  readonly repo: RepoName;
  /** Names of the checks that are wanted. */
  readonly checks: readonly string[];
  readonly run: boolean;
}

/** Undefined: that is not how it is used. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options: {
      only: { type: 'string', multiple: true },
      load: { type: 'boolean' },
      run: { type: 'boolean' },
    },
  });
  const { only = [], load, run, ...unknown } = values;
  const [, owner, name] = /^([\w.-]{1,100})\/([\w.-]{1,100})$/.exec(positionals[0] ?? '') ?? [];
  if (owner === undefined || name === undefined || positionals.length !== 1) return undefined;
  const all = CHECKS.map((check) => check.name);
  const named = (Array.isArray(only) ? only : [only]).map(String);
  if (Object.keys(unknown).length > 0 || named.some((one) => !all.includes(one))) return undefined;
  const usual = all.filter((one) => one !== NEEDS_LOAD || load === true);
  return {
    repo: { owner, name },
    checks: named.length > 0 ? named : usual,
    run: run === true,
  };
}
