import { UserError } from './core/errors.ts';

/** The lease outlasts the call by this much, so that a live call is never taken for lost. */
const MARGIN_MS = 60_000;

/** How long a model call may take, and when another process may take it for lost. In milliseconds. */
export interface ModelTimes {
  readonly timeoutMs: number;
  readonly leaseMs: number;
}

/** Throws UserError `env/short-lease` for a lease that ends while its call may still be answered, which is then paid for twice. */
export function modelTimes(timeoutSeconds: number, leaseSeconds: number | undefined): ModelTimes {
  const timeoutMs = timeoutSeconds * 1_000;
  if (leaseSeconds === undefined) return { timeoutMs, leaseMs: timeoutMs + MARGIN_MS };
  if (leaseSeconds <= timeoutSeconds)
    throw new UserError(
      'env/short-lease',
      `LEASE_SECONDS (${leaseSeconds}) is not longer than MODEL_TIMEOUT_SECONDS (${timeoutSeconds}): another process would repeat a call that is still under way.`,
      'Leave LEASE_SECONDS (lease-seconds of the Action) out, or set it above MODEL_TIMEOUT_SECONDS.',
    );
  return { timeoutMs, leaseMs: leaseSeconds * 1_000 };
}
