import { z } from 'zod';
import { mayBe } from './config/words.ts';
import { UserError } from './core/errors.ts';

const text = z.string().trim().min(1);
const seconds = z.coerce.number().positive();
const written = (like: RegExp) => z.string().regex(like);

/** Every variable that is read, by whatever way of running. docs/operations.md says what each is for. */
export const Environment = z.object({
  APP_ID: z.coerce.number().int().positive().optional(),
  PRIVATE_KEY: text.optional(),
  PRIVATE_KEY_PATH: text.optional(),
  WEBHOOK_SECRET: text.optional(),
  OPENAI_API_KEY: text.optional(),
  OPENAI_BASE_URL: text.optional(),
  OPENAI_API: z.enum(['chat', 'responses']).default('chat'),
  OPENAI_KEY_HEADER: written(/^[A-Za-z0-9-]{1,60}$/).optional(),
  OPENAI_API_VERSION: written(/^[\w.-]{1,40}$/).optional(),
  AUTOPACK_MODELS: text.optional(),
  AUTOPACK_PRICING: text.optional(),
  AUTOPACK_FEATURES: text.optional(),
  GITHUB_TOKEN: text.optional(),
  GITHUB_API_URL: z.url().default('https://api.github.com'),
  GITHUB_SERVER_URL: z.url().default('https://github.com'),
  MODEL_TIMEOUT_SECONDS: seconds.default(290),
  MODEL_IDLE_SECONDS: seconds.default(120),
  LEASE_SECONDS: seconds.optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: text.default('localhost'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  RESYNC_MINUTES: z.coerce.number().positive().default(5),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'must be an address that begins with postgres://',
    })
    .optional(),
  AUTOPACK_DATA: text.default('./data'),
  AUTOPACK_REPOSITORIES: z
    .string()
    .transform((list) => list.split(/[\s,]+/).filter((name) => name !== ''))
    .pipe(z.array(z.string().regex(/^[\w.-]+(\/[\w.-]+)?$/)).min(1))
    .optional(),
});

export type Environment = z.infer<typeof Environment>;

/** What acting as the App takes; each is one name or the other. */
export const AS_APP = [['APP_ID'], ['PRIVATE_KEY', 'PRIVATE_KEY_PATH'], ['OPENAI_API_KEY']];
/** What its server cannot do without. */
export const AS_SERVER = [...AS_APP, ['WEBHOOK_SECRET']];

/** What is not given of that. */
export function missingIn(
  env: Readonly<Record<string, string | undefined>>,
  needed: readonly (readonly string[])[],
): readonly string[] {
  return needed
    .filter((names) => names.every((name) => !env[name]))
    .map((names) => names.join(' or '));
}

/**
 * No value is told: people put secrets into the wrong place. `missing` is told in the same breath, and what came as
 * an input of the Action by its name there.
 */
export function parseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  missing: readonly string[] = [],
  inputs: Readonly<Record<string, string>> = {},
): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => Boolean(value)));
  const parsed = Environment.safeParse(given);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(
    (issue) => `${named(issue.path.join('.'), inputs)}: it has to be ${mayBe(issue)}`,
  );
  const absent = missing.length === 0 ? '' : ` Missing as well: ${missing.join(', ')}.`;
  throw new UserError(
    'env/bad-value',
    `These settings cannot be used: ${wrong.join('; ')}.${absent}`,
    'Correct them in the environment; docs/operations.md lists them.',
  );
}

const named = (name: string, inputs: Readonly<Record<string, string>>): string =>
  inputs[name] === undefined ? name : `${name} (${inputs[name]} of the Action)`;
