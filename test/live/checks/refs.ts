import { z } from 'zod';
import { NO_OBJECT } from '../../../src/core/ids.ts';
import { LEDGER_PREFIX } from '../../../src/core/names.ts';
import { LEDGERS } from '../../../src/git/queries.ts';
import { type Check, refusalOf, shapeOf, unclear, yesIf } from '../check.ts';
import type { LiveWorld } from '../world.ts';

const several: Check = {
  name: 'update-refs-several',
  question: 'Does updateRefs make and move several refs in one request?',
  ask: async (world) => {
    const { head } = world;
    const [a, b] = [world.branch('several-a'), world.branch('several-b')];
    const next = await world.commit(head, 'several');
    await world.move([a, b].map((branch) => ({ branch, from: null, to: head })));
    await world.move([a, b].map((branch) => ({ branch, from: head, to: next })));
    await world.pause();
    const tips = await Promise.all([a, b].map(world.tip));
    return yesIf(
      tips.every((tip) => tip === next),
      `two branches made in one request and moved in another; ${countAt(tips, next)} of 2 stand where they should`,
    );
  },
};

const mismatch: Check = {
  name: 'update-refs-mismatch',
  question: 'Does updateRefs move nothing when one beforeOid is wrong?',
  ask: async (world) => {
    const { head } = world;
    const [a, b] = [world.branch('mismatch-a'), world.branch('mismatch-b')];
    const next = await world.commit(head, 'mismatch');
    await world.move([a, b].map((branch) => ({ branch, from: null, to: head })));
    const moves = [
      { branch: a, from: head, to: next },
      { branch: b, from: next, to: next },
    ];
    const refusal = await refusalOf(world.move(moves));
    await world.pause();
    const tips = await Promise.all([a, b].map(world.tip));
    const still = countAt(tips, head) === 2;
    return yesIf(
      refusal !== null && still,
      `${refusal === null ? 'not refused' : `refused: ${shapeOf(refusal)}`}; ${still ? 'nothing moved' : 'something moved'}`,
    );
  },
};

const taken: Check = {
  name: 'update-refs-taken',
  question: 'Does a beforeOid of zeros refuse a ref that is there?',
  ask: async (world) => {
    const [there, fresh] = [world.branch('taken'), world.branch('taken-too')];
    await world.move([{ branch: there, from: null, to: world.head }]);
    const next = await world.commit(world.head, 'taken');
    const refusal = await refusalOf(
      world.move([fresh, there].map((branch) => ({ branch, from: null, to: next }))),
    );
    await world.pause();
    const [tip, other] = await Promise.all([there, fresh].map(world.tip));
    const still = tip === world.head && other === null;
    return yesIf(
      refusal !== null && still,
      `${refusal === null ? 'not refused' : `refused: ${shapeOf(refusal)}`}; ${still ? 'nothing moved' : 'something moved'}`,
    );
  },
};

const outside: Check = {
  name: 'update-refs-outside-heads',
  question: 'Does updateRefs move refs outside refs/heads?',
  ask: async (world) => {
    const name = world.ref(`autopack/check-${world.nonce}`);
    const move = { ref: `refs/${name}`, before: NO_OBJECT, after: world.head };
    const refusal = await refusalOf(world.actor.objects.moveRefs(world.repositoryId, [move]));
    const seen = refusal === null ? `refs/${name} was made` : `refused: ${shapeOf(refusal)}`;
    return yesIf(refusal === null, seen);
  },
};

const RateLimit = z.object({ rateLimit: z.object({ used: z.int() }) });
const USED = 'query LiveCost { rateLimit { used } }';
/** A mutation costs five points of the limit by the minute; this is the one by the hour. */
const ONE_WRITE = 5;

const cost: Check = {
  name: 'update-refs-cost',
  question: 'Does updateRefs cost no more than five points of the hourly limit?',
  ask: async (world) => {
    const { client } = world.actor;
    const used = async (): Promise<number> =>
      (await client.query(USED, {}, RateLimit)).rateLimit.used;
    const [a, b] = [world.branch('cost-a'), world.branch('cost-b')];
    const before = await used();
    await world.move([a, b].map((branch) => ({ branch, from: null, to: world.head })));
    const points = (await used()) - before;
    if (points < 0) return unclear('the hour ended between two looks');
    const seen = `${points} points between two looks, one look included; others may have spent some of them`;
    return points <= ONE_WRITE + 1 ? yesIf(true, seen) : unclear(seen);
  },
};

const Names = z.object({
  repository: z.object({ refs: z.object({ nodes: z.array(z.object({ name: z.string() })) }) }),
});

const ledgerNames: Check = {
  name: 'refs-by-prefix',
  question: 'Are branches below autopack/state/ found by prefix and by part of their name?',
  ask: async (world) => {
    // Not names of runs, so that an App that runs there leaves them alone.
    const names = ['17-1', '117-1', '18-1'].map((id) => `${id}-check-${world.nonce}`);
    const [wanted = '', contains = ''] = names;
    for (const name of names) world.ref(`heads/${LEDGER_PREFIX}${name}`);
    const branches = names.map((name) => `${LEDGER_PREFIX}${name}`);
    await world.move(branches.map((branch) => ({ branch, from: null, to: world.head })));
    await world.pause();
    const all = await listed(world, null);
    const some = await listed(world, '17-');
    const has = (list: readonly string[], name: string): boolean =>
      list.some((one) => one === name || one === LEDGER_PREFIX + name);
    const style = all.some((name) => name.startsWith(LEDGER_PREFIX)) ? 'with' : 'without';
    const where = has(some, contains) ? 'anywhere in the name' : 'at its beginning only';
    return yesIf(
      names.every((name) => has(all, name)) && has(some, wanted),
      `${names.filter((name) => has(all, name)).length} of 3 by prefix; a query matches ${where}; names come ${style} the prefix`,
    );
  },
};

async function listed(world: LiveWorld, part: string | null): Promise<readonly string[]> {
  const guess = `refs/heads/${LEDGER_PREFIX}none`;
  const variables = { ...world.repo, part, guess, after: null };
  const { repository } = await world.actor.client.query(LEDGERS, variables, Names);
  return repository.refs.nodes.map(({ name }) => name).filter((name) => name.endsWith(world.nonce));
}

const countAt = (tips: readonly (string | null)[], where: string): number =>
  tips.filter((tip) => tip === where).length;

export const refChecks: readonly Check[] = [several, mismatch, taken, outside, cost, ledgerNames];
