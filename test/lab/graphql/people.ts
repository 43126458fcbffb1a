import type { Core } from '../core.ts';
import type { UserRow } from '../internals.ts';
import type { View } from './view.ts';

/** GraphQL names a bot without the `[bot]` of REST. */
export function actorView(core: Core, user: UserRow): View {
  const login = user.type === 'Bot' ? user.login.replace(/\[bot\]$/, '') : user.login;
  return { ...accountView(core, user), __typename: user.type, login };
}

/** As a commit's author, where bots too are shown by their full login. */
export function accountView(core: Core, user: UserRow): View {
  return {
    __typename: 'User',
    id: user.node_id,
    databaseId: user.id,
    login: user.login,
    name: user.name,
    email: user.email ?? '',
    avatarUrl: user.avatar_url,
    url: `${core.lab.url}/${user.login}`,
    resourcePath: `/${user.login}`,
  };
}
