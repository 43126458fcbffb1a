/** Another App, whose check runs may be named like anything. */
import type { LabInternals } from '../internals.ts';
import { insertUser } from '../people.ts';

const ID = 77_077;

/** Its id; with a number, that of one more. */
export function otherApp({ gh, url }: LabInternals, n = 0): number {
  const [id, slug] = [ID + n, n === 0 ? 'alike' : `alike-${n}`];
  if (gh.apps.all().some((app) => app.app_id === id)) return id;
  const [own] = gh.apps.all();
  if (own === undefined) throw new Error('lab: there is no App yet');
  const { id: _id, created_at: _created, updated_at: _updated, ...rest } = own;
  gh.apps.insert({ ...rest, app_id: id, slug, name: 'Alike' });
  insertUser(gh, url, { login: `${slug}[bot]`, type: 'Bot', name: 'Alike' });
  return id;
}
