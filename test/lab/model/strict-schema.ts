/** OpenAI's rules for strict structured outputs: objects closed, every property required. */
import { z } from 'zod';

const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

export function strictProblems(schema: unknown, at = '$'): readonly string[] {
  const parsed = Node.safeParse(schema);
  if (!parsed.success) return [`${at} is not a schema`];
  const { type, properties, required, additionalProperties, items } = parsed.data;
  const inner = Object.entries(properties ?? {}).flatMap(([name, value]) =>
    strictProblems(value, `${at}.${name}`),
  );
  const own: string[] = [];
  if (type === undefined) own.push(`${at} has no type`);
  if (type === 'object') {
    const names = Object.keys(properties ?? {});
    if (additionalProperties !== false) own.push(`${at} is open`);
    if (names.some((name) => required?.includes(name) !== true))
      own.push(`${at} has optional properties`);
  }
  const list = items === undefined ? [] : strictProblems(items, `${at}[]`);
  return [...own, ...inner, ...list];
}
