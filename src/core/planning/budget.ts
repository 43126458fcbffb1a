import type { Amount } from '../budget.ts';
import { type CapHit, runCapHit } from '../run/cap-hit.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { thousands } from '../report/words.ts';

/** Which cap a planning hold would break: the run's, or the planning's own. */
export function planCapHit(run: Run, strategy: Strategy, amount: Amount): CapHit | null {
  const ofRun = runCapHit(run, strategy, amount);
  if (ofRun !== null) return ofRun;
  const cap = strategy.planning?.tokenCap ?? 0;
  const spent = run.planning?.spent.tokens ?? 0;
  if (spent + amount.tokens <= cap) return null;
  const detail = `Planning: ${thousands(spent)} of ${thousands(cap)} tokens are spent and the next call may need ${thousands(amount.tokens)}.`;
  return { cap: 'phase_token_cap', detail };
}
