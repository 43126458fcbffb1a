import { z } from 'zod';
import { GateLine, KeptDoubt } from './event-edits.ts';

/** What a commit changed, and what the gate made of it. */
export const CandidateEdits = {
  files: z.int().nonnegative(),
  added: z.int().nonnegative(),
  removed: z.int().nonnegative(),
  risk: z.int().min(0).max(100),
  gate: z.array(GateLine),
  /** One of the gate's warnings is major; left out: none is, or an older version wrote it. */
  major: z.literal(true).optional(),
  doubts: z.array(KeptDoubt).optional(),
} as const;
