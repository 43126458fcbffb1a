#!/usr/bin/env node
import { UserError } from '../core/errors.ts';
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
    const text =
      error instanceof UserError
        ? `${error.code}: ${error.message}\n${error.fix}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 2;
  },
);
