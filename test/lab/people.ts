import { randomBytes } from 'node:crypto';
import type { TokenMap } from './emulator.ts';
import type { Level, RepoRow, Tables, UserRow } from './internals.ts';

export const nodeId = (type: string, id: number): string =>
  Buffer.from(`0:${type}${id}`).toString('base64').replace(/=+$/, '');

export function insertUser(
  gh: Tables,
  url: string,
  user: { readonly login: string; readonly type: 'User' | 'Bot'; readonly name?: string },
): UserRow {
  const row = gh.users.insert({
    login: user.login,
    node_id: '',
    avatar_url: `${url}/avatars/u/${user.login}`,
    gravatar_id: '',
    type: user.type,
    site_admin: false,
    name: user.name ?? user.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
  });
  const change = { node_id: nodeId(user.type, row.id), email: noreply(row) };
  return gh.users.update(row.id, change) ?? row;
}

/** The address by which a commit's author is recognised. */
export const noreply = (user: Pick<UserRow, 'id' | 'login'>): string =>
  `${user.id}+${user.login}@users.noreply.github.com`;

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly token: string;
}

export interface People {
  /** Creates the account when there is none; its token stays the same. */
  add(login: string): Person;
  /** From now on; `none` takes access away. */
  permit(login: string, repo: string, level: Level): Person;
}

export function createPeople(
  lab: { readonly gh: Tables; readonly url: string; repo(name: string): RepoRow | undefined },
  tokens: TokenMap,
): People {
  const known = new Map<string, Person>();
  const add = (login: string): Person => {
    const before = known.get(login);
    if (before !== undefined) return before;
    const user =
      lab.gh.users.findOneBy('login', login) ??
      insertUser(lab.gh, lab.url, { login, type: 'User' });
    const token = `ghp_${randomBytes(18).toString('hex')}`;
    tokens.set(token, { login, id: user.id, scopes: ['repo'] });
    const person = { login, id: user.id, token };
    known.set(login, person);
    return person;
  };
  return {
    add,
    permit(login, repoName, level) {
      const person = add(login);
      const repo = lab.repo(repoName);
      if (repo === undefined) throw new Error(`lab: no repository ${repoName}`);
      const rows = lab.gh.collaborators.findBy('repo_id', repo.id);
      const row = rows.find((each) => each.user_id === person.id);
      if (row !== undefined) lab.gh.collaborators.delete(row.id);
      if (level !== 'none')
        lab.gh.collaborators.insert({ repo_id: repo.id, user_id: person.id, permission: level });
      return person;
    },
  };
}
