#!/usr/bin/env node
import { ConflictError, TransientError, UserError } from '../core/errors.ts';
import { processEnv } from '../env.ts';
import { meant } from '../core/plan/names.ts';
import type { Command } from './command.ts';
import { codeOf } from './files.ts';
import { initCommand } from './init.ts';
import { reportCommand } from './report.ts';
import { runCommand } from './run.ts';
import { planCommand, strategyCommand } from './strategy.ts';
import { verifyCommand } from './verify.ts';

const COMMANDS: Readonly<Record<string, Command>> = {
  init: initCommand,
  plan: planCommand,
  strategy: strategyCommand,
  run: runCommand,
  report: reportCommand,
  verify: verifyCommand,
};

/** `npm run autopack` works in this project's folder; files are named from where it was called. */
function goWhereCalled(env: Readonly<Record<string, string | undefined>>): void {
  const called = env['npm_lifecycle_event'] === 'autopack' ? env['INIT_CWD'] : undefined;
  if (called !== undefined) process.chdir(called);
}

const HELP = ['help', '--help', '-h'];

/** What each command says of its own exit code, below 2; 2: it could not be found out. */
async function main(args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (HELP.includes(name)) return help(rest[0]);
  if (command === undefined)
    return refuse(
      name === ''
        ? 'A command is missing.'
        : `There is no command \`${name}\`. ${meant(name, Object.keys(COMMANDS))}`,
      usageOf(Object.values(COMMANDS)),
    );
  if (rest.some((word) => HELP.includes(word) && word !== 'help')) return help(name);
  const work = command.read(rest);
  if (typeof work === 'string') return refuse(work, command.usage);
  return work((line) => {
    process.stdout.write(`${line}\n`);
  });
}

const usageOf = (commands: readonly Command[]): string =>
  commands.map(({ usage }) => usage).join('\n\n');

/** Of one command, or of all. */
function help(name = ''): number {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const told = command === undefined ? Object.values(COMMANDS) : [command];
  process.stdout.write(`${usageOf(told)}\n`);
  return 0;
}

function refuse(what: string, usage: string): number {
  process.stderr.write(`${what}\n\n${usage}\n`);
  return 2;
}

/** `… | head` has read enough: that is nobody's mistake. */
process.stdout.on('error', (error) => {
  if (codeOf(error) !== 'EPIPE') throw error;
  process.exit();
});

goWhereCalled(processEnv());
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
