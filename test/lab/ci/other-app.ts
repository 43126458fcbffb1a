/** Another App, whose check runs may be named like anything. */
import type { LabInternals } from '../internals.ts';
import { insertUser } from '../people.ts';

const ID = 77_077;

/** Its id. */
export function otherApp({ gh, url }: LabInternals): number {
  if (gh.apps.all().some((app) => app.app_id === ID)) return ID;
  const [own] = gh.apps.all();
  if (own === undefined) throw new Error('lab: there is no App yet');
  const { id: _id, created_at: _created, updated_at: _updated, ...rest } = own;
  gh.apps.insert({ ...rest, app_id: ID, slug: 'alike', name: 'Alike' });
  insertUser(gh, url, { login: 'alike[bot]', type: 'Bot', name: 'Alike' });
  return ID;
}
