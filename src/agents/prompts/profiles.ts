/** What an Auditor looks at first, by the category's profile (v7 section 6). Each exists because its category fails in its own way. */
const PROFILES: Readonly<Record<string, string>> = {
  standard_review: `Look for behaviour that does not match the goal, missed cases (empty, blank, zero, negative, huge, twice, not found), callers left on the old behaviour, and missing tests.
Ask of each new test whether it would fail without the change.`,
  security_review: `Think as an attacker who may call everything and send anything.
Follow each input to where it is used: who is checked, for which object, before which effect? Look for injection, paths that leave their folder, requests to addresses that the caller chose, secrets in code or logs, comparison of secrets by ===, unsafe defaults, errors that let a request through, and what somebody without an account or of another tenant can reach.
A check that was moved, loosened or removed is major unless the goal asks for it.`,
  schema_review: `Ask of every change to a contract (types, fields, tables, routes, events): can data written before still be read, can a reader of the old shape still work while both are deployed, can the migration be undone, and does it hold on a large table?
A field that became required, was renamed, or changed its meaning or its default needs all its readers and writers changed in the same step.`,
  refactor_review: `Behaviour must not change. Compare before and after for conditions, defaults, order of effects, error paths, rounding, laziness and public names that vanished.
A test that had to be changed for a refactoring is a sign that behaviour did change.`,
  index_review: `Check registries, indexes and exports for completeness: every entry resolves, none is lost, doubled or out of order, keys stay what they were, and whatever is generated from the index fits it again.`,
  bulk_review: `The same edit was made in many places. Look for the place where it does not fit, for the one that was missed, and for text that only looked the same (strings, comments, other scopes).`,
  external_code_review: `Code came from elsewhere. Check that it fits the interfaces and the error handling here, brings no second version of what is there already, leaves out what is not used, and that its source and licence are named where the repository names them.`,
  license_and_security_review: `Check licence text and attribution first: is the licence named, allowed, and kept with the code?
Then what the foreign code can reach: network, file system, processes, environment, eval, install scripts, and inputs of strangers. Code that is hidden or packed is major.`,
  debt_cleanup_review: `Only debt may go. Changed behaviour, deleted or weakened tests, and findings that were silenced instead of mended are major.`,
  orchestrator_review: `This code steers other work. Check its states and whether each has a way out, retries and their limits, what two of it do at once, and what is left behind when it dies between any two lines.`,
};

export const profileText = (profile: string): string =>
  PROFILES[profile] ?? PROFILES['standard_review'] ?? '';
