import { phaseField } from './fields.ts';
import type { PhaseField } from './draft.ts';
import { undecorated } from './written.ts';

/** What a heading or a task opens. Ids are as written, or null where there is only a name. */
export type Opened =
  | { readonly is: 'tier'; readonly id: string | null; readonly name: string }
  | { readonly is: 'phase'; readonly id: string | null; readonly name: string }
  | { readonly is: 'field'; readonly name: PhaseField }
  | { readonly is: 'other'; readonly name: string };

const TIER_ID = /^(T[0-9]{1,3})(?![.\w])[\s:：.–—-]*([^]*)$/i;
const PHASE_ID = /^((?:T[0-9]{1,3}\.)?P[0-9]{1,3})(?![.\w])[\s:：.–—-]*([^]*)$/i;
const WORD = /^(tier|phase)(?![\w-])[\s:：.#–—-]*([^]*)$/i;
const NUMBER = /^([0-9]{1,3})(?![.\w])[\s:：.–—-]*([^]*)$/;
const OWN_ID = /^([A-Za-z0-9][A-Za-z0-9._-]{0,39})(?:\s*[:：]\s*|\s+[–—-]\s+)([^]*)$/;

const BOLD_BEGINNING = /^(\*\*|__)([^*_]{1,60})\1/;

/** Reads `T1: Name`, `Tier T1 – Name`, `T1.P2 Name`, `Phase 2: Name`, `Phase: Name`, `Acceptance`. */
export function opened(label: string): Opened {
  const trimmed = undecorated(label.slice(0, 400)).trim();
  const bold = /^([*_`]{1,3})(?!\1)([^]*)\1$/.exec(trimmed)?.[2];
  const text = undecorated(bold ?? trimmed.replace(BOLD_BEGINNING, '$2')).trim();
  const word = WORD.exec(text);
  if (word !== null) {
    const is = word[1]?.toLowerCase() === 'tier' ? 'tier' : 'phase';
    return { is, ...idAndName(word[2] ?? '', is) };
  }
  const phase = PHASE_ID.exec(text);
  if (phase !== null) return { is: 'phase', ...found(phase) };
  const tier = TIER_ID.exec(text);
  if (tier !== null) return { is: 'tier', ...found(tier) };
  const field = phaseField(text.replace(/[:：]$/, ''));
  return field === undefined ? { is: 'other', name: text } : { is: 'field', name: field };
}

/** After the word "tier" or "phase": an id, a number, or the name at once. */
function idAndName(
  text: string,
  is: 'tier' | 'phase',
): { readonly id: string | null; readonly name: string } {
  const spelled = (is === 'tier' ? TIER_ID : PHASE_ID).exec(text);
  if (spelled !== null) return found(spelled);
  const number = NUMBER.exec(text);
  if (number !== null) {
    const { id, name } = found(number);
    return { id: `${is === 'tier' ? 'T' : 'P'}${id}`, name };
  }
  const own = OWN_ID.exec(text);
  // A word without a digit in front of a colon is far more often the beginning of a name.
  if (own !== null && /[0-9]/.test(own[1] ?? '')) return found(own);
  return { id: null, name: text.trim() };
}

const found = (match: RegExpExecArray): { readonly id: string; readonly name: string } => ({
  id: (match[1] ?? '').replace(/^[tp](?=[0-9])|(?<=\.)p(?=[0-9])/g, (char) => char.toUpperCase()),
  name: (match[2] ?? '').trim(),
});
