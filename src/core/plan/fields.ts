import { FRONT_FIELDS, PHASE_FIELDS, planProblem } from './draft.ts';
import type { FrontField, PhaseField } from './draft.ts';
import { meant, nearest } from './names.ts';
import type { Problem } from './plan.ts';
import { undecorated } from './written.ts';

/** Other spellings people use; case, spaces, `_` and `-` never matter. */
const PHASE_ALIASES: Readonly<Record<string, PhaseField>> = {
  paths: 'scope',
  'scope paths': 'scope',
  files: 'scope',
  'read only context': 'read only',
  deliverable: 'deliverables',
  'acceptance criteria': 'acceptance',
  'success criteria': 'acceptance',
  'definition of done': 'acceptance',
  'done when': 'acceptance',
  depends: 'depends on',
  dependencies: 'depends on',
  'allow noop': 'allow no-op',
  'ci profile': 'ci',
  mode: 'builder mode',
  'task category': 'category',
};

/** Things that only the configuration of the default branch decides, and an issue never does. */
const NOT_A_PLANS =
  /^(?:budgets?|usd|cost|tokens?|attempts|models?|builder|auditor|audit|protected|allow protected|who)$/;

const plain = (key: string): string =>
  key
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();

const byPlainName = new Map<string, PhaseField>([
  ...PHASE_FIELDS.map((name) => [plain(name), name] as const),
  ...Object.entries(PHASE_ALIASES),
]);
const frontByPlainName = new Map<string, FrontField>(
  FRONT_FIELDS.map((name) => [plain(name), name] as const),
);

export const phaseField = (key: string): PhaseField | undefined => byPlainName.get(plain(key));
export const frontField = (key: string): FrontField | undefined => frontByPlainName.get(plain(key));

const KEY =
  /^[*_`]{0,3}(\p{L}[\p{L}\p{M}' _’-]{0,30}?)[*_`]{0,3}( ?\([^():]{0,60}\))?[*_`]{0,3}[ \t]{0,4}[:：](?!\/\/)([^]*)$/u;
const MARKS = /^[*_`]{1,3}/;

/** `key: value` at the beginning of a text; the key may be bold or code, and have an emoji before it. */
export function keyAndValue(text: string): { readonly key: string; readonly value: string } | null {
  const plainly = undecorated(text);
  const [marks = ''] = MARKS.exec(plainly) ?? [];
  const found = KEY.exec(marks + undecorated(plainly.slice(marks.length)));
  if (found === null) return null;
  const [, key = '', aside = '', rest = ''] = found;
  // `Acceptance (all of it):` is that field; with anything else before it, the parenthesis is part of a sentence.
  if (aside !== '' && phaseField(key) === undefined) return null;
  return { key, value: rest.replace(/^(?:\*\*|__)/, '').trim() };
}

/** `budget: 1e9`, `tokens: 5M`: a number for something that only the configuration decides. */
export const setsCap = (key: string, value: string): boolean =>
  NOT_A_PLANS.test(plain(key)) && /^[^a-z]{0,4}[0-9]\S{0,20}$/i.test(value);

const TEXT_STANDS = ' Text for the model stands outside of the list of fields.';

export function unknownField(
  key: string,
  line: number,
  known: readonly string[] = PHASE_FIELDS,
): Problem {
  const message = `There is no field \`${key.slice(0, 40)}\`.`;
  const fix = NOT_A_PLANS.test(plain(key))
    ? 'Caps, models and rules are set in `.github/autopack.yml` on the default branch, never in an issue.'
    : nearest(key, known).length === 0 && known === PHASE_FIELDS
      ? `${meant(key, known)}${TEXT_STANDS}`
      : meant(key, known);
  return planProblem('must', 'plan/unknown-field', { line, message, fix });
}
