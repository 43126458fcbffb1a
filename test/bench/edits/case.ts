/** What a file of cases and a file of results hold, one JSON object a line. */
import { z } from 'zod';

const CaseFile = z.object({
  path: z.string(),
  /** As the model saw it; null: it was not shown or is not there. */
  served: z.string().nullish(),
  /** As it is when the answer is applied. */
  current: z.string().nullish(),
  /** As it should be afterwards. */
  truth: z.string().nullish(),
});

export const Case = z.object({
  id: z.string(),
  format: z.enum(['sr', 'v4a', 'udiff', 'whole']),
  kind: z.string(),
  expect: z.enum(['exact', 'either', 'refuse']),
  answer: z.string(),
  files: z.array(CaseFile),
});
export type Case = z.infer<typeof Case>;

export interface Result {
  readonly id: string;
  readonly outcome: 'applied' | 'refused';
  readonly code: string | null;
  readonly ms: number;
  /** Every file of the case as it is afterwards, a deleted one left out; none when it was refused. */
  readonly files: Readonly<Record<string, string>>;
}

export const parseCases = (text: string): readonly Case[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Case.parse(JSON.parse(line)));
