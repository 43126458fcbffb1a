/** Runs cases through the applier. */
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { Applied } from '../../../src/core/edits/apply.ts';
import { treeSyntax } from '../../../src/syntax/syntax.ts';
import type { Case, Result } from './case.ts';

export type Applier = (one: Case) => Omit<Result, 'id' | 'ms'>;

const apply = (one: Case): Applied =>
  applyAnswer({
    format: one.format,
    answer: one.answer,
    allowV4a: true,
    files: one.files.map(({ path, served, current }) => ({
      path,
      served: served ?? null,
      current: current ?? null,
    })),
  });

export const ours: Applier = (one) => {
  const applied = apply(one);
  if (applied.is === 'refused')
    return { outcome: 'refused', code: applied.refusals[0]?.code ?? null, files: {} };
  const files = currentFiles(one);
  for (const change of applied.changes) {
    if (change.op === 'delete') delete files[change.path];
    else files[change.path] = change.after;
  }
  return { outcome: 'applied', code: null, files };
};

/** Times applying and parsing together, for what is applied to files that a parser knows. Grammars are loaded before. */
export async function timeSyntax(cases: readonly Case[]): Promise<readonly number[]> {
  const failed = (fields: Readonly<Record<string, unknown>>): void => console.error(fields);
  const syntax = treeSyntax({ warn: failed });
  const times: number[] = [];
  for (const warm of [true, false]) {
    for (const one of warm ? cases.slice(0, 400) : cases) {
      const begin = performance.now();
      const applied = apply(one);
      if (applied.is === 'refused') continue;
      const parsed = await syntax.parse(applied.changes);
      if (!warm && parsed.length > 0) times.push(round(performance.now() - begin));
    }
  }
  return times.sort((a, b) => a - b);
}

export function currentFiles(one: Case): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { path, current } of one.files) if (current != null) files[path] = current;
  return files;
}

export function runCases(cases: readonly Case[], applier: Applier): readonly Result[] {
  return cases.map((one) => {
    const begin = performance.now();
    const result = applier(one);
    return { id: one.id, ...result, ms: round(performance.now() - begin) };
  });
}

const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** A fixed piece of work in ms, so that times of two machines can be compared. */
export function calibrate(): number {
  const text = Array.from({ length: 2_000 }, (_, line) => `line ${line % 97} of ${line}`).join(
    '\n',
  );
  const times = Array.from({ length: 9 }, () => {
    const begin = performance.now();
    const seen = new Map<string, number>();
    for (const line of text.split('\n')) seen.set(line.trim(), (seen.get(line) ?? 0) + 1);
    JSON.parse(JSON.stringify([...seen]));
    return performance.now() - begin;
  }).sort((a, b) => a - b);
  return round(times[4] ?? 0);
}
