/** The whole script, without its process. */
import { UserError } from '../../src/core/errors.ts';
import { redact } from '../../src/core/text/redact.ts';
import { type Answer, type Check, shapeOf, unclear } from './check.ts';
import { CHECKS } from './checks/all.ts';
import type { Options } from './options.ts';
import { oneRun } from './run.ts';
import { assertScratch } from './scratch.ts';
import { type LiveSettings, secretsOf } from './settings.ts';
import { hands, type LiveWorld, openWorld, type Timings } from './world.ts';

export interface Live {
  readonly settings: LiveSettings;
  readonly timings: Timings;
  /** Stands in the names of everything that is made. */
  readonly nonce: string;
  readonly say: (line: string) => void;
  /** Aborted: ask no more, remove what was made. */
  readonly signal: AbortSignal;
}

export const TIMINGS: Timings = {
  waitMs: 90_000,
  pollMs: 3_000,
  startMs: 20 * 60_000,
  runMs: 60 * 60_000,
};

/** Returns the exit code. Throws when the checks cannot be made at all. */
export async function live(options: Options, given: Live): Promise<0 | 1> {
  const { settings, timings, nonce, signal } = given;
  const secrets = secretsOf(settings);
  const say = (line: string): void => given.say(redact(line, secrets));
  if (options.run && settings.person === null)
    throw new UserError(
      'live/no-person',
      '--run needs a person: a label that an App puts on starts nothing.',
      'Set GITHUB_TOKEN to the token of somebody who may write to the repository.',
    );
  const who = await hands(settings, options.repo);
  await assertScratch((who.person ?? who.actor).client, options.repo);
  const world = await openWorld({ repo: options.repo, timings, nonce, signal }, who);
  say(`${options.repo.owner}/${options.repo.name}, as ${who.app === null ? 'a token' : 'an App'}.`);
  let answers: readonly Answer[];
  let left: readonly string[];
  try {
    answers = await askAll(options, world, { signal, say });
  } finally {
    left = await removeAll(world, say);
  }
  const count = (verdict: Answer['verdict']): number =>
    answers.filter((answer) => answer.verdict === verdict).length;
  say(`\n${count('yes')} yes, ${count('no')} no, ${count('could not tell')} could not tell.`);
  return count('no') === 0 && left.length === 0 ? 0 : 1;
}

async function askAll(
  { checks, run }: Options,
  world: LiveWorld,
  { signal, say }: Pick<Live, 'signal' | 'say'>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const tell = (name: string, question: string, answer: Answer): void => {
    answers.push(answer);
    say(`\n${answer.verdict.padEnd(16)}${name}: ${question}\n                ${answer.seen}`);
  };
  for (const check of CHECKS.filter(({ name }) => checks.includes(name))) {
    if (signal.aborted) break;
    tell(check.name, check.question, await asked(() => check.ask(world)));
  }
  const { person } = world;
  if (run && person !== null && !signal.aborted)
    tell(
      'run',
      'Does a plan of one phase come to its end?',
      await asked(() => oneRun(world, person, say)),
    );
  return answers;
}

/** Whatever goes wrong on the way is told, and is no answer to the question. */
async function asked(ask: () => ReturnType<Check['ask']>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    return unclear(`the check did not get to its end: ${shapeOf(error)}`);
  }
}

async function removeAll(world: LiveWorld, say: Live['say']): Promise<readonly string[]> {
  const left = await world.undo.all();
  say(left.length === 0 ? '\nEverything that was made is removed.' : '\nCould not be removed:');
  for (const line of left) say(`  ${line}`);
  return left;
}
