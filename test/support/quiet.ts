import type { Log } from '../../src/ports.ts';

const say = (): void => undefined;

/** A log that nobody reads. */
export const quiet: Log = { info: say, warn: say, error: say };
