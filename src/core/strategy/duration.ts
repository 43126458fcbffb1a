import { z } from 'zod';

const WRONG = 'must be a time with its unit, such as 90s, 10m or 2h';

/** A time with its unit: `90s`, `10m`, `2h`, `0s`. */
export const Duration = z.string(WRONG).regex(/^(?:0|[1-9][0-9]{0,4})(?:s|m|h)$/, WRONG);
export type Duration = z.infer<typeof Duration>;

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

export const durationMs = (duration: Duration): number =>
  Number(duration.slice(0, -1)) * (UNIT_MS[duration.slice(-1)] ?? 0);
