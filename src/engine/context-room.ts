import type { RunFailure } from '../core/run/event.ts';
import type { ModelRequest } from '../ports.ts';
import type { Pass } from './pass.ts';

/** Tokens are counted on the cautious side, by half as many again at the most. */
const CAUTION = 1.5;

/** Why a request surely does not fit into what its model takes: nobody has to pay to learn that. */
export function overContext(
  { ports, strategy }: Pick<Pass, 'ports' | 'strategy'>,
  request: ModelRequest,
): Omit<RunFailure, 'phase'> | null {
  const { model, maxOutputTokens } = request;
  const context = strategy.capabilities[model]?.maxContext;
  if (context === undefined) return null;
  const prompt = Math.floor(ports.models.countTokens(request) / CAUTION);
  if (prompt + maxOutputTokens <= context) return null;
  const detail = `${model.slice(0, 100)} takes ${context} tokens (max_context). The rules, the plan and what else has to be told take ${prompt} or more, and its answer may take ${maxOutputTokens}. Nothing was asked of it.`;
  return { state: 'DONE_FAILED_ENVIRONMENT', reason: 'no_room', detail };
}
