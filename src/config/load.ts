import { readFileSync } from 'node:fs';
import { UserError } from '../core/errors.ts';
import { sha256Hex } from '../core/hash.ts';
import type { Digest } from '../core/ids.ts';
import { ModelCatalog, Pricing } from '../core/strategy/models.ts';
import { Ruleset } from '../core/strategy/ruleset.ts';
import { checked } from './checked.ts';
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

type Texts = Pick<DefaultTexts, 'ruleset' | 'models' | 'pricing'>;

/** How each text is called where it is told of. */
const OURS = {
  ruleset: 'config/ruleset.yaml',
  models: 'config/models.yaml',
  pricing: 'config/pricing.yaml',
} as const;

/** Checks the texts of our own files. Throws a plain Error that names every fault: one in them is our bug. */
export function parseDefaults(
  texts: Texts,
  names: Readonly<Record<keyof Texts, string>> = OURS,
): Defaults {
  const ruleset = checked(names.ruleset, Ruleset, texts.ruleset);
  const models = checked(names.models, ModelCatalog, texts.models);
  const pricing = checked(names.pricing, Pricing, texts.pricing);
  const dangling = models.value === undefined ? [] : unknownIn(models.value, names.models);
  const faults = [...ruleset.faults, ...models.faults, ...dangling, ...pricing.faults];
  if (ruleset.value === undefined || models.value === undefined || pricing.value === undefined)
    throw new Error(faults.join('\n'));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const hash = sha256Hex([texts.ruleset, texts.models, texts.pricing].map(sha256Hex).join('\n'));
  return { ruleset: ruleset.value, models: models.value, pricing: pricing.value, hash };
}

/** Models that are to be asked, and that nobody says anything about. */
function unknownIn(models: ModelCatalog, file: string): readonly string[] {
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
  return [...new Set(names)]
    .filter((name) => !Object.hasOwn(models.models, name))
    .map((name) => `${file}: \`models\` lacks ${name}, which the file uses.`);
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
  const models = textOf('AUTOPACK_MODELS', files.models, 'models');
  const pricing = textOf('AUTOPACK_PRICING', files.pricing, 'pricing');
  try {
    return parseDefaults(
      { ...texts, ...models.text, ...pricing.text },
      { ...OURS, ...models.name, ...pricing.name },
    );
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : '');
  }
}

const wrong = (faults: string, cause?: unknown): UserError =>
  new UserError(
    'env/catalog',
    faults,
    'config/models.yaml and config/pricing.yaml of this project show how such files are written.',
    { cause },
  );

/** The text of an operator's file, and how it is called; neither where there is none. */
function textOf<Key extends 'models' | 'pricing'>(
  variable: string,
  file: string | undefined,
  key: Key,
): { readonly text: Partial<Record<Key, string>>; readonly name: Partial<Record<Key, string>> } {
  if (file === undefined) return { text: {}, name: {} };
  try {
    const text: Partial<Record<Key, string>> = {};
    const name: Partial<Record<Key, string>> = {};
    text[key] = readFileSync(file, 'utf8');
    name[key] = `${variable} (${file})`;
    return { text, name };
  } catch (error) {
    throw wrong(`${variable} names a file that cannot be read: ${file}`, error);
  }
}
