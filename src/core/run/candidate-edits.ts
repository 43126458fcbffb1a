import { z } from 'zod';
import { KeptDoubt, Weight } from './event-edits.ts';

/** What is known of the edits of a candidate. */
export const CandidateEdits = {
  ...Weight,
  /** One of the gate's warnings is major; left out: none is, or an older version wrote it. */
  major: z.literal(true).optional(),
  doubts: z.array(KeptDoubt).optional(),
} as const;
