/** What came of a case, compared with what should have come of it. */
import type { Case, Result } from './case.ts';
import { currentFiles } from './run.ts';

export type Verdict = 'exact' | 'refused' | 'wrong' | 'blanks' | 'half';

export function judge(one: Case, result: Result): Verdict {
  const current = currentFiles(one);
  const truth: Record<string, string> = {};
  for (const file of one.files) if (file.truth != null) truth[file.path] = file.truth;
  const paths = [...new Set([...Object.keys(current), ...Object.keys(truth)])];
  const changed = (path: string): boolean => result.files[path] !== current[path];
  if (result.outcome === 'refused') {
    const touched = Object.keys(result.files).some((path) => changed(path));
    return touched ? 'half' : 'refused';
  }
  const extra = Object.keys(result.files).some((path) => !paths.includes(path));
  if (!extra && paths.every((path) => result.files[path] === truth[path])) return 'exact';
  const wanted = paths.filter((path) => current[path] !== truth[path]);
  const done = wanted.filter((path) => result.files[path] === truth[path]);
  if (done.length > 0 && wanted.some((path) => !changed(path))) return 'half';
  const same = paths.every((path) => bare(path, result.files[path]) === bare(path, truth[path]));
  return same && !extra ? 'blanks' : 'wrong';
}

/** A text without the white space that means nothing; where indentation means something, it stays. */
function bare(path: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const kept = /\.(py|ya?ml|pyi|gyp|md)$/.test(path);
  return lines.map((line) => (kept ? line.trimEnd() : line.replace(/\s+/g, ' ').trim())).join('\n');
}

export interface Row {
  readonly format: string;
  readonly kind: string;
  readonly cases: number;
  readonly mustApply: number;
  readonly applied: number;
  readonly mustRefuse: number;
  readonly held: number;
  readonly count: Readonly<Record<Verdict, number>>;
  readonly median: number;
  readonly p95: number;
}

export interface Judged {
  readonly one: Case;
  readonly result: Result;
  readonly verdict: Verdict;
}

export const judgeAll = (cases: readonly Case[], results: readonly Result[]): readonly Judged[] =>
  cases.flatMap((one, index) => {
    const result = results[index];
    return result === undefined ? [] : [{ one, result, verdict: judge(one, result) }];
  });

export function row(format: string, kind: string, judged: readonly Judged[]): Row {
  const count = { exact: 0, refused: 0, wrong: 0, blanks: 0, half: 0 };
  for (const { verdict } of judged) count[verdict] += 1;
  const must = judged.filter(({ one }) => one.expect === 'exact');
  const mustNot = judged.filter(({ one }) => one.expect === 'refuse');
  const times = judged.map(({ result }) => result.ms).sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
  return {
    format,
    kind,
    cases: judged.length,
    mustApply: must.length,
    applied: must.filter(({ verdict }) => verdict === 'exact').length,
    mustRefuse: mustNot.length,
    held: mustNot.filter(({ verdict }) => verdict === 'refused').length,
    count,
    median: at(0.5),
    p95: at(0.95),
  };
}

export function rows(judged: readonly Judged[]): readonly Row[] {
  const formats = [...new Set(judged.map(({ one }) => one.format))].sort();
  return formats.flatMap((format) => {
    const mine = judged.filter(({ one }) => one.format === format);
    const kinds = [...new Set(mine.map(({ one }) => one.kind))].sort();
    const of = (kind: string): Row =>
      row(
        format,
        kind,
        mine.filter(({ one }) => one.kind === kind),
      );
    return [...kinds.map(of), row(format, 'ALL', mine)];
  });
}
