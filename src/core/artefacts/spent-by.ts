import { plainText } from '../text/neutralise.ts';
import { thousands, usd } from '../report/words.ts';
import type { CallTrace } from './trace.ts';

interface SpentRow {
  readonly calls: number;
  readonly tokens: number;
  readonly micro_usd: number;
}

/** What the settled calls of these phases came to, by `role:model` (v7 section 7). */
export function spentBy(
  calls: readonly CallTrace[],
  phases: readonly string[],
): Readonly<Record<string, SpentRow>> {
  const rows = new Map<string, SpentRow>();
  for (const { phase, role, model, settled } of calls) {
    if (settled === null || !phases.includes(phase)) continue;
    const by = `${role}:${model}`;
    const { calls: n, tokens, micro_usd: cost } = rows.get(by) ?? NOTHING;
    rows.set(by, {
      calls: n + 1,
      tokens: tokens + settled.tokens,
      micro_usd: cost + settled.micro_usd,
    });
  }
  return Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const NOTHING: SpentRow = { calls: 0, tokens: 0, micro_usd: 0 };

/** The same as a table; nothing where nothing was spent. */
export function spentTable(
  calls: readonly CallTrace[],
  phases: readonly string[],
): readonly string[] {
  const rows = Object.entries(spentBy(calls, phases)).map(
    ([by, row]) =>
      `| ${plainText(by, 120)} | ${row.calls} | ${thousands(row.tokens)} | ${usd(row.micro_usd)} |`,
  );
  if (rows.length === 0) return [];
  return [['| Role and model | Calls | Tokens | Cost |', '|---|---|---|---|', ...rows].join('\n')];
}
