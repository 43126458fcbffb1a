import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What a validator found, for whoever wrote the value: what stands there, and what may stand there. */
export function issueWords(issue: Issue, given: unknown): string {
  const may = mayBe(issue);
  if (given === undefined) return `is missing; it has to be ${may}`;
  return `is ${shown(given)}; it has to be ${may}`;
}

const MAX_SHOWN = 60;

/** As it would be written, and short. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map of keys';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
  return typeof value === 'string' ? JSON.stringify(cut) : cut;
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: '`true` or `false`',
};

/** What may stand there, as the schema has it. */
export function mayBe(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return own(issue) ?? TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value': {
      const values = issue.values.map((value) => `\`${String(value)}\``);
      return values.length === 1 ? values.join('') : `one of ${values.join(', ')}`;
    }
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'a text that is not empty';
      return bound(
        issue.origin,
        `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`,
      );
    case 'too_big':
      return bound(
        issue.origin,
        `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`,
      );
    case 'invalid_format':
      return own(issue) ?? formatOf(issue);
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return own(issue) ?? 'something else';
  }
}

/** A sentence of the schema's own begins with what has to be. */
const own = ({ message }: Issue): string | undefined =>
  /^must be (.+)$/.exec(message.replace(/\.$/, ''))?.[1];

const UNITS: Readonly<Record<string, string>> = {
  string: ' characters long',
  array: ' entries long',
};

const bound = (origin: string, most: string): string => `${most}${UNITS[origin] ?? ''}`;

function formatOf(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  const like = 'pattern' in issue && typeof issue.pattern === 'string' ? issue.pattern : null;
  if (issue.format !== 'url') return like === null ? `a ${issue.format}` : `like ${like}`;
  return like === null
    ? 'an address such as `https://example.com`'
    : `an address that begins like ${like}`;
}

/** The value that an issue is about. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key === String(step))?.[1];
  }
  return value;
}
