import { z } from 'zod';
import { TransientError } from '../../../src/core/errors.ts';
import { type Check, shapeOf, unclear, yesIf } from '../check.ts';

/** GitHub documents 80 a minute for what creates content. */
const MANY = 90;
const MINUTE_MS = 60_000;

/** Runs into the limit when the answer is no, so it is asked for by a flag, and last. */
export const gitDataLoad: Check = {
  name: 'git-data-load',
  question: 'Are git objects free of the limit of 80 created contents a minute?',
  ask: async ({ actor, at, nonce, pause }) => {
    const began = Date.now();
    for (let made = 0; made < MANY; made += 1) {
      try {
        const blob = { ...at, content: `${nonce} ${made}`, encoding: 'utf-8' };
        await actor.client.write('POST /repos/{owner}/{repo}/git/blobs', blob, z.unknown());
      } catch (error) {
        if (!(error instanceof TransientError) || error.retryAfterMs === undefined) throw error;
        await pause(Math.min(error.retryAfterMs, MINUTE_MS));
        return yesIf(false, `GitHub asked to slow down after ${made}: ${shapeOf(error)}`);
      }
    }
    const seconds = ((Date.now() - began) / 1_000).toFixed(0);
    const seen = `${MANY} blobs in ${seconds} s, none refused`;
    return Date.now() - began < MINUTE_MS
      ? yesIf(true, seen)
      : unclear(`${seen}: too slow to tell`);
  },
};
