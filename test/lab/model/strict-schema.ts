/** OpenAI's rules for strict structured outputs: objects closed, every property required, nothing it does not know. */
import { z } from 'zod';

const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
});

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
const KNOWN = [
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'description',
  'title',
];
const MAX_DEPTH = 10;

/** What is wrong with a schema, each with the place; the root has to be an object. */
export function strictProblems(schema: unknown): readonly string[] {
  const parsed = Node.safeParse(schema);
  const root = parsed.success && parsed.data.type === 'object' ? [] : ['$ is not an object'];
  return [...root, ...problemsOf(schema, '$', 1)];
}

function problemsOf(schema: unknown, at: string, depth: number): readonly string[] {
  const parsed = Node.safeParse(schema);
  if (!parsed.success) return [`${at} is not a schema`];
  if (depth > MAX_DEPTH) return [`${at} is nested deeper than ${MAX_DEPTH}`];
  const { type, properties = {}, items } = parsed.data;
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return [
    ...Object.keys(parsed.data)
      .filter((word) => !KNOWN.includes(word))
      .map((word) => `${at} uses "${word}"`),
    ...(types.length > 0 && types.every((one) => TYPES.includes(one)) ? [] : [`${at} has no type`]),
    ...(types.includes('object') ? objectProblems(parsed.data, at) : []),
    ...(types.includes('array') && items === undefined ? [`${at} has no items`] : []),
    ...Object.entries(properties).flatMap(([name, value]) =>
      problemsOf(value, `${at}.${name}`, depth + 1),
    ),
    ...(items === undefined ? [] : problemsOf(items, `${at}[]`, depth + 1)),
  ];
}

function objectProblems(node: z.infer<typeof Node>, at: string): readonly string[] {
  const names = Object.keys(node.properties ?? {});
  const required = node.required ?? [];
  return [
    ...(node.additionalProperties === false ? [] : [`${at} is open`]),
    ...(names.every((name) => required.includes(name)) ? [] : [`${at} has optional properties`]),
    ...(required.every((name) => names.includes(name)) ? [] : [`${at} requires what it has not`]),
  ];
}
