import { readFileSync } from 'node:fs';
import { UserError } from '../core/errors.ts';
import {
  type Catalog,
  danglingNames,
  FeatureCatalog,
  StackProfiles,
} from '../core/planning/catalog.ts';
import { checked } from './checked.ts';
import { defaultTexts } from './defaults.ts';

/** Our own catalog; `file`: of an operator, with features that come beside ours or in their place. */
export function loadCatalog(file?: string): Catalog {
  const texts = defaultTexts();
  const profiles = checked('config/stack_profiles.yaml', StackProfiles, texts.stack_profiles);
  const features = checked('config/feature_catalog.yaml', FeatureCatalog, texts.feature_catalog);
  if (profiles.value === undefined || features.value === undefined)
    throw new Error([...profiles.faults, ...features.faults].join('\n'));
  const ours = { profiles: profiles.value, features: features.value };
  return file === undefined ? ours : withOwn(ours, textOf(file), `AUTOPACK_FEATURES (${file})`);
}

const OwnCatalog = FeatureCatalog.partial({ quality: true, combinations: true });

function withOwn({ profiles, features }: Catalog, text: string, name: string): Catalog {
  const own = checked(name, OwnCatalog, text);
  if (own.value === undefined) throw wrong(own.faults.join('\n'));
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
    'docs/planning.md of Autopack says what an entry of the catalog needs.',
    { cause },
  );

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw wrong('it cannot be read', error);
  }
}
