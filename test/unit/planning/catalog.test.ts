import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadCatalog } from '../../../src/config/catalog.ts';
import { UserError } from '../../../src/core/errors.ts';
import { CatalogRepo, danglingNames, isPinned } from '../../../src/core/planning/catalog.ts';
import { licenceVerdict } from '../../../src/core/planning/licence.ts';
import { automaticFeatures } from '../../../src/core/planning/match.ts';
import { chooseProfile } from '../../../src/core/planning/requirements.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { now, phase, REPO } from './a-catalog.ts';

const shipped = loadCatalog();
const repos = Object.values(shipped.features.features).flatMap((feature) => feature.repos);

describe('the shipped catalog', () => {
  it('has the features and profiles of v7, and names nothing that is not there', () => {
    expect(Object.keys(shipped.features.features)).toEqual(
      expect.arrayContaining([
        ...['auth_basic', 'auth_oauth', 'autonomous_orchestrator', 'sqlalchemy_patterns'],
        ...['issue_tracking_system', 'rest_api_crud', 'rate_limiting', 'file_storage'],
        ...['docker_setup', 'testing_framework', 'github_actions_ci', 'vector_search'],
        'stripe_integration',
      ]),
    );
    expect(Object.keys(shipped.profiles.profiles)).toEqual(
      expect.arrayContaining([
        ...['web_fastapi_pg', 'fullstack_rag', 'ecommerce_platform', 'data_pipeline'],
        ...['minimal_api', 'typescript_api', 'typescript_library'],
      ]),
    );
    expect(danglingNames(shipped)).toEqual([]);
  });

  it('verifies nothing that it does not pin, and offers nothing by itself', () => {
    expect(repos.filter((repo) => repo.verified && !isPinned(repo))).toEqual([]);
    expect(automaticFeatures(shipped, now)).toEqual([]);
  });

  it('names every licence by SPDX, and of packages that are installed here the true one', () => {
    expect(repos.filter(({ license }) => licenceVerdict(license).is === 'unknown')).toEqual([]);
    for (const name of ['pino', 'zod', 'probot', 'jest']) {
      const file = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
      const { license } = JSON.parse(readFileSync(file, 'utf8')) as { readonly license: string };
      expect([name, repos.find(({ id }) => id === name)?.license]).toEqual([name, license]);
    }
  });
});

describe('an entry', () => {
  it('is not verified without a pin', () => {
    expect(CatalogRepo.safeParse(REPO).success).toBe(true);
    expect(CatalogRepo.safeParse({ ...REPO, commit: null }).success).toBe(false);
    expect(CatalogRepo.safeParse({ ...REPO, files: [] }).success).toBe(false);
    expect(CatalogRepo.safeParse({ ...REPO, commit: null, verified: false }).success).toBe(true);
  });

  it.each(['../x.js', '/etc/passwd', 'src/*.js', '.git/config'])('cannot name %s', (file) => {
    const files = [{ path: file, sha256: 'a'.repeat(64) }];
    expect(CatalogRepo.safeParse({ ...REPO, files }).success).toBe(false);
  });

  it.each(['http://github.com/a/b', 'https://gitlab.com/a/b', 'https://github.com/a/b/../c'])(
    'cannot come from %s',
    (url) => {
      expect(CatalogRepo.safeParse({ ...REPO, repo_url: url }).success).toBe(false);
    },
  );
});

describe('an operator’s file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'autopack-catalog-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (text: string): Promise<string> => {
    const file = path.join(folder, 'features.yaml');
    await writeFile(file, text);
    return file;
  };
  const feature = { description: 'd', category: 'tests', complexity: 'low', keywords: ['sum'] };

  it('comes beside ours', async () => {
    const own = { version: 1, features: { summing: { ...feature, repos: [REPO] } } };
    const { features } = loadCatalog(await write(JSON.stringify(own)));
    expect(Object.keys(features.features)).toEqual(
      expect.arrayContaining(['summing', 'auth_basic']),
    );
  });

  it.each<readonly [string, unknown]>([
    ['is not YAML', 'a: [b'],
    ['has an unknown key', { version: 1, features: {}, more: 1 }],
    [
      'names a stack that is not there',
      {
        version: 1,
        features: { s: { ...feature, repos: [{ ...REPO, compatible_stacks: ['none'] }] } },
      },
    ],
  ])('is refused when it %s', async (_, content) => {
    const file = await write(typeof content === 'string' ? content : JSON.stringify(content));
    expect(() => loadCatalog(file)).toThrow(UserError);
  });

  it('is refused when it is not there', () => {
    expect(() => loadCatalog('/nowhere/features.yaml')).toThrow(UserError);
  });
});

describe('the stack of a plan', () => {
  const chosen = (text: string, scope = 'src/**') => {
    const body = phase('T1.P1', `\n${text}\n`).replace('`src/**`', `\`${scope}\``);
    const parsed = parsePlan(body);
    if (parsed.is === 'bad') throw new Error(JSON.stringify(parsed.problems));
    return chooseProfile(parsed.plan, shipped.profiles)?.id ?? null;
  };

  it.each<readonly [string, string, string | null]>([
    ['A checkout for the shop, with a cart and payments.', 'src/**', 'ecommerce_platform'],
    ['A pipeline that ingests CSV in a batch.', 'src/**', 'data_pipeline'],
    ['Answers by retrieval over an embedding.', 'src/**', 'fullstack_rag'],
    ['A route of the REST API.', 'src/routes.ts', 'typescript_api'],
    ['A route of the REST API.', 'app/routes.py', 'web_fastapi_pg'],
    ['Something else.', 'src/**', null],
  ])('%s (%s) is %s', (text, scope, id) => {
    expect(chosen(text, scope)).toBe(id);
  });
});
