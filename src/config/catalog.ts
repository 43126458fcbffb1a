import { readFileSync } from 'node:fs';
import { load, YAMLException } from 'js-yaml';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import {
  type Catalog,
  danglingNames,
  FeatureCatalog,
  StackProfiles,
} from '../core/planning/catalog.ts';
import { defaultTexts } from './defaults.ts';

/** Our own catalog; `file`: of an operator, with features that come beside ours or in their place. */
export function loadCatalog(file?: string): Catalog {
  const texts = defaultTexts();
  const profiles = parse(StackProfiles, texts.stack_profiles);
  const features = parse(FeatureCatalog, texts.feature_catalog);
  if (profiles.is === 'bad') throw new Error(`config/stack_profiles.yaml: ${profiles.why}`);
  if (features.is === 'bad') throw new Error(`config/feature_catalog.yaml: ${features.why}`);
  const ours = { profiles: profiles.value, features: features.value };
  return file === undefined ? ours : withOwn(ours, textOf(file));
}

const OwnCatalog = FeatureCatalog.partial({ quality: true, combinations: true });

function withOwn({ profiles, features }: Catalog, text: string): Catalog {
  const own = parse(OwnCatalog, text);
  if (own.is === 'bad') throw wrong(own.why);
  const merged: Catalog = {
    profiles,
    features: {
      version: 1,
      quality: own.value.quality ?? features.quality,
      features: { ...features.features, ...own.value.features },
      combinations: [...features.combinations, ...(own.value.combinations ?? [])],
    },
  };
  const dangling = danglingNames(merged);
  if (dangling.length > 0) throw wrong(`there is no ${dangling.slice(0, 3).join(', ')}`);
  return merged;
}

const wrong = (why: string, cause?: unknown): UserError =>
  new UserError(
    'env/catalog',
    `The file of AUTOPACK_FEATURES cannot be used: ${why}`,
    'docs/planning.md says what an entry of the catalog needs.',
    { cause },
  );

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong('it cannot be read', error);
  }
}

type Parsed<T> =
  { readonly is: 'ok'; readonly value: T } | { readonly is: 'bad'; readonly why: string };

function parse<Schema extends z.ZodType>(schema: Schema, text: string): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(yamlOf(text));
  return parsed.success
    ? { is: 'ok', value: parsed.data }
    : { is: 'bad', why: z.prettifyError(parsed.error) };
}

/** Undefined: not YAML, which no schema takes. */
function yamlOf(text: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return undefined;
  }
}
