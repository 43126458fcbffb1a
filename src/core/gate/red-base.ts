import type { Sha } from '../ids.ts';
import type { CiReport } from './report.ts';

interface Base {
  readonly branch: string;
  /** The commit of it that the run began from. */
  readonly sha: Sha;
}

const NAMED = 2;
const NAME_CHARS = 70;

/** That the base turned red while the run was at work, in plain words; null: not that anybody saw. */
export function redBaseWords(red: CiReport['base'], base: Base): string | null {
  if (red === undefined) return null;
  const { jobs, sha } = red;
  const more = jobs.length - NAMED;
  const names = jobs.slice(0, NAMED).map((name) => name.slice(-NAME_CHARS));
  const all = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const [is, was] = jobs.length === 1 ? ['is', 'was'] : ['are', 'were'];
  return `${all} ${is} red on ${base.branch.slice(0, 60)} as well, at ${sha.slice(0, 7)}, and ${was} not at ${base.sha.slice(0, 7)}, where the run began.`;
}
