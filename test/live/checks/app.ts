import { z } from 'zod';
import { type Check, refusalOf, shapeOf, unclear, yesIf } from '../check.ts';
import type { LiveWorld } from '../world.ts';

const Deliveries = z.array(
  z.object({
    guid: z.string(),
    delivered_at: z.string(),
    redelivery: z.boolean(),
    status: z.string(),
    event: z.string(),
  }),
);
const DAY_MS = 86_400_000;
/** Three days, less the hours in which nothing may have happened. */
const ENOUGH_DAYS = 2.8;
const MAX_PAGES = 100;

const deliveries: Check = {
  name: 'hook-deliveries',
  question: 'Can the App’s webhook deliveries of the last three days be listed, page by page?',
  ask: async ({ app }) => {
    if (app === null) return unclear('needs an App');
    const list: z.infer<typeof Deliveries>[number][] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null && pages < MAX_PAGES; pages += 1) {
      const at = cursor === '' ? {} : { cursor };
      const route = 'GET /app/hook/deliveries';
      const page: Page = await app.own.page(route, { per_page: 100, ...at }, Deliveries);
      list.push(...page.data);
      cursor = page.next;
    }
    const times = list.map(({ delivered_at: at }) => Date.parse(at));
    if (times.length === 0) return unclear('the list is there and is empty');
    const days = (Date.now() - Math.min(...times)) / DAY_MS;
    const failed = list.filter(({ status }) => status !== 'OK').length;
    const seen = `${list.length} on ${pages} pages, ${failed} of them not OK, the oldest ${days.toFixed(1)} days old`;
    // A young or a quiet App has no old ones.
    return days >= ENOUGH_DAYS ? yesIf(true, seen) : unclear(seen);
  },
};
type Page = { readonly data: z.infer<typeof Deliveries>; readonly next: string | null };

const Ruleset = z.object({ id: z.int() });

/** Lets only the App touch branches of a name. Made by a person who administers the repository. */
async function guard(world: LiveWorld, name: string): Promise<string | null> {
  const { app, person } = world;
  if (app === null || person === null) return 'needs both an App and GITHUB_TOKEN';
  const ruleset = {
    name: `autopack-check-${world.nonce}-${name}`,
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [{ actor_id: app.appId, actor_type: 'Integration', bypass_mode: 'always' }],
    conditions: {
      ref_name: { include: [`refs/heads/autopack-check/${world.nonce}/${name}-*`], exclude: [] },
    },
    rules: [{ type: 'creation' }, { type: 'update' }, { type: 'deletion' }],
  };
  let id = 0;
  const refusal = await refusalOf(
    person.client
      .write('POST /repos/{owner}/{repo}/rulesets', { ...world.at, ...ruleset }, Ruleset)
      .then((made) => (id = made.id)),
  );
  if (refusal !== null) return `no ruleset could be made: ${shapeOf(refusal)}`;
  world.undo.add(`ruleset ${id}`, async () => {
    const route = 'DELETE /repos/{owner}/{repo}/rulesets/{ruleset_id}';
    await person.client.write(route, { ...world.at, ruleset_id: id }, z.unknown());
  });
  return null;
}

const bypass: Check = {
  name: 'ruleset-bypass',
  question: 'Does a ruleset keep everybody but the App from its branches?',
  ask: async (world) => {
    const [ours, theirs] = [world.branch('bypass-1'), world.branch('bypass-2')];
    const missing = await guard(world, 'bypass');
    if (missing !== null || world.person === null) return unclear(missing ?? '');
    const to = world.head;
    const app = await refusalOf(world.move([{ branch: ours, from: null, to }]));
    const person = await refusalOf(world.move([{ branch: theirs, from: null, to }], world.person));
    return yesIf(
      app === null && person !== null,
      `the App ${app === null ? 'may' : `is refused: ${shapeOf(app)}`}; a person ${person === null ? 'may' : `is refused: ${shapeOf(person)}`}`,
    );
  },
};

const atomic: Check = {
  name: 'ruleset-atomic',
  question: 'Does updateRefs move nothing when a ruleset forbids one of its refs?',
  ask: async (world) => {
    const [free, guarded] = [world.branch('free'), world.branch('atomic-1')];
    const missing = await guard(world, 'atomic');
    if (missing !== null || world.person === null) return unclear(missing ?? '');
    const moves = [free, guarded].map((branch) => ({ branch, from: null, to: world.head }));
    const refusal = await refusalOf(world.move(moves, world.person));
    await world.pause();
    const tips = await Promise.all([free, guarded].map(world.tip));
    const none = tips.every((tip) => tip === null);
    return yesIf(
      refusal !== null && none,
      `${refusal === null ? 'not refused' : `refused: ${shapeOf(refusal)}`}; ${none ? 'nothing was made' : 'a branch was made'}`,
    );
  },
};

export const appChecks: readonly Check[] = [deliveries, bypass, atomic];
