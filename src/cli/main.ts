#!/usr/bin/env node
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import type { Command } from './command.ts';
import { initCommand } from './init.ts';
import { reportCommand } from './report.ts';
import { planCommand, strategyCommand } from './strategy.ts';
import { verifyCommand } from './verify.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  init: initCommand,
  plan: planCommand,
  strategy: strategyCommand,
  report: reportCommand,
  verify: verifyCommand,
};

/** What each command says of its own exit code, below 2; 2: it could not be found out. */
async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const work = command?.read(rest);
  if (work === undefined) {
    const usages = command === undefined ? Object.values(COMMANDS) : [command];
    process.stderr.write(`${usages.map(({ usage }) => usage).join('\n\n')}\n`);
    return 2;
  }
  return work((line) => {
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
