import { readJson } from '../text/loose-json.ts';
import { oneObject } from '../text/one-object.ts';
import { BuilderAnswer } from './edits.ts';

/** More than this is no answer but a flood. */
const MAX_CHARS = 2_000_000;

export type ParsedAnswer =
  | { readonly is: 'answer'; readonly answer: BuilderAnswer }
  | { readonly is: 'malformed'; readonly detail: string };

/** Reads the Builder's reply: one JSON object of the schema. */
export function parseBuilderAnswer(text: string): ParsedAnswer {
  const json = parseJson(text);
  if (json.is === 'malformed') return json;
  const parsed = BuilderAnswer.safeParse(json.value);
  if (parsed.success) return { is: 'answer', answer: parsed.data };
  const issue = parsed.error.issues[0];
  return {
    is: 'malformed',
    detail: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'does not fit the schema'}`,
  };
}

export type ParsedJson =
  | { readonly is: 'json'; readonly value: unknown }
  | { readonly is: 'malformed'; readonly detail: string };

/** Parses a model's reply as JSON without trusting its size; what stands around its one object is left out. */
export function parseJson(text: string): ParsedJson {
  if (text.length > MAX_CHARS)
    return { is: 'malformed', detail: `${text.length} characters are too many` };
  const whole = readJson(text);
  const value = whole === undefined ? within(text) : whole;
  if (value !== undefined) return { is: 'json', value };
  return {
    is: 'malformed',
    detail: text.trim() === '' ? 'the answer is empty' : 'the answer is not one JSON object',
  };
}

function within(text: string): unknown {
  const object = text.includes('{') ? oneObject(text) : text;
  return object === text ? undefined : readJson(object);
}

const text = { type: 'string' } as const;
const maybe = { type: ['string', 'null'] } as const;

/** The schema that is sent along, in the strict form of structured outputs. Always the same, so that it stays in the cached prefix. */
export const builderAnswerJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['edits', 'doubts', 'wants', 'notes'],
  properties: {
    edits: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['op', 'path', 'search', 'replace', 'new_path'],
        properties: {
          op: { type: 'string', enum: ['replace', 'create', 'delete', 'rename'] },
          path: text,
          search: maybe,
          replace: maybe,
          new_path: maybe,
        },
      },
    },
    doubts: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['title', 'path', 'reason'],
        properties: { title: text, path: maybe, reason: text },
      },
    },
    wants: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['op', 'arg'],
        properties: { op: { type: 'string', enum: ['list', 'search', 'read'] }, arg: text },
      },
    },
    notes: text,
  },
} as const;
