/** What an Auditor looks at first, by the category's profile (v7 section 6). Each exists because its category fails in its own way. */
const PROFILES: Readonly<Record<string, string>> = {
  general:
    'Look for behaviour that does not match the goal, missed cases, broken callers and missing tests.',
  security_review:
    'Think as an attacker: authentication and authorisation on every path, injection, secrets, unsafe defaults, what an unauthenticated or other-tenant caller can reach.',
  schema_review:
    'Ask of every change to a contract: can old data still be read, can the migration be undone, is any reader or writer left on the old shape.',
  refactor_review:
    'Behaviour must not change. Compare before and after for conditions, defaults, order of effects, error paths and public names that vanished.',
  index_review:
    'Check registries and indexes for completeness: every entry resolves, none is lost or doubled, order and keys are kept.',
  bulk_review:
    'The same edit was made in many places. Look for the place where it does not fit, and for places that were missed.',
  external_code_review:
    'Code came from elsewhere. Check that it fits the interfaces here, brings no version conflict, and that its source is named.',
  license_and_security_review:
    'Check licence text and attribution first, then what the foreign code can reach: network, file system, process, eval.',
  debt_cleanup_review:
    'Only debt may go. Reject changed behaviour, deleted tests and findings that were hidden instead of mended.',
  orchestrator_review:
    'This code steers other work. Check states, retries, limits and what happens when it dies in the middle.',
};

export const profileText = (profile: string): string =>
  PROFILES[profile] ?? PROFILES['general'] ?? '';
