#!/usr/bin/env node
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import { processEnv, verifySettings } from '../env.ts';
import { runVerify, readAsk, USAGE } from './verify.ts';

/** Held: 0. Bad: 1. It could not be found out: 2. */
async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  const ask = command === 'verify' ? readAsk(rest) : undefined;
  if (ask === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  return runVerify(ask, verifySettings(processEnv()), (line) => {
    process.stdout.write(`${line}\n`);
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${wordsOf(error)}\n`);
    process.exitCode = 2;
  },
);

function wordsOf(error: unknown): string {
  if (error instanceof UserError) return `${error.code}: ${error.message}\n${error.fix}`;
  if (error instanceof TransientError || error instanceof ConflictError)
    return `${error.message}. Try again in a while.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
