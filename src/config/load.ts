import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { sha256Hex } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';
import { ModelCatalog, Pricing } from '../core/strategy/models.ts';
import { Ruleset } from '../core/strategy/ruleset.ts';
import { defaultTexts } from './defaults.ts';
import type { DefaultTexts } from './defaults.ts';

/** Our own configuration, checked. */
export interface Defaults {
  readonly ruleset: Ruleset;
  readonly models: ModelCatalog;
  readonly pricing: Pricing;
  /** Of the three texts. */
  readonly hash: Digest;
}

/** Checks the texts of our own files. Throws a plain Error: a fault in them is our bug. */
export function parseDefaults(
  texts: Pick<DefaultTexts, 'ruleset' | 'models' | 'pricing'>,
): Defaults {
  const ruleset = parse('ruleset.yaml', Ruleset, texts.ruleset);
  const models = parse('models.yaml', ModelCatalog, texts.models);
  const pricing = parse('pricing.yaml', Pricing, texts.pricing);
  const pairs = [
    ...Object.values(models.complexity),
    ...Object.values(models.categories),
    models.high_risk,
  ];
  const names = [
    ...pairs.flatMap((pair) => [pair.builder, pair.auditor]),
    ...models.fallback,
    ...models.second_auditor,
    ...(models.locator === undefined ? [] : [models.locator]),
    ...Object.entries(models.escalation).flat(),
  ];
  for (const name of names)
    if (!Object.hasOwn(models.models, name))
      throw new Error(`config/models.yaml uses ${name} and does not say what it can do`);
  const hash = sha256Hex([texts.ruleset, texts.models, texts.pricing].map(sha256Hex).join('\n'));
  return { ruleset, models, pricing, hash };
}

/** Files that stand in for our own, for models of an endpoint's own. */
export interface CatalogFiles {
  readonly models?: string | undefined;
  readonly pricing?: string | undefined;
}

/** Our own configuration, from config/*.yaml; models and prices from the operator's files where there are any. Throws UserError. */
export function loadDefaults(files: CatalogFiles = {}): Defaults {
  const texts = defaultTexts();
  if (files.models === undefined && files.pricing === undefined) return parseDefaults(texts);
  try {
    return parseDefaults({
      ...texts,
      ...(files.models === undefined ? {} : { models: readFileSync(files.models, 'utf8') }),
      ...(files.pricing === undefined ? {} : { pricing: readFileSync(files.pricing, 'utf8') }),
    });
  } catch (error) {
    throw new UserError(
      'env/catalog',
      `AUTOPACK_MODELS or AUTOPACK_PRICING cannot be used: ${error instanceof Error ? error.message : ''}`,
      'Write them as config/models.yaml and config/pricing.yaml are written.',
    );
  }
}

function parse<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  text: string,
): z.output<Schema> {
  const parsed = schema.safeParse(load(text));
  if (!parsed.success) throw new Error(`config/${name}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
