/** What the matcher says of each pair, and the table of it. */
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { anchorOf, sameFinding } from '../../../src/core/findings/same.ts';
import { siteIn, splitFile, type SplitFile } from '../../../src/core/findings/site.ts';
import type { Corpus, Pair, Side } from './case.ts';

export interface Verdict {
  readonly id: string;
  readonly kind: string;
  readonly set: Pair['set'];
  readonly same: boolean;
  /** What the matcher says. */
  readonly said: boolean;
}

export function judge({ texts, pairs }: Corpus): readonly Verdict[] {
  const contents = new Map(texts.map((one) => [one.text, one]));
  const textOf = (number: number): { path: string; content: string } => {
    const found = contents.get(number);
    if (found === undefined) throw new Error(`the corpus has no text ${number}`);
    return found;
  };
  const split = new Map<string, SplitFile>();
  const site = ({ text, path, line }: Side) => {
    const found = textOf(text);
    const key = `${text} ${path ?? ''}`;
    const file = split.get(key) ?? splitFile(path ?? found.path, found.content);
    split.set(key, file);
    return siteIn(file, line);
  };
  return pairs.map((pair) => {
    const [a, b] = [site(pair.a), site(pair.b)];
    const { id, kind, set, same } = pair;
    if (a === null || b === null) return { id, kind, set, same, said: false };
    const known = { category: pair.a.category, path: a.path, anchor: anchorOf(a) };
    const changes = Object.entries(pair.changed ?? {}).map(([path, number]): FileChange => {
      const was = path === a.path ? textOf(pair.a.text).content : null;
      const is = number === null ? null : textOf(number).content;
      return changeOf(path, was, is);
    });
    if (pair.changed === undefined && a.path === b.path && pair.a.text !== pair.b.text)
      changes.push(changeOf(a.path, textOf(pair.a.text).content, textOf(pair.b.text).content));
    const said = sameFinding(known, { category: pair.b.category, site: b }, changes);
    return { id, kind, set, same, said };
  });
}

function changeOf(path: string, before: string | null, after: string | null): FileChange {
  const file = { path, mode: '100644' } as const;
  if (after === null) return { op: 'delete', ...file, before: before ?? '' };
  return before === null
    ? { op: 'create', ...file, after }
    : { op: 'update', ...file, before, after };
}

export interface Row {
  readonly set: string;
  readonly kind: string;
  readonly same: boolean;
  readonly pairs: number;
  readonly right: number;
}

export function rowsOf(verdicts: readonly Verdict[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { set, kind, same, said } of verdicts) {
    for (const name of [set, 'all']) {
      const key = `${name} ${String(same)} ${kind}`;
      const row = rows.get(key) ?? { set: name, kind, same, pairs: 0, right: 0 };
      const right = row.right + (said === same ? 1 : 0);
      rows.set(key, { ...row, pairs: row.pairs + 1, right });
    }
  }
  return [...rows.values()].sort((x, y) => (keyOf(x) < keyOf(y) ? -1 : 1));
}

const keyOf = (row: Row): string => `${row.set} ${row.same ? 0 : 1} ${row.kind}`;

export interface Summary {
  readonly pairs: number;
  readonly kept: number;
  readonly nearMisses: number;
  readonly merged: number;
}

export function summaryOf(verdicts: readonly Verdict[]): Summary {
  const same = verdicts.filter((one) => one.same);
  const other = verdicts.filter((one) => !one.same);
  return {
    pairs: same.length,
    kept: same.filter((one) => one.said).length,
    nearMisses: other.length,
    merged: other.filter((one) => one.said).length,
  };
}

export function tableOf(verdicts: readonly Verdict[]): string {
  const lines = rowsOf(verdicts).map(({ set, kind, same, pairs, right }) => {
    const said = same ? `${right} kept` : `${pairs - right} merged`;
    return `| ${set} | ${same ? 'same' : 'different'} | ${kind} | ${pairs} | ${said} |`;
  });
  return [
    '| Set | Truth | Kind | Pairs | Matcher |',
    '| --- | --- | --- | ---: | ---: |',
    ...lines,
  ].join('\n');
}
