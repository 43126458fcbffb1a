import { MAX_NEW } from '../backlog/update.ts';
import type { RunId } from '../ids.ts';
import { many } from './words.ts';

/** Hidden first line of the comment that says what the backlog has no room for. */
export const backlogMarker = (runId: RunId): string => `<!-- autopack:backlog:${runId} -->`;

/** A run that leaves more behind than it may open issues for says so. */
export const backlogNote = (runId: RunId, left: number): string =>
  [
    backlogMarker(runId),
    `Run ${runId} leaves more behind than the ${MAX_NEW} issues that one run may open in the backlog: ${many(left, 'finding')} more ${left === 1 ? 'is' : 'are'} in its record only.`,
  ].join('\n');
