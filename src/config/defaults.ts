import { readFileSync } from 'node:fs';

/** The texts of our own configuration files. */
export interface DefaultTexts {
  readonly ruleset: string;
  readonly models: string;
  readonly pricing: string;
  readonly stack_profiles: string;
  readonly feature_catalog: string;
}

const read = (name: string): string =>
  readFileSync(new URL(`../../config/${name}.yaml`, import.meta.url), 'utf8');

/**
 * Reads config/*.yaml from the source tree. A bundle has no source tree: its build replaces this module by
 * one that holds the texts.
 */
export const defaultTexts = (): DefaultTexts => ({
  ruleset: read('ruleset'),
  models: read('models'),
  pricing: read('pricing'),
  stack_profiles: read('stack_profiles'),
  feature_catalog: read('feature_catalog'),
});
