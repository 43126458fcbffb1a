import type { Mending } from '../mend.ts';
import type { Refusal } from '../../core/edits/edits.ts';
import { type BuilderInput, builderPrompt, rulesFor, taskParts } from './builder.ts';
import { fenceFiles, fencePlain, nameText } from './fence.ts';

/**
 * The Builder is asked once more for a part of its answer. Where single files failed only those are shown;
 * where the answer was cut off or could not be read, the prompt begins as it did, so that it is cached.
 */
export function repairPrompt(
  input: BuilderInput,
  mending: Mending,
): { readonly system: string; readonly user: string } {
  if (mending.is === 'files')
    return { system: rulesFor(input.format), user: filesText(input, mending) };
  const { system, user } = builderPrompt(input);
  const more = mending.is === 'rest' ? restText(mending.kept) : wholeText(mending.why);
  return { system, user: `${user}\n\n${more}` };
}

type Files = Extract<Mending, { is: 'files' }>;

function filesText(input: BuilderInput, { kept, failed, refusals }: Files): string {
  const paths = new Set(refusals.map(({ path }) => path));
  const served = input.served.filter(({ path }) => paths.has(path));
  return [
    ...fenceFiles(served),
    ...taskParts({ ...input, plan: '' }),
    fencePlain('refused', refusedText(failed, refusals)),
    ...(kept.length > 0 ? [fencePlain('finished', pathsOf(kept))] : []),
    `Your answer to this phase was refused because of what stands in <refused>. Look at the files above as they are, and hand in all edits of the files that failed again: ${[...paths].map(nameText).join(', ')}.${kept.length > 0 ? ' Your edits of the files in <finished> are kept as they are: do not hand them in again.' : ''}`,
  ].join('\n\n');
}

const MAX_EDIT = 4_000;

const refusedText = (failed: Files['failed'], refusals: readonly Refusal[]): string =>
  [
    ...failed.map((edit) => JSON.stringify(edit).slice(0, MAX_EDIT)),
    ...refusals.map(({ path, code, detail }) => `- ${nameText(path)}: ${code}. ${detail}`),
  ].join('\n');

const restText = (kept: Mending['kept']): string =>
  kept.length === 0
    ? 'Your answer to this was cut off at its output limit before its first edit was whole. Answer again: fewer words, the smallest blocks that do it.'
    : [
        fencePlain('finished', kept.map((edit) => finishedLine(edit)).join('\n')),
        'Your answer was cut off at its output limit. What stands in <finished> is kept as it is. Hand in only the edits that are still missing; searches are still looked up in the files as they are served above.',
      ].join('\n\n');

const MAX_LINE = 300;

/** Enough to know it again. */
const finishedLine = ({ op, path, search }: Files['kept'][number]): string =>
  `${op} ${nameText(path)}${search === null ? '' : `: ${JSON.stringify(search).slice(0, MAX_LINE)}`}`;

const pathsOf = (kept: Mending['kept']): string =>
  [...new Set(kept.map(({ path }) => nameText(path)))].join('\n');

const wholeText = (why: string): string =>
  [
    fencePlain('refused', why),
    'Your answer to this could not be read, for the reason in <refused>. Answer again with one JSON object of the given schema and nothing else.',
  ].join('\n\n');
