/** Who may do what: an installation by its granted permissions, a person by the level in the repository. */
import { HttpError, notAccessible, notFound } from './http.ts';
import type { Caller, LabInternals, Level, RepoRow, Tables, UserRow } from './internals.ts';

const LEVELS: readonly Level[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
export const atLeast = (level: Level, wanted: Level): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);

const ALIASES: Readonly<Record<string, Level>> = { pull: 'read', push: 'write' };

/** As it is now; nothing is remembered. */
export function levelOf(gh: Tables, repo: RepoRow, userId: number): Level {
  if (repo.owner_type === 'User' && repo.owner_id === userId) return 'admin';
  const row = gh.collaborators.findBy('repo_id', repo.id).find((each) => each.user_id === userId);
  if (row === undefined) return repo.private ? 'none' : 'read';
  const level = ALIASES[row.permission] ?? LEVELS.find((each) => each === row.permission);
  return level ?? 'none';
}

type AppPermission = readonly [name: string, level: 'read' | 'write'];

interface Rule {
  readonly methods: RegExp;
  /** Behind `/repos/:owner/:repo`. */
  readonly path: RegExp;
  /** Any one of them is enough. */
  readonly app: readonly AppPermission[];
  readonly person: Level;
}

const READ = /^(GET|HEAD)$/;
const WRITE = /^(POST|PUT|PATCH|DELETE)$/;
const talk: readonly AppPermission[] = [
  ['issues', 'write'],
  ['pull_requests', 'write'],
];
const either: readonly AppPermission[] = [
  ['issues', 'read'],
  ['pull_requests', 'read'],
];

/** The first that fits counts. */
const RULES: readonly Rule[] = [
  { methods: READ, path: /^\/actions\//, app: [['actions', 'read']], person: 'read' },
  { methods: WRITE, path: /^\/actions\//, app: [['actions', 'write']], person: 'write' },
  {
    methods: READ,
    path: /^\/(check-runs|check-suites)/,
    app: [['checks', 'read']],
    person: 'read',
  },
  { methods: READ, path: /^\/commits\/.+\/check-/, app: [['checks', 'read']], person: 'read' },
  {
    methods: WRITE,
    path: /^\/(check-runs|check-suites)/,
    app: [['checks', 'write']],
    person: 'read',
  },
  {
    methods: READ,
    path: /^\/commits\/.+\/status(es)?$/,
    app: [['statuses', 'read']],
    person: 'read',
  },
  { methods: WRITE, path: /^\/statuses\//, app: [['statuses', 'write']], person: 'write' },
  {
    methods: READ,
    path: /^\/(git|contents|compare|commits|branches)(\/|$)/,
    app: [['contents', 'read']],
    person: 'read',
  },
  {
    methods: WRITE,
    path: /^\/(git|contents|merges)(\/|$)/,
    app: [['contents', 'write']],
    person: 'write',
  },
  {
    methods: WRITE,
    path: /^\/pulls\/\d+\/(merge|update-branch)$/,
    app: [['contents', 'write']],
    person: 'write',
  },
  { methods: READ, path: /^\/pulls(\/|$)/, app: [['pull_requests', 'read']], person: 'read' },
  {
    methods: WRITE,
    path: /^\/pulls\/\d+\/(reviews|comments)/,
    app: [['pull_requests', 'write']],
    person: 'read',
  },
  {
    methods: WRITE,
    path: /^\/pulls\/comments\//,
    app: [['pull_requests', 'write']],
    person: 'read',
  },
  { methods: WRITE, path: /^\/pulls(\/|$)/, app: [['pull_requests', 'write']], person: 'write' },
  {
    methods: READ,
    path: /^\/issues\/(comments|\d+\/comments|\d+\/labels)/,
    app: either,
    person: 'read',
  },
  {
    methods: READ,
    path: /^\/(issues|labels|milestones|assignees)(\/|$)/,
    app: [['issues', 'read']],
    person: 'read',
  },
  { methods: WRITE, path: /^\/issues\/\d+\/(labels|assignees)/, app: talk, person: 'triage' },
  { methods: WRITE, path: /^\/issues\/\d+\/lock$/, app: [['issues', 'write']], person: 'write' },
  {
    methods: /^POST$/,
    path: /^\/issues(\/\d+\/(comments|reactions)|\/comments\/\d+\/reactions)?$/,
    app: talk,
    person: 'read',
  },
  // A person's own issues and comments may be edited with less; see `assertMayEdit`.
  { methods: WRITE, path: /^\/issues\/(comments\/\d+|\d+)(\/|$)/, app: talk, person: 'read' },
  { methods: WRITE, path: /^\/labels(\/|$)/, app: talk, person: 'write' },
  { methods: WRITE, path: /^\/milestones/, app: [['issues', 'write']], person: 'write' },
  {
    methods: READ,
    path: /^\/collaborators\/[^/]+\/permission$/,
    app: [['metadata', 'read']],
    person: 'write',
  },
  { methods: READ, path: /^\/collaborators/, app: [['metadata', 'read']], person: 'write' },
  { methods: WRITE, path: /^\/collaborators/, app: [['administration', 'write']], person: 'admin' },
  { methods: READ, path: /^$/, app: [['metadata', 'read']], person: 'read' },
  { methods: WRITE, path: /^$/, app: [['administration', 'write']], person: 'admin' },
];

const rank = (level: string | undefined): number =>
  level === 'write' || level === 'admin' ? 2 : level === 'read' ? 1 : 0;

export const granted = (
  permissions: Readonly<Record<string, string>>,
  [name, level]: AppPermission,
): boolean => rank(permissions[name]) >= rank(level);

/** Throws what GitHub answers to a caller who may not do this. */
export function assertAccess(
  lab: Pick<LabInternals, 'gh'>,
  request: {
    readonly method: string;
    readonly repo: RepoRow;
    readonly rest: string;
    readonly caller: Caller;
  },
): void {
  const { method, repo, rest, caller } = request;
  if (caller.is === 'app') throw new HttpError(401, 'A JSON web token could not be decoded');
  const rule = RULES.find((each) => each.methods.test(method) && each.path.test(rest));
  if (caller.is === 'nobody') {
    if (repo.private) throw notFound();
    if (WRITE.test(method)) throw new HttpError(401, 'Requires authentication');
    return;
  }
  if (caller.is === 'installation') {
    if (!isInstalledOn(lab.gh, caller, repo)) throw notFound();
    if (rule !== undefined && !rule.app.some((each) => granted(caller.permissions, each)))
      throw notAccessible(rule.app.map((each) => each.join('=')).join('; '));
    return;
  }
  const level = levelOf(lab.gh, repo, caller.user.id);
  if (!atLeast(level, 'read')) throw notFound();
  if (rule !== undefined && !atLeast(level, rule.person)) throw forbiddenFor(rest);
}

const forbiddenFor = (rest: string): HttpError =>
  rest.startsWith('/collaborators')
    ? new HttpError(403, 'Must have push access to view collaborator permission.')
    : new HttpError(403, 'Must have write access to this repository.');

export function isInstalledOn(
  gh: Tables,
  { installationId, repositoryId }: Extract<Caller, { is: 'installation' }>,
  repo: RepoRow,
): boolean {
  if (repositoryId !== undefined) return repositoryId === repo.id;
  return gh.appInstallations
    .all()
    .some((row) => row.installation_id === installationId && row.account_id === repo.owner_id);
}

/** Others' text is edited with write access only; a person's own always. */
export function assertMayEdit(
  lab: LabInternals,
  repo: RepoRow,
  who: { readonly caller: Caller; readonly authorId: number; readonly level?: Level },
): void {
  const { caller, authorId, level = 'write' } = who;
  if (caller.is === 'installation') return;
  if (caller.is !== 'person') throw new HttpError(401, 'Requires authentication');
  if (caller.user.id === authorId) return;
  if (!atLeast(levelOf(lab.gh, repo, caller.user.id), level))
    throw new HttpError(403, 'Must have write access to this repository.');
}

/** The one who acts, for events and authorship. */
export function actorOf(caller: Caller): UserRow {
  if (caller.is === 'person' || caller.is === 'installation') return caller.user;
  throw new HttpError(401, 'Requires authentication');
}
