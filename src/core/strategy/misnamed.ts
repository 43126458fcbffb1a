import type { Problem } from '../plan/plan.ts';

/** The other ending of YAML files: nothing reads it there, and a cap in it would be a cap that does not exist. */
export const MISNAMED_CONFIG = '.github/autopack.yaml';

export const misnamedConfig: Problem = {
  level: 'must',
  where: MISNAMED_CONFIG,
  code: 'config/misnamed',
  message: 'The configuration has the name `autopack.yaml`, under which nothing reads it.',
  fix: 'Rename it to `.github/autopack.yml`.',
};
