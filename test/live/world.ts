/** The scratch repository, who acts on it, and what is made there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { NO_OBJECT, Sha, type RepoName } from '../../src/core/ids.ts';
import type { Settings } from '../../src/env.ts';
import { gitObjects, type GitObjects } from '../../src/git/objects.ts';
import { githubClient, type GithubClient } from '../../src/github/client.ts';
import { NotFoundError, RejectedError } from '../../src/github/failures.ts';
import { authFor, whoAmI } from '../../src/installations.ts';
import { shapeOf } from './check.ts';
import type { LiveSettings } from './settings.ts';
import { createUndo, type Undo } from './undo.ts';

/** How long is waited, in milliseconds. */
export interface Timings {
  /** For a workflow run to appear. */
  readonly waitMs: number;
  readonly pollMs: number;
  /** For the run of `--run` to begin, and to end. */
  readonly startMs: number;
  readonly runMs: number;
}

/** Somebody who acts on the repository. */
export interface Hand {
  readonly client: GithubClient;
  readonly objects: GitObjects;
}

export interface LiveWorld {
  readonly repo: RepoName;
  /** The repository as routes want it. */
  readonly at: { readonly owner: string; readonly repo: string };
  /** The App where there is one, else the token. */
  readonly actor: Hand;
  readonly app:
    (Hand & { readonly botId: number; readonly appId: number; readonly own: GithubClient }) | null;
  /** Whose token GITHUB_TOKEN is. */
  readonly person: Hand | null;
  readonly repositoryId: string;
  readonly defaultBranch: string;
  /** Of the default branch. */
  readonly head: Sha;
  /** In the name of everything that is made. */
  readonly nonce: string;
  readonly timings: Timings;
  readonly undo: Undo;
  pause(ms?: number): Promise<void>;
  /** A branch name of ours; the branch goes away at the end. */
  branch(name: string): string;
  /** Any ref, below `refs/`, that goes away at the end. */
  ref(name: string): string;
  /** Null: there is no such branch. */
  tip(branch: string): Promise<Sha | null>;
  /** Moves branches by updateRefs; null: from nowhere. */
  move(
    moves: readonly { readonly branch: string; readonly from: Sha | null; readonly to: Sha }[],
    by?: Hand,
  ): Promise<void>;
  /** A commit on another one that adds a file; nothing points at it yet. */
  commit(parent: Sha, text: string): Promise<Sha>;
}

export interface Opening {
  readonly repo: RepoName;
  readonly timings: Timings;
  readonly nonce: string;
  readonly signal: AbortSignal;
}

const USER_AGENT = 'autopack-live-checks';
const Repository = z.object({
  repository: z.object({
    id: z.string(),
    defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: Sha }) }),
  }),
});
const REPOSITORY = `query LiveRepository($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { id defaultBranchRef { name target { oid } } }
}`;

/** Who there is. Asks GitHub only who the App is and where it is installed. */
export async function hands(
  { app, person }: LiveSettings,
  repo: RepoName,
): Promise<Pick<LiveWorld, 'actor' | 'app' | 'person'>> {
  const hand = async (settings: Settings): Promise<Hand> => {
    const auth = await authFor(settings, repo);
    const client = githubClient({ baseUrl: settings.apiUrl, auth, userAgent: USER_AGENT });
    return { client, objects: gitObjects(client, repo) };
  };
  const people = person === null ? null : await hand(person);
  if (app?.identity.is === 'app') {
    const { appId, privateKey } = app.identity;
    const own = githubClient({ baseUrl: app.apiUrl, auth: { is: 'jwt', appId, privateKey } });
    const { botId } = await whoAmI(app);
    const installed = { ...(await hand(app)), botId, appId, own };
    return { actor: installed, app: installed, person: people };
  }
  if (people === null) throw new Error('there is nobody to act as');
  return { actor: people, app: null, person: people };
}

export async function openWorld(
  opening: Opening,
  who: Pick<LiveWorld, 'actor' | 'app' | 'person'>,
): Promise<LiveWorld> {
  const { repo, nonce, timings, signal } = opening;
  const { client, objects } = who.actor;
  const { repository } = await client.query(REPOSITORY, { ...repo }, Repository);
  const { name: defaultBranch, target } = repository.defaultBranchRef;
  const undo = createUndo(shapeOf);
  const at = { owner: repo.owner, repo: repo.name };
  const ref: LiveWorld['ref'] = (name) => {
    undo.add(`refs/${name}`, () => removeRef(client, at, name));
    return name;
  };
  return {
    ...{ ...who, repo, at, nonce, timings, undo, ref },
    repositoryId: repository.id,
    defaultBranch,
    head: target.oid,
    pause: (ms = timings.pollMs) => sleep(ms, undefined, { signal }),
    branch: (name) => ref(`heads/autopack-check/${nonce}/${name}`).slice('heads/'.length),
    tip: (branch) => tipOf(client, at, `heads/${branch}`),
    move: async (moves, by = who.actor) =>
      by.objects.moveRefs(
        repository.id,
        moves.map(({ branch, from, to }) => ({
          ref: `refs/heads/${branch}`,
          before: from ?? NO_OBJECT,
          after: to,
        })),
      ),
    commit: async (parent, text) => {
      const path = `autopack-check/${nonce}.txt`;
      const base = await objects.treeOf(parent);
      const tree = await objects.tree(base, [{ path, mode: '100644', content: `${text}\n` }]);
      return objects.commit(`Autopack live check: ${text}`, tree, [parent]);
    },
  };
}

const RefAnswer = z.object({ object: z.object({ sha: Sha }) });

async function tipOf(client: GithubClient, at: LiveWorld['at'], ref: string): Promise<Sha | null> {
  const route = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
  try {
    return (await client.read(route, { ...at, ref }, RefAnswer)).object.sha;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}

/** What was never made, or is gone already, needs no removing. */
async function removeRef(client: GithubClient, at: LiveWorld['at'], ref: string): Promise<void> {
  const route = 'DELETE /repos/{owner}/{repo}/git/refs/{ref}';
  try {
    await client.write(route, { ...at, ref }, z.unknown());
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof RejectedError)) throw error;
    if ((await tipOf(client, at, ref)) !== null) throw error;
  }
}
