/** git over a clone that is given by its path. */
import { mustGit, type GitRun } from '../../lab/git/process.ts';

/** Whoever names a clone may read it, even where its files belong to somebody else. */
const OF_ANYBODY = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

export const git = (
  dir: string,
  args: readonly string[],
  input: string | Buffer = '',
): Promise<GitRun> => mustGit(dir, args, { input, env: OF_ANYBODY });
