/** What a Builder handed in, what was refused of it, and what is asked for again. */
import { type Mending, mendingOf as mendingIn } from '../../../src/agents/mend.ts';
import type { Edit, Refusal } from '../../../src/core/edits/edits.ts';

export const edit = (path: string, search = 'a'): Edit => ({
  ...{ op: 'replace', path, search, replace: 'b', new_path: null },
});
export const answer = (...edits: readonly Edit[]): string =>
  JSON.stringify({ edits, doubts: [], notes: 'n' });
export const refusal = (path: string, code: Refusal['code'] = 'search-missing'): Refusal => ({
  ...{ code, path, edit: 0, detail: 'Nearest there:\n  a - b' },
});
export const format = 'search_replace';
export const mendingOf = (
  text: string,
  stop: 'complete' | 'truncated' | 'refused',
  refusals: readonly Refusal[],
): Mending | null => mendingIn({ text, stop, format }, refusals);
export const TWO = answer(edit('src/a.ts'), edit('src/b.ts'), edit('src/a.ts', 'c'));
