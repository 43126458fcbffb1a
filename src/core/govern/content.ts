import { findSecrets } from '../text/redact.ts';
import { addedText, policy, type Rule, ruling, work } from './rule.ts';

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

/** No secret enters the branch, in whatever form. A line that was there before is not the phase's doing. */
export const secretRule: Rule = (changes) =>
  ruling(
    'secrets',
    changes.flatMap((change) =>
      findSecrets(withoutExamples(addedText(change))).map(({ kind, line }) =>
        policy('secrets', change.path, `line ${line} looks like a secret (${kind})`),
      ),
    ),
  );

/** Words that open nothing, as examples have them: `postgres://user:password@localhost`, `ghp_xxxxxxxxxxxx`. */
const withoutExamples = (text: string): string =>
  text
    .replace(
      /(:\/\/[^\s:@/]{1,100}):(?:passw(?:or)?d|pass|secret|postgres|root|user|guest|test|example|change-?me)@/gi,
      '$1@',
    )
    .replace(/x{12,}|X{12,}/g, '');
