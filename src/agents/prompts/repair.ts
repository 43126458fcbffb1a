import type { Mending } from '../mend.ts';
import type { Piece } from '../pieces.ts';
import type { Refusal } from '../../core/edits/edits.ts';
import { shownTogether } from '../../core/edits/parts.ts';
import { type BuilderInput, builderPrompt, rulesFor, taskParts } from './builder.ts';
import { fenceFiles, fencePlain, nameText } from './fence.ts';

/** What a token of input costs, the first time and when the provider has just seen it. */
export interface CachePrice {
  readonly input: number;
  readonly cachedInput: number;
}

interface Prompt {
  readonly system: string;
  readonly user: string;
}

/**
 * The Builder is asked once more for a part of its answer. The prompt begins as it did, so that it is cached;
 * where single files failed only those are shown if that costs less, or if nobody knows what it costs.
 */
export function repairPrompt(input: BuilderInput, mending: Mending, price?: CachePrice): Prompt {
  const before = builderPrompt(input);
  const behind = (text: string): Prompt => ({ ...before, user: `${before.user}\n\n${text}` });
  if (mending.is === 'rest') return behind(restText(mending.kept));
  if (mending.is === 'whole') return behind(wholeText(mending.why));
  if (mending.is === 'look') return behind(LOOKED);
  const [all, few] = [behind(filesText(mending)), filesAlone(input, mending)];
  return isCheaper(all, few, { before, price }) ? all : few;
}

/** The caps in tokens count what is cached as well: a prompt that is longer is not sent again for one file. */
const MAX_AGAIN = 60_000;

/** By length, which is near enough to tokens to compare two texts of the same kind. */
function isCheaper(
  all: Prompt,
  few: Prompt,
  { before, price }: { readonly before: Prompt; readonly price: CachePrice | undefined },
): boolean {
  if (price === undefined || all.user.length > MAX_AGAIN) return false;
  const cost = (seen: string, whole: string): number =>
    seen.length * price.cachedInput + (whole.length - seen.length) * price.input;
  const { system } = before;
  return cost(system + before.user, system + all.user) < cost(system, system + few.user);
}

const LOOKED =
  'You asked to be shown more: it stands above, behind the acceptance criteria. Files there may be edited as if they were served. Hand in your edits now; ask again only where they cannot be made without it.';

type Files = Extract<Mending, { is: 'files' }>;

function filesAlone(input: BuilderInput, mending: Files): Prompt {
  const paths = pathsThatFailed(mending);
  const shown = shownTogether([...input.served, ...input.looked.flatMap(({ file }) => file ?? [])]);
  const served = shown.filter(({ path }) => paths.has(path));
  const parts = [...fenceFiles(served), ...taskParts({ ...input, plan: '' }), filesText(mending)];
  return { system: rulesFor(input.format), user: parts.join('\n\n') };
}

const pathsThatFailed = ({ refusals }: Files): ReadonlySet<string> =>
  new Set(refusals.map(({ path }) => path));

function filesText(mending: Files): string {
  const { kept, failed, refusals, wants } = mending;
  const paths = [...pathsThatFailed(mending)].map(nameText).join(', ');
  return [
    fencePlain('refused', refusedText(failed, refusals)),
    ...(kept.length > 0 ? [fencePlain('finished', pathsOf(kept))] : []),
    `Your answer to this phase was refused because of what stands in <refused>.${wants.length > 0 ? ' What was not shown of them is shown now, as far as there is room.' : ''} Look at the files above as they are, and hand in all edits of the files that failed again: ${paths}.${kept.length > 0 ? ' Your edits of the files in <finished> are kept as they are: do not hand them in again.' : ''}`,
  ].join('\n\n');
}

const MAX_EDIT = 4_000;

const refusedText = (failed: Files['failed'], refusals: readonly Refusal[]): string =>
  [
    ...failed.map((piece) =>
      ('text' in piece ? piece.text : JSON.stringify(piece)).slice(0, MAX_EDIT),
    ),
    ...refusals.map(({ path, code, detail }) => `- ${nameText(path)}: ${code}. ${detail}`),
  ].join('\n');

const restText = (kept: Mending['kept']): string =>
  kept.length === 0
    ? 'Your answer to this was cut off at its output limit before its first edit was whole. Answer again: fewer words, the smallest blocks that do it.'
    : [
        fencePlain('finished', kept.map(finishedLine).join('\n')),
        'Your answer was cut off at its output limit. What stands in <finished> is kept as it is. Hand in only the edits that are still missing; searches are still looked up in the files as they are served above.',
      ].join('\n\n');

const MAX_LINE = 300;

/** Enough to know it again: of a patch the hunks of a file, of which more may be to come. */
function finishedLine(piece: Piece): string {
  if ('text' in piece)
    return piece.text.startsWith('*** Update')
      ? piece.text.slice(0, MAX_EDIT).trimEnd()
      : piece.text.slice(0, piece.text.indexOf('\n'));
  const { op, path, search } = piece;
  return `${op} ${nameText(path)}${search === null ? '' : `: ${JSON.stringify(search).slice(0, MAX_LINE)}`}`;
}

const pathsOf = (kept: Mending['kept']): string =>
  [...new Set(kept.map(({ path }) => nameText(path)))].join('\n');

const wholeText = (why: string): string =>
  [
    fencePlain('refused', why),
    'Your answer to this could not be used, for the reason in <refused>. Answer again with one JSON object of the given schema and nothing else.',
  ].join('\n\n');
