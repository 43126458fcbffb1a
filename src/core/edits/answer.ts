import { BuilderAnswer } from './edits.ts';

/** More than this is no answer but a flood. */
const MAX_CHARS = 2_000_000;

export type ParsedAnswer =
  | { readonly is: 'answer'; readonly answer: BuilderAnswer }
  | { readonly is: 'malformed'; readonly detail: string };

/** Reads the Builder's reply: one JSON object of the schema, one code fence around it is tolerated. */
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

/** Parses a model's reply as JSON without trusting its size. */
export function parseJson(text: string): ParsedJson {
  if (text.length > MAX_CHARS)
    return { is: 'malformed', detail: `${text.length} characters are too many` };
  try {
    return { is: 'json', value: JSON.parse(withoutFence(text.trim())) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      is: 'malformed',
      detail: text.trim() === '' ? 'the answer is empty' : 'the answer is not one JSON object',
    };
  }
}

/** By its first and last line, and not by one pattern: that takes hours over a flood of line feeds. */
function withoutFence(text: string): string {
  const first = text.indexOf('\n');
  const fenced = first > 0 && /^```(?:json)?$/.test(text.slice(0, Math.min(first, 100)).trimEnd());
  return fenced && text.endsWith('\n```') ? text.slice(first, -3) : text;
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
