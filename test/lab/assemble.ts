/** Puts the started parts together to the `Lab` that tests hold. */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createAdministration } from './administration.ts';
import { install, readManifest, seedApp, workflowToken } from './app.ts';
import { createChecks } from './checks.ts';
import type { LabCi } from './ci/ci.ts';
import { clientOf } from './client.ts';
import { createReactions, type Core } from './core.ts';
import type { Emulator, TokenMap } from './emulator.ts';
import { createRepository, mutex } from './git/repository.ts';
import type { LabInternals } from './internals.ts';
import type { Lab } from './lab.ts';
import type { People, Person } from './people.ts';
import { createPulls } from './pulls.ts';
import { createRepoRow } from './repo-row.ts';
import type { Recorder } from './requests.ts';
import { createReviews } from './reviews.ts';
import { filesOf, writeFirstCommit, type RepoSeed } from './seed.ts';
import type { Workshop } from './workshop.ts';

export async function createCore(
  lab: LabInternals,
  given: { readonly tokens: TokenMap; readonly owner: Person; readonly unknownRoutes: string[] },
): Promise<Core> {
  const oneByOne = mutex();
  return {
    lab,
    app: await seedApp(lab.gh, lab.url, lab.user(given.owner.id)),
    tokens: given.tokens,
    checks: createChecks(lab),
    pulls: createPulls(lab),
    reviews: createReviews(),
    reactions: createReactions(() => lab.now()),
    signingKey: randomBytes(24).toString('hex'),
    unknownRoutes: given.unknownRoutes,
    limits: { treeEntries: 100_000 },
    renamed: new Map(),
    statuses: [],
    required: new Map(),
    later: (work) => lab.track(oneByOne(work)),
  };
}

interface Parts {
  readonly shop: Workshop;
  readonly emulator: Emulator;
  readonly core: Core;
  readonly people: People;
  readonly owner: Person;
  readonly ci: LabCi | null;
  readonly recorder: Recorder;
}

export function assemble(parts: Parts): Lab {
  const { shop, emulator, core, people, recorder } = parts;
  const { lab } = core;
  const settled = async (): Promise<void> => {
    do {
      await Promise.allSettled(shop.work);
      await shop.webhooks.settled();
    } while (shop.work.size > 0);
  };
  const close = once(async () => {
    for (const end of shop.ends) await end();
    shop.webhooks.to(undefined);
    await settled();
    await emulator.close();
    for (const repository of shop.repositories.values()) await repository.close();
    await rm(shop.root, { recursive: true, force: true });
  });
  return {
    url: emulator.url,
    folder: shop.root,
    app: core.app,
    people,
    webhooks: shop.webhooks,
    faults: recorder.faults,
    requests: recorder.log,
    unknownRoutes: core.unknownRoutes,
    limits: core.limits,
    admin: createAdministration(core, shop.webhooks),
    ci: parts.ci,
    internals: lab,
    seedRepo: (seed) => seedRepo(parts, seed),
    as: (login) => clientOf(lab, people.add(login)),
    workflowToken: (name, permissions) => workflowToken(core, name, permissions),
    git: (name, args) => {
      const repo = lab.repo(name);
      if (repo === undefined) throw new Error(`lab: no repository ${name}`);
      return lab.git(repo).run(args);
    },
    expireTokens() {
      for (const [token, user] of core.tokens)
        if (user.installation !== undefined) core.tokens.delete(token);
    },
    settled,
    assertClean() {
      if (shop.failures.length > 0) throw new Error(`the lab failed:\n${shop.failures.join('\n')}`);
      if (core.unknownRoutes.length > 0)
        throw new Error(`asked for what the lab does not have:\n${core.unknownRoutes.join('\n')}`);
    },
    close,
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= work());
}

async function seedRepo(
  { shop, core, people, owner }: Parts,
  seed: RepoSeed,
): Promise<{ readonly fullName: string; readonly head: string }> {
  const { lab } = core;
  const by = lab.user(people.add(seed.owner ?? owner.login).id);
  const defaultBranch = seed.defaultBranch ?? 'main';
  if (lab.repo(`${by.login}/${seed.name}`) !== undefined)
    throw new Error(`lab: ${by.login}/${seed.name} is there already`);
  const repo = createRepoRow(lab.gh, by, {
    name: seed.name,
    defaultBranch,
    private: seed.private ?? false,
  });
  const dir = path.join(shop.root, `${repo.full_name}.git`);
  const git = await createRepository(dir, defaultBranch);
  shop.repositories.set(repo.id, git);
  install(lab.gh, await readManifest(), by);
  const files = await filesOf(seed);
  const message = seed.message ?? 'Initial commit';
  const head = await writeFirstCommit(git.objects, files, { owner: by, date: lab.now(), message });
  const ref = `refs/heads/${defaultBranch}`;
  const outcome = await git.move([{ ref, after: head }]);
  if (outcome.is !== 'moved')
    throw new Error(`lab: the seed was refused: ${JSON.stringify(outcome)}`);
  // Silent: a repository that was there before the lab opened tells nobody of its first push.
  lab.gh.branches.insert({ repo_id: repo.id, name: defaultBranch, sha: head, protected: false });
  lab.gh.repos.update(repo.id, { pushed_at: lab.now() });
  return { fullName: repo.full_name, head };
}
