import { mayDo } from '../permission.ts';
import { thousands } from '../report/words.ts';
import { capsNow, ceilingsOf } from './caps.ts';
import { type Answer, type Heard, no, yes } from './commands-answer.ts';

const MONEY = /^\+\$(\d{1,6}(?:\.\d{1,2})?)$/;
const TOKENS = /^\+(\d{1,10})(k|m)?$/i;
const HOW = 'Say how much: `/autopack budget +$2` or `/autopack budget +200k`.';

/** Raises a cap of the run, within what the default branch allows. What was spent stays spent. */
export function raise({ run, strategy, seen, command, args: [amount = ''] }: Heard): Answer {
  const { raise: allowed } = strategy;
  const needs = allowed?.needs ?? 'maintain';
  if (!mayDo(command.permission, needs)) return no(`That needs the permission ${needs}.`);
  const more = amountOf(amount);
  if (more === null) return no(HOW);
  const caps = capsNow(run, strategy);
  if (more.microUsd > 0 && caps.costCapMicroUsd === null)
    return no('This run has no cap in money.');
  const money = (caps.costCapMicroUsd ?? 0) + more.microUsd;
  const tokens = caps.tokenCap + more.tokens;
  const { tokens: maxTokens, microUsd: maxMoney } = ceilingsOf(strategy);
  if (more.tokens > 0 && tokens > maxTokens)
    return no(`\`budget.max_tokens\` allows ${thousands(maxTokens)} tokens at the most.`);
  if (more.microUsd > 0 && money > maxMoney)
    return no(`\`budget.max_usd\` allows $${(maxMoney / 1e6).toFixed(2)} at the most.`);
  const text = `The run may spend ${thousands(tokens)} tokens${caps.costCapMicroUsd === null ? '' : ` and $${(money / 1e6).toFixed(2)}`}.`;
  return yes(text, { type: 'budget-raised', at: seen.now, ...more });
}

function amountOf(text: string): { readonly tokens: number; readonly microUsd: number } | null {
  const money = MONEY.exec(text)?.[1];
  if (money !== undefined) return { tokens: 0, microUsd: Math.round(Number(money) * 1e6) };
  const [, digits, unit = ''] = TOKENS.exec(text) ?? [];
  if (digits === undefined) return null;
  const factor = { '': 1, k: 1_000, m: 1_000_000 }[unit.toLowerCase()] ?? 1;
  return { tokens: Number(digits) * factor, microUsd: 0 };
}
