import type { Refusal } from '../core/edits/edits.ts';
import type { Evidence } from '../core/run/event.ts';

export function kindOf(refusals: readonly Refusal[]): Evidence['kind'] {
  if (refusals.some(({ code }) => code === 'malformed' || code === 'truncated')) return 'malformed';
  return refusals.every(({ code }) => code === 'stale') ? 'stale' : 'refused';
}

export const refusalText = (refusals: readonly Refusal[]): string =>
  [
    'No edit of the last answer was applied, because of these:',
    ...refusals.map(({ edit, path, code, detail }) =>
      path === '' ? `- ${code}: ${detail}` : `- edit ${edit + 1}, ${path}: ${code}. ${detail}`,
    ),
  ].join('\n');
