/**
 * Three kinds of failure, told apart by who has to act. What is expected (CI red, edits refused, budget
 * gone) is not an error but a return value.
 */

/** A person has to act. `code` has an entry in docs/errors.md; `fix` says what to do. */
export class UserError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor(code: string, message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
    this.fix = fix;
  }
}

/** Time has to act: the same call may succeed later. Never burns an attempt. */
export class TransientError extends Error {
  /** How long the other side asked us to wait; undefined when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ErrorOptions & { retryAfterMs?: number | undefined } = {}) {
    super(message, options);
    this.name = 'TransientError';
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Somebody else moved what we were about to move: read again and decide anew. */
export class ConflictError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConflictError';
  }
}
