import { parseAllDocuments } from 'yaml';
import type { FileChange } from '../edits/edits.ts';
import { findSecrets } from '../text/redact.ts';
import { addedText, policy, type Rule, ruling, textAfter, textBefore, work } from './rule.ts';

/** Nothing to do is a failure of the phase, unless the plan allows it. */
export const noopRule: Rule = (changes, { allowNoop }) => {
  if (changes.length > 0) return ruling('no-op', []);
  return allowNoop
    ? ruling('no-op', [], 'no change, which the plan allows')
    : ruling('no-op', [work('no-op', null, 'the answer changes nothing')]);
};

/** Every deliverable exists when the phase is done. */
export const deliverablesRule: Rule = (changes, { deliverables, tree }) => {
  const there = new Set(tree.map((entry) => entry.path));
  for (const change of changes) {
    if (change.op === 'delete') there.delete(change.path);
    else there.add(change.path);
  }
  const missing = deliverables.filter(
    (path) =>
      !there.has(path) &&
      ![...there].some((file) => file.startsWith(`${path.replace(/\/$/, '')}/`)),
  );
  return ruling(
    'deliverables',
    missing.map((path) => work('deliverables', path, 'a deliverable that does not exist')),
  );
};

const CONFLICT = /^(<{7}|>{7})( |$)/m;

/** What can be parsed is parsed: JSON and YAML, and no file keeps conflict markers. */
export const syntaxRule: Rule = (changes) =>
  ruling(
    'syntax',
    changes.flatMap((change) =>
      syntaxProblems(change).map((why) => work('syntax', change.path, why)),
    ),
  );

function syntaxProblems(change: FileChange): readonly string[] {
  const [before, after] = [textBefore(change), textAfter(change)];
  if (change.op === 'delete') return [];
  if (CONFLICT.test(after) && !CONFLICT.test(before)) return ['holds conflict markers'];
  const problems = parserOf(change.path);
  // What could not be parsed before (comments in JSON, a template) is not the phase's doing.
  return change.op === 'update' && problems(before).length > 0 ? [] : problems(after);
}

function parserOf(path: string): (text: string) => readonly string[] {
  if (/(^|\/)(tsconfig[^/]*|jsconfig)\.json$|\.vscode\//i.test(path)) return () => [];
  if (/\.json$/i.test(path)) return jsonProblems;
  return /\.ya?ml$/i.test(path) ? yamlProblems : () => [];
}

function jsonProblems(text: string): readonly string[] {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return [];
  } catch (error) {
    if (error instanceof SyntaxError) return ['is not valid JSON'];
    throw error;
  }
}

function yamlProblems(text: string): readonly string[] {
  const error = [...parseAllDocuments(text, { prettyErrors: false })].flatMap(
    (document) => document.errors,
  )[0];
  if (error === undefined) return [];
  const line = text.slice(0, error.pos[0]).split('\n').length;
  return [`is not valid YAML (line ${line}, ${error.code})`];
}

/** No secret enters the branch, in whatever form. A line that was there before is not the phase's doing. */
export const secretRule: Rule = (changes) =>
  ruling(
    'secrets',
    changes.flatMap((change) =>
      findSecrets(addedText(change)).map(({ kind, line }) =>
        policy('secrets', change.path, `line ${line} looks like a secret (${kind})`),
      ),
    ),
  );
