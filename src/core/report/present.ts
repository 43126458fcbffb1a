import type { StateLabel } from '../names.ts';
import { clamp, clampFolded } from '../text/neutralise.ts';
import { type CheckWanted, checksOf } from './checks.ts';
import { headline, type HeaderWord } from './headline.ts';
import { incidentComment } from './incident.ts';
import { MAX_TEXT } from './limits.ts';
import { pullIsland, pullTitle } from './pull-request.ts';
import { reviewsOf, type ReviewWanted } from './review.ts';
import { statusComment } from './status.ts';
import type { StatusInput } from './status-input.ts';

/** Everything that GitHub should show of a run. */
export interface Presented {
  readonly header: HeaderWord;
  /** The living comment; the shell puts the sealed snapshot behind it. */
  readonly comment: string;
  readonly incident: string | null;
  readonly label: StateLabel;
  readonly checks: readonly CheckWanted[];
  readonly pull: { readonly title: string; readonly island: string };
  readonly reviews: readonly ReviewWanted[];
}

/** What CI and Auditor said, as checks and reviews; the rest is not rendered. */
export function presentVerdicts(input: StatusInput): Pick<Presented, 'checks' | 'reviews'> {
  const { run, strategy, seen } = input;
  return {
    checks: checksOf(input, headline(run, strategy, seen)).map((check) => ({
      ...check,
      summary: clamp(check.summary, MAX_TEXT),
    })),
    reviews: reviewsOf(run, strategy),
  };
}

/** A pure function of the run and what was seen: when nothing changed, not a letter changes. */
export function present(input: StatusInput): Presented {
  const { run, strategy, seen, links } = input;
  const head = headline(run, strategy, seen);
  const incident = incidentComment({ run, strategy, links });
  return {
    header: head.word,
    comment: clampFolded(statusComment(input, head), MAX_TEXT),
    incident: incident === null ? null : clamp(incident, MAX_TEXT),
    label: head.label,
    ...presentVerdicts(input),
    pull: {
      title: pullTitle(run),
      // Long, and not looked at while a candidate is judged.
      get island() {
        return pullIsland({ run, strategy, links });
      },
    },
  };
}
