/**
 * `npm run bench:prompts` prints the input tokens of the demo and of two replayed packages by phase, the share
 * that an earlier call of the run began with as well, and what the Builder's calls would be with every file of
 * the repository. `--calls FILE.jsonl` measures other calls, `--out FILE.jsonl` writes a line for each.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { measure, type PromptCall, type Row, rows, SHARE_BAR } from './measure.ts';
import { promptsOf, RUNS } from './runs.ts';

const { values } = parseArgs({ options: { calls: { type: 'string' }, out: { type: 'string' } } });

const Call = z.strictObject({
  run: z.string(),
  role: z.string(),
  phase: z.string().nullable(),
  model: z.string(),
  schema: z.string().optional(),
  system: z.string(),
  user: z.string(),
  everyFile: z.number().optional(),
});

const percent = (part: number, whole: number): string =>
  `${Math.round((100 * part) / Math.max(1, whole))} %`;

function line({ run, phase, calls, input, prefix, cacheable, everyFile }: Row): string {
  const shares = [percent(prefix, input), percent(cacheable, input)];
  const cells = [run, phase, calls, input, ...shares, everyFile, percent(input, everyFile)];
  return cells.map((cell, index) => String(cell).padEnd(WIDTHS[index] ?? 0)).join(' ');
}
const WIDTHS = [16, 8, 6, 8, 10, 12, 12, 0];

const calls = values.calls === undefined ? await ourRuns() : await given(values.calls);
const measured = measure(calls);
if (values.out !== undefined)
  await writeFile(values.out, measured.map((one) => `${JSON.stringify(one)}\n`).join(''));

const heads = ['run', 'phase', 'calls', 'input', 'seen', 'same model', 'every file', 'of that'];
console.log(heads.map((head, index) => head.padEnd(WIDTHS[index] ?? 0)).join(' '));
const table = rows(measured);
for (const row of table) console.log(line(row));
const low = table.filter(
  ({ phase, prefix, input }) => phase === 'all' && prefix / input < SHARE_BAR,
);
for (const { run, prefix, input } of low)
  console.log(`${run}: ${percent(prefix, input)} is below the bar of ${SHARE_BAR * 100} %`);
console.log(low.length === 0 ? 'every run is above the bar' : `${low.length} below the bar`);
if (low.length > 0) process.exitCode = 1;

/** One after the other: each is a GitHub, a CI and a model on this machine. */
async function ourRuns(): Promise<readonly PromptCall[]> {
  const all: PromptCall[] = [];
  for (const run of RUNS) all.push(...(await promptsOf(run)));
  return all;
}

async function given(file: string): Promise<readonly PromptCall[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((text) => Call.parse(JSON.parse(text)));
}
