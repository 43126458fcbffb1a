import type { CiEvent } from '../run/event-ci.ts';
import { many, short } from './words.ts';

/** What happened in CI, in words. */
export function ciWords(event: CiEvent): string {
  if (event.type === 'baseline-recorded') {
    const { base, jobs } = event.baseline;
    return `${many(jobs.length, 'job')} failed on the base ${short(base)} already`;
  }
  const head = short(event.head);
  if (event.type === 'ci-finished') return `CI on ${head}: ${event.report.verdict}`;
  if (event.type === 'ci-asked') return `GitHub is asked on ${head} for ${event.what}`;
  const refused = event.refused === null ? null : `: ${event.refused}`;
  switch (event.type) {
    case 'ci-dispatched':
      return refused === null
        ? `workflows started on ${head}`
        : `workflows not started on ${head}${refused}`;
    case 'ci-rerun':
      return refused === null
        ? `failed jobs run again on ${head}`
        : `failed jobs not run again on ${head}${refused}`;
    case 'ci-gate-started':
      return refused === null
        ? `gate workflow started on ${head}, try ${event.attempt}`
        : `gate workflow not started on ${head}${refused}`;
  }
}
