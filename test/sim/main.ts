/**
 * `npm run sim -- --seeds N --from S --json`: random stories. `--seed S --trace`: one, told call by call.
 * `--singles`, `--doubles N`: faults enumerated over the canonical run. `--mutant NAME`, `--mutants`: guards
 * taken out, each of which has to be noticed within 1,000 seeds.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { GUARDS, takeOut } from './mutants.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    singles: { type: 'boolean', default: false },
    doubles: { type: 'string' },
    mutant: { type: 'string' },
    mutants: { type: 'boolean', default: false },
  },
});

const number = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  console.error(`--${name} takes a whole number, not "${text}"`);
  process.exit(2);
};

// Errors are ordinary replies here, thousands a second, and nobody reads where they came from.
if (values.seed === undefined) Error.stackTraceLimit = 0;

if (values.mutants) everyMutant();
else await run();

async function run(): Promise<void> {
  const { mutant, seed } = values;
  if (mutant !== undefined) {
    const guard = GUARDS.find(({ name }) => name === mutant);
    if (guard === undefined) {
      console.error(`no such mutant; there are ${GUARDS.map(({ name }) => name).join(', ')}`);
      process.exit(2);
    }
    takeOut(guard);
  }
  const modes = await import('./modes.ts');
  const { report, tellStory } = await import('./report.ts');
  if (seed !== undefined) return tellStory(number(seed, 'seed'), values.trace);
  const tally = modes.newTally();
  const began = performance.now();
  const failed = values.singles
    ? await modes.singles(tally)
    : values.doubles !== undefined
      ? await modes.doubles(tally, number(values.doubles, 'doubles'))
      : await modes.swarm(
          {
            from: number(values.from, 'from'),
            seeds: number(values.seeds, 'seeds'),
            stopAfter: mutant === undefined ? Infinity : 1,
          },
          tally,
        );
  await report({ tally, failed, seconds: (performance.now() - began) / 1_000, json: values.json });
}

/** Each in a process of its own: a guard that is out stays out. */
function everyMutant(): void {
  let missed = 0;
  for (const { name } of GUARDS) {
    const caught = caughtIn(name);
    if (caught === null) missed += 1;
    console.log(caught === null ? `MISSED  ${name}` : `caught  ${name}: ${caught}`);
  }
  console.log(`${GUARDS.length - missed} caught, ${missed} missed`);
  if (missed > 0) process.exitCode = 1;
}

function caughtIn(name: string): string | null {
  const file = fileURLToPath(import.meta.url);
  try {
    execFileSync(process.execPath, [file, '--mutant', name, '--seeds', '1000'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return null;
  } catch (error) {
    const { stdout, status } = error as { readonly stdout?: string; readonly status?: number };
    const line = stdout?.split('\n').find((one) => one.startsWith('seed'));
    // Not a story that went wrong, but the simulation itself: most likely the guard stands somewhere else by now.
    if (status !== 1 || line === undefined) console.error(`${name}: ${String(error)}`);
    return line ?? null;
  }
}
