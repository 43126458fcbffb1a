/** What owners do to repositories and installations, with the events that GitHub sends of it. */
import { nodeId } from './people.ts';
import type { Core } from './core.ts';
import type { Json, RepoRow } from './internals.ts';
import { showUser } from './show.ts';
import type { WebhookQueue } from './webhooks.ts';

export interface Administration {
  archive(repo: string, archived: boolean): void;
  /** The old name leads to the new one from then on. Returns `owner/name`. */
  rename(repo: string, name: string): string;
  suspend(suspended: boolean): void;
  /** Takes the App away, or installs it anew, with another id. */
  uninstall(): void;
  install(): void;
  /** What the installation may do from now on; tokens that are out keep what they had. */
  permit(permissions: Readonly<Record<string, string>>): void;
  /** The rules of the default branch require checks and statuses of these names; nothing is refused by them. */
  require(repo: string, names: readonly string[]): void;
}

export function createAdministration(core: Core, webhooks: WebhookQueue): Administration {
  const { lab } = core;
  const find = (name: string): RepoRow => {
    const repo = lab.repo(name);
    if (repo === undefined) throw new Error(`lab: no repository ${name}`);
    return repo;
  };
  const row = () => {
    const found = lab.gh.appInstallations.all().find((one) => one.app_id === core.app.id);
    if (found === undefined) throw new Error('lab: the App is not installed');
    return found;
  };
  let away = row();
  const tell = (action: string, more: Json = {}): void => {
    const { installation_id: id, account_id: account } = away;
    webhooks.send('installation', action, {
      action,
      installation: { id, node_id: nodeId('Installation', id), app_id: core.app.id },
      sender: showUser(lab, lab.user(account)),
      ...more,
    });
  };
  const change = (changes: Partial<typeof away>): void => {
    away = lab.gh.appInstallations.update(row().id, changes) ?? away;
  };
  const changed = (repo: RepoRow, action: string, payload: Json = {}): void =>
    lab.emit({ event: 'repository', action, repo, sender: lab.user(repo.owner_id), payload });
  return {
    archive(name, archived) {
      const repo = find(name);
      lab.gh.repos.update(repo.id, { archived });
      changed(find(name), archived ? 'archived' : 'unarchived');
    },
    rename(name, to) {
      const repo = find(name);
      const full = `${repo.full_name.split('/')[0] ?? ''}/${to}`;
      lab.gh.repos.update(repo.id, { name: to, full_name: full });
      core.renamed.set(repo.full_name.toLowerCase(), repo.id);
      changed(find(full), 'renamed', { changes: { repository: { name: { from: repo.name } } } });
      return full;
    },
    suspend(suspended) {
      change({ suspended_at: suspended ? lab.now() : null });
      tell(suspended ? 'suspend' : 'unsuspend');
    },
    uninstall() {
      away = row();
      lab.gh.appInstallations.delete(away.id);
      tell('deleted');
    },
    install() {
      const { id: _id, created_at: _created, updated_at: _updated, ...rest } = away;
      away = lab.gh.appInstallations.insert({
        ...rest,
        installation_id: rest.installation_id + 1_000,
      });
      tell('created');
    },
    permit(permissions) {
      change({ permissions });
      tell('new_permissions_accepted');
    },
    require(name, names) {
      const { id, default_branch: branch } = find(name);
      core.required.set(`${id}:${branch}`, names);
    },
  };
}
