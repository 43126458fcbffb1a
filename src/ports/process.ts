import type { Instant, RunKey } from '../core/ids.ts';

export type Clock = { now(): Instant };

/** `nonce`: a fresh lower-case hex text of 32 digits. */
export type Random = { nonce(): string };

/** A line of structured log; fields never hold a secret. */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** When a pass wants to be woken by time alone. */
export interface PassResult {
  readonly wakeAt: Instant | null;
}

/** Hints that a run may have something to do. One worker per key; hints for the same key coalesce. */
export interface Queue {
  /** At most one pending hint a key; `notBefore` delays it, an earlier hint wins. */
  hint(key: RunKey, notBefore?: Instant): void;
  /** Hints of one webhook delivery; rejects when they are not stored. An id that is known adds nothing. */
  deliver(id: string, keys: readonly RunKey[]): Promise<void>;
  /** Resolves when nothing is running and nothing is due now. */
  idle(): Promise<void>;
  /** Takes no more work, lets what is running end. */
  close(): Promise<void>;
}
