import { describe, expect, it } from '@jest/globals';
import type { RepoName, RunKey } from '../../../src/core/ids.ts';
import { resync } from '../../../src/queue/resync.ts';
import { fakeLog, fakeTime, settled } from './fake-timer.ts';

const EVERY_MS = 300_000;
const repo = (name: string): RepoName => ({ owner: 'o', name });

function open(tidy?: (repo: RepoName) => Promise<void>) {
  const time = fakeTime();
  const log = fakeLog();
  const hints: string[] = [];
  const broken = new Set<string>();
  const open = new Map([
    ['a', [1, 2]],
    ['b', [3]],
  ]);
  const rounds = resync({
    ...{ clock: time.clock, timer: time.timer, log, everyMs: EVERY_MS },
    ...(tidy === undefined ? {} : { tidy }),
    queue: {
      ...{ idle: () => Promise.resolve(), close: () => Promise.resolve() },
      ...{ hint: ({ name, issue }: RunKey) => void hints.push(`${name}#${issue}`) },
    } as Parameters<typeof resync>[0]['queue'],
    repositories: () =>
      broken.has('all')
        ? Promise.reject(new Error('down'))
        : Promise.resolve([...open.keys()].map(repo)),
    openKeys: ({ owner, name }) =>
      broken.has(name)
        ? Promise.reject(new Error('down'))
        : Promise.resolve((open.get(name) ?? []).map((issue) => ({ owner, name, issue }))),
  });
  return { ...time, log, hints, broken, open, rounds };
}

describe('looking for open runs', () => {
  it('hints all of them at the start, and again every round', async () => {
    const { rounds, hints, pass, open: runs } = open();
    await rounds.start();
    expect(hints.splice(0)).toEqual(['a#1', 'a#2', 'b#3']);
    await pass(EVERY_MS - 1);
    expect(hints).toEqual([]);
    runs.set('c', [4]);
    await pass(1);
    expect(hints.splice(0)).toEqual(['a#1', 'a#2', 'b#3', 'c#4']);
    await pass(3 * EVERY_MS);
    expect(hints).toHaveLength(12);
  });

  it('tidies up in the rounds that come by themselves, after the hints, and nowhere else', async () => {
    const tidied: string[] = [];
    const { rounds, hints, pass } = open(async ({ name }) => {
      tidied.push(`${name} after ${hints.length}`);
      if (name === 'a') throw new Error('down');
    });
    await rounds.start();
    await rounds.round({ repository: repo('a') });
    expect(tidied).toEqual([]);
    hints.splice(0);
    await pass(EVERY_MS);
    expect(tidied).toEqual(['a after 2', 'b after 3']);
  });

  it('goes on with the others when one repository cannot be read', async () => {
    const { rounds, hints, broken, log } = open();
    broken.add('a');
    await rounds.start();
    expect(hints).toEqual(['b#3']);
    expect(log.lines).toEqual(['warn: a repository could not be looked through']);
  });

  it('goes on after a round that failed', async () => {
    const { rounds, hints, broken, pass, log } = open();
    await rounds.start();
    hints.splice(0);
    broken.add('all');
    await pass(EVERY_MS);
    expect(log.lines).toEqual(['warn: a round of looking for open runs failed']);
    broken.delete('all');
    await pass(EVERY_MS);
    expect(hints).toEqual(['a#1', 'a#2', 'b#3']);
  });

  it('tells whoever starts it when it cannot begin', async () => {
    const { rounds, broken } = open();
    broken.add('all');
    await expect(rounds.start()).rejects.toThrow('down');
  });

  it('ends when it is stopped, even in the middle of a round', async () => {
    const { rounds, hints, pass, due } = open();
    const started = rounds.start();
    rounds.stop();
    await started;
    await settled();
    await pass(3 * EVERY_MS);
    expect(hints).toEqual([]);
    expect(due()).toEqual([]);
  });
});
