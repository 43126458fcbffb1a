import { z } from 'zod';
import { parseJson } from '../edits/answer.ts';
import { CATEGORIES, Category, Complexity, SafetyProfile } from '../plan/plan.ts';

const text = z.string().max(20_000);
/** What may be left out says nothing. */
const list = z
  .array(z.string().max(2_000))
  .max(100)
  .nullish()
  .transform((lines) => lines ?? []);
/** However a model writes it that nothing holds to the schema. */
const lower = z.string().transform((told) => told.trim().toLowerCase());

/** One phase as the Planner hands it in; its id follows from its place. */
const AnswerPhase = z.object({
  name: text,
  category: lower.transform((told) => told.replace(/[\s-]+/g, '_')).pipe(Category),
  complexity: lower
    .nullish()
    .transform((told) => told ?? null)
    .pipe(Complexity.nullable()),
  description: text,
  scope: list,
  deliverables: list,
  acceptance: list,
  depends_on: list,
  reuse: list,
});
export type AnswerPhase = z.infer<typeof AnswerPhase>;

/** What the Planner makes of prose. */
export const PlanAnswer = z.object({
  title: text,
  safety_profile: lower
    .nullish()
    .transform((told) => told ?? null)
    .pipe(SafetyProfile.nullable()),
  tiers: z.array(z.object({ name: text, phases: z.array(AnswerPhase).max(100) })).max(40),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export type ParsedPlanAnswer =
  | { readonly is: 'answer'; readonly answer: PlanAnswer }
  | { readonly is: 'malformed'; readonly detail: string };

export function parsePlanAnswer(raw: string): ParsedPlanAnswer {
  const json = parseJson(raw);
  if (json.is === 'malformed') return json;
  const parsed = PlanAnswer.safeParse(json.value);
  if (parsed.success) return { is: 'answer', answer: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  return { is: 'malformed', detail: `${where}: ${issue?.message ?? 'does not fit the schema'}` };
}

const string = { type: 'string' } as const;
const strings = { type: 'array', items: string } as const;

/** The schema that is sent along, in the strict form of structured outputs. */
export const planAnswerJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['title', 'safety_profile', 'tiers'],
  properties: {
    title: string,
    safety_profile: { type: ['string', 'null'], enum: [...SafetyProfile.options, null] },
    tiers: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'phases'],
        properties: {
          name: string,
          phases: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: Object.keys(AnswerPhase.shape),
              properties: {
                name: string,
                category: { type: 'string', enum: [...CATEGORIES] },
                complexity: { type: ['string', 'null'], enum: [...Complexity.options, null] },
                description: string,
                scope: strings,
                deliverables: strings,
                acceptance: strings,
                depends_on: strings,
                reuse: strings,
              },
            },
          },
        },
      },
    },
  },
} as const;
