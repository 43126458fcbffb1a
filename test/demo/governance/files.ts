/** What is shipped in examples/governance: the service, somebody else's repository, and three plans. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../lab/lab.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/governance/', import.meta.url));

export type Files = Readonly<Record<string, string>>;

async function filesIn(folder: string): Promise<Files> {
  const root = path.join(EXAMPLE, folder);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries.filter((each) => each.isFile())) {
    const full = path.join(entry.parentPath, entry.name);
    files[path.relative(root, full).split(path.sep).join('/')] = await readFile(full, 'utf8');
  }
  return files;
}

export const service = (): Promise<Files> => filesIn('service');

export interface PlanText {
  readonly title: string;
  readonly body: string;
}

export async function planOf(name: '1-keys' | '2-words' | '3-prices'): Promise<PlanText> {
  const body = await readFile(path.join(EXAMPLE, 'plans', `${name}.md`), 'utf8');
  return { title: body.split('\n')[0]?.replace(/^# /, '') ?? name, body };
}

/** What is taken over, as the catalog pins it. */
export interface Source {
  readonly url: string;
  readonly commit: string;
  readonly licence: string;
  readonly code: string;
  /** The operator's catalog. */
  readonly catalog: string;
}

const OWNER = 'vendor';
const NAME = 'keyring';
export const SOURCE_URL = `https://github.com/${OWNER}/${NAME}`;
const CODE = 'src/keyring.ts';

/** Seeds the other repository, looks up its commit and hashes, and writes them into a catalog as an operator would. */
export async function seedSource(lab: Lab): Promise<Source> {
  const files = await filesIn('vendor/keyring');
  const { LICENSE: licence, [CODE]: code } = files;
  if (licence === undefined || code === undefined) throw new Error('the source lost its files');
  const { head: commit } = await lab.seedRepo({ owner: OWNER, name: NAME, files });
  const entry = {
    ...{ id: NAME, repo_url: SOURCE_URL, path: 'src', commit, verified: true },
    ...{ license: 'MIT', license_file: { path: 'LICENSE', sha256: sha256(licence) } },
    files: [{ path: CODE, sha256: sha256(code) }],
    ...{ quality_score: 0.9, stars: 2_000, has_tests: true, has_docs: true },
    last_updated: new Date().toISOString().slice(0, 10),
    ...{ notes: 'Read, and pinned.', compatible_stacks: [] },
    features_included: ['who holds an API key, compared in constant time'],
  };
  const feature = {
    ...{ description: 'API keys, stored as hashes.', category: 'security_auth_change' },
    ...{ complexity: 'medium', keywords: ['api key'], repos: [entry] },
  };
  const catalog = path.join(lab.folder, 'features.yaml');
  await writeFile(catalog, JSON.stringify({ version: 1, features: { api_keys: feature } }));
  return { url: SOURCE_URL, commit, licence, code, catalog };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
