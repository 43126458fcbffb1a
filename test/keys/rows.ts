import { CATEGORY_ROWS } from './rows-category.ts';
import { MODEL_ROWS } from './rows-models.ts';
import { REPOSITORY_ROWS } from './rows-repository.ts';
import { RULESET_ROWS } from './rows-ruleset.ts';
import type { Row } from './settings.ts';

/** One row for each key of our configuration. */
export const ROWS: readonly Row[] = [
  ...RULESET_ROWS,
  ...CATEGORY_ROWS,
  ...MODEL_ROWS,
  ...REPOSITORY_ROWS,
];
