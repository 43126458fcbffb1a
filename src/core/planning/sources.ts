import { sha256Hex } from '../hash.ts';
import { planProblem } from '../plan/draft.ts';
import { parsePlan } from '../plan/parse.ts';
import type { Problem } from '../plan/plan.ts';
import { licenceOfText } from './licence.ts';
import type { Reuse } from './reuse.ts';

/** A file of somebody else's repository, to be read and never to be followed. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export type JudgedSources =
  | { readonly is: 'sound'; readonly files: readonly SourceFile[] }
  | { readonly is: 'bad'; readonly why: string };

/** Every path that has to be fetched to take a feature over: its files, and the text of its licence. */
export const sourcePaths = ({ files, licenceFile }: Reuse): readonly string[] => [
  ...new Set([licenceFile.path, ...files.map(({ path }) => path)]),
];

/**
 * Compares what was fetched with its pins, byte by byte, and the licence's text with the licence that is
 * claimed. The attacker owns the source and changes it after somebody has looked. Null: nothing is there.
 */
export function judgeSources(
  reuse: Reuse,
  texts: ReadonlyMap<string, string> | null,
): JudgedSources {
  const from = `${reuse.url} at ${reuse.commit.slice(0, 7)}`;
  const bad = (why: string): JudgedSources => ({ is: 'bad', why });
  if (texts === null) return bad(`${from} cannot be read.`);
  const pins = [reuse.licenceFile, ...reuse.files];
  for (const { path, sha256 } of pins) {
    const text = texts.get(path);
    if (text === undefined) return bad(`${from} has no text \`${path}\`.`);
    if (sha256Hex(text) !== sha256) return bad(`\`${path}\` of ${from} is not the pinned text.`);
  }
  const licence = licenceOfText(texts.get(reuse.licenceFile.path) ?? '');
  if (licence === null || !reuse.licences.includes(licence))
    return bad(
      `\`${reuse.licenceFile.path}\` of ${from} is ${licence === null ? 'no licence that may be taken over' : `the text of ${licence}`}, and the catalog says \`${reuse.license}\`.`,
    );
  const files = pins.map(({ path }) => ({ path, text: texts.get(path) ?? '' }));
  return { is: 'sound', files };
}

/** The same as a problem of the plan, in the line that names the feature. */
export function sourceProblem(plan: string, { feature }: Reuse, why: string): Problem {
  const parsed = parsePlan(plan);
  const uses = parsed.is === 'plan' ? parsed.plan.phases.flatMap(({ reuse }) => reuse ?? []) : [];
  return planProblem('must', 'plan/source-mismatch', {
    line: uses.find((use) => use.feature === feature)?.line,
    message: `\`${feature}\` cannot be taken over: ${why}`,
    fix: 'Remove it from the plan, so that it is built, or have the entry of the catalog looked at again.',
  });
}
