import { UserError } from '../core/errors.ts';
import type { ShownFile } from '../core/report/review-lines.ts';
import type { ReviewWanted } from '../core/report/review.ts';
import type { Sha } from '../core/ids.ts';
import type { ReviewDraft } from '../ports.ts';
import type { EnginePorts } from './ports.ts';

interface Where {
  readonly pr: number;
  /** Where the base branch stands; undefined: it is gone. */
  readonly base: Sha | undefined;
}

/**
 * With its lines; or, where GitHub refuses the whole for one of them, with those that GitHub itself shows; or with all
 * of it in the text. Returns what was taken. Nothing of a refused review stays, so there is one of them at the end.
 */
export async function postReview(
  ports: Pick<EnginePorts, 'forge' | 'log'>,
  where: Where,
  wanted: ReviewWanted,
): Promise<ReviewDraft> {
  const { draft, marker } = wanted;
  if (await isTaken(ports, where, draft)) return draft;
  ports.log.warn({ review: marker }, 'GitHub does not take all lines of this review');
  const some = wanted.within(await shown(ports, where, draft));
  // Where all of them are shown, it is not the lines that GitHub minds.
  const isLess = some.comments.length > 0 && some.comments.length < draft.comments.length;
  if (isLess && (await isTaken(ports, where, some))) return some;
  await ports.forge.review(where.pr, wanted.plain);
  return wanted.plain;
}

async function isTaken(
  { forge }: Pick<EnginePorts, 'forge'>,
  { pr }: Where,
  draft: ReviewDraft,
): Promise<boolean> {
  try {
    await forge.review(pr, draft);
    return true;
  } catch (error) {
    if (error instanceof UserError && error.code === 'github/rejected') return false;
    throw error;
  }
}

async function shown(
  { forge }: Pick<EnginePorts, 'forge'>,
  { base }: Where,
  { head }: ReviewDraft,
): Promise<readonly ShownFile[]> {
  return base === undefined || head === null ? [] : forge.shownLines(base, head);
}
