import { parseAllDocuments } from 'yaml';
import type { FileChange } from '../edits/edits.ts';
import type { Violation } from './governed.ts';
import type { Parsed, ParsedChange } from './parsed.ts';
import { type Rule, ruling, textAfter, textWas, warning, work } from './rule.ts';

type Checked =
  | { readonly is: 'wrong'; readonly why: string; readonly line?: number | null }
  | { readonly is: 'unchecked'; readonly why: string }
  | { readonly is: 'fine' }
  /** No parser knows the language. */
  | { readonly is: 'unknown' };

const CONFLICT = /^(<{7}|>{7})( |$)/m;

/**
 * No file keeps conflict markers, and no file has more syntax errors than before; a new one has none. What
 * was broken before is not the phase's doing. A file that a parser could not take is told, never passed silently.
 */
export const syntaxRule: Rule = (changes, { parsed }) => {
  const checked = changes
    .filter((change) => change.op !== 'delete')
    .map((change) => ({ change, checked: check(change, parsed) }));
  const violations = checked.flatMap(({ change, checked: one }) =>
    one.is === 'wrong' ? [violation(change, one)] : [],
  );
  if (violations.length > 0) return ruling('syntax', violations);
  const unchecked = checked.flatMap(({ change, checked: one }) =>
    one.is === 'unchecked' ? [`${change.path} (${one.why})`] : [],
  );
  if (unchecked.length > 0) return warning('syntax', `not checked: ${unchecked.join(', ')}`);
  const known = checked.filter(({ checked: one }) => one.is === 'fine').length;
  return ruling('syntax', [], `${known} of ${checked.length} files parsed`);
};

function check(change: FileChange, parsed: readonly ParsedChange[]): Checked {
  const [before, after] = [textWas(change), textAfter(change)];
  if (CONFLICT.test(after) && !CONFLICT.test(before ?? ''))
    return { is: 'wrong', why: 'holds conflict markers' };
  const problem = dataParser(change.path);
  if (problem !== null) {
    const wrong = before === null || problem(before) === null ? problem(after) : null;
    return wrong === null ? { is: 'fine' } : { is: 'wrong', ...wrong };
  }
  const told = parsed.find(({ path }) => path === change.path);
  return told === undefined ? { is: 'unknown' } : compare(told);
}

function compare({ before, after }: ParsedChange): Checked {
  if (after.is === 'unchecked') return after;
  if (after.errors === 0) return { is: 'fine' };
  // How many errors it had is not known, so nobody can say that they became more.
  if (before?.is === 'unchecked') return before;
  const had = before?.errors ?? 0;
  if (after.errors <= had) return { is: 'fine' };
  return { is: 'wrong', why: tooMany(after, had), line: after.firstError };
}

function tooMany({ errors, firstError }: Extract<Parsed, { is: 'parsed' }>, had: number): string {
  const count = errors === 1 ? '1 syntax error' : `${errors} syntax errors`;
  const first = firstError === null ? '' : `, the first at line ${firstError}`;
  return had === 0 ? `has ${count}${first}` : `has ${count} where there were ${had}${first}`;
}

const AROUND = 2;

function violation(
  change: FileChange,
  { why, line }: Extract<Checked, { is: 'wrong' }>,
): Violation {
  const found = work('syntax', change.path, why);
  if (line === undefined || line === null) return found;
  const from = Math.max(1, line - AROUND);
  const excerpt = textAfter(change)
    .split('\n')
    .slice(from - 1, line + AROUND)
    .map((text, index) => `    ${from + index} | ${text.slice(0, 160)}`)
    .join('\n');
  return { ...found, excerpt };
}

type Problem = { readonly why: string; readonly line?: number };

/** What is data is parsed here. Files that hold comments by custom are no JSON to anybody but their tool. */
function dataParser(path: string): ((text: string) => Problem | null) | null {
  if (/(^|\/)(tsconfig[^/]*|jsconfig)\.json$|\.vscode\//i.test(path)) return null;
  if (/\.json$/i.test(path)) return jsonProblem;
  return /\.ya?ml$/i.test(path) ? yamlProblem : null;
}

function jsonProblem(text: string): Problem | null {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return { why: 'is not valid JSON' };
    throw error;
  }
}

/** Each key is compared with all the others of its map: in a longer text that takes too long to hold everybody up. */
const MAX_FOR_UNIQUE = 32_000;

function yamlProblem(text: string): Problem | null {
  const options = { prettyErrors: false, uniqueKeys: text.length <= MAX_FOR_UNIQUE };
  try {
    const error = [...parseAllDocuments(text, options)].flatMap(({ errors }) => errors)[0];
    if (error === undefined) return null;
    const line = text.slice(0, error.pos[0]).split('\n').length;
    return { why: `is not valid YAML (line ${line}, ${error.code})`, line };
  } catch (error) {
    if (error instanceof RangeError) return { why: 'is YAML that is nested too deep to be read' };
    throw error;
  }
}
