import type { Lab } from '../lab.ts';
import { requestValidator } from './requests.ts';

/** GraphQL is held against its own schema; logs lie where their redirect says. */
const NOT_REST = /^\/(graphql$|_logs\/|_artifacts\/)/;

/** Collects what GitHub would not understand of our own requests. */
export function watchContract(lab: Lab): readonly string[] {
  const check = requestValidator();
  const problems: string[] = [];
  lab.internals.onExchange((exchange) => {
    const bots = [lab.app.bot.login, 'github-actions[bot]'];
    const ours = exchange.as.startsWith('app:') || bots.includes(exchange.as);
    if (ours && !NOT_REST.test(exchange.path)) problems.push(...check(exchange));
  });
  return problems;
}
