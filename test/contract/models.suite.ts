/** What every `Models` has to do, whoever answers behind it. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { TransientError } from '../../src/core/errors.ts';
import type { ModelReply, ModelRequest, Models } from '../../src/ports.ts';
import type { Said } from '../support/fake-models.ts';

export interface ModelsWorld {
  readonly models: Models;
  close(): Promise<void>;
}

export const aRequest = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'gpt-5.4-mini',
  system: 'You are asked.',
  user: 'What is the answer?',
  schema: {
    name: 'an_answer',
    json: {
      type: 'object',
      additionalProperties: false,
      required: ['answer'],
      properties: { answer: { type: 'string' } },
    },
  },
  maxOutputTokens: 1_000,
  ...more,
});

export function modelsContract(
  name: string,
  open: (said: readonly Said[]) => Promise<ModelsWorld>,
): void {
  describe(`models: ${name}`, () => {
    let world: ModelsWorld | undefined;
    afterEach(async () => {
      await world?.close();
      world = undefined;
    });
    const asking = async (said: Said, request = aRequest()): Promise<ModelReply> => {
      world = await open([said]);
      return world.models.call(request);
    };

    it('gives the text back to the letter, with what it used', async () => {
      const text = '{"answer":"forty-two ☃ 😀\\n"}';
      const reply = await asking({ is: 'answer', text });
      expect(reply).toMatchObject({ is: 'answered', text, stop: 'complete' });
      if (reply.is !== 'answered') throw new Error('not answered');
      expect(reply.usage?.input).toBeGreaterThan(0);
      expect(reply.usage?.output).toBeGreaterThan(0);
      // The hold is made from our own count, which has to cover what is charged.
      expect(reply.usage?.input).toBeLessThanOrEqual(world?.models.countTokens(aRequest()) ?? 0);
    });

    it('says when the answer was cut off', async () => {
      const said = { is: 'answer', text: '{"answ', stop: 'truncated' } as const;
      expect(await asking(said)).toMatchObject({ is: 'answered', stop: 'truncated' });
    });

    it('says when the model refused, and what that cost', async () => {
      const usage = { input: 9, cachedInput: 0, output: 3 };
      const said = { is: 'answer', text: '', stop: 'refused', usage } as const;
      expect(await asking(said)).toEqual({ is: 'answered', text: '', stop: 'refused', usage });
    });

    it('does not make up a usage that was not reported', async () => {
      expect(await asking({ is: 'answer', text: '{}', usage: null })).toMatchObject({
        is: 'answered',
        text: '{}',
        usage: null,
      });
    });

    it('passes on a usage that cannot be right, for the budget to see', async () => {
      const usage = { input: 9_000_000, cachedInput: 8_000, output: 7_000_000 };
      expect(await asking({ is: 'answer', text: '{}', usage })).toMatchObject({ usage });
    });

    it.each(['transient', 'capacity', 'environment'] as const)(
      'returns a %s refusal with the time to wait',
      async (kind) => {
        const reply = await asking({ is: 'decline', kind, retryAfterMs: 7_000 });
        expect(reply).toMatchObject({ is: 'declined', kind });
        if (reply.is !== 'declined') throw new Error('not declined');
        expect(Number.isSafeInteger(reply.retryAfterMs)).toBe(true);
        expect(reply.retryAfterMs).toBeGreaterThan(0);
        expect(reply.detail).not.toBe('');
      },
    );

    it('throws when nobody can know what became of the call', async () => {
      await expect(asking({ is: 'lose' })).rejects.toBeInstanceOf(TransientError);
    });

    it('counts an aborted call as lost', async () => {
      const stop = new AbortController();
      stop.abort();
      const call = asking({ is: 'answer', text: '{}' }, aRequest({ signal: stop.signal }));
      await expect(call).rejects.toBeInstanceOf(TransientError);
    });

    it('makes one request for one call, whatever comes of it', async () => {
      world = await open([
        { is: 'decline', kind: 'transient' },
        { is: 'lose' },
        { is: 'answer', text: '3' },
      ]);
      expect(await world.models.call(aRequest())).toMatchObject({ is: 'declined' });
      await expect(world.models.call(aRequest())).rejects.toBeInstanceOf(TransientError);
      expect(await world.models.call(aRequest())).toMatchObject({ text: '3' });
    });

    it('counts the system text, the user text and the schema, always the same', async () => {
      world = await open([]);
      const { models } = world;
      const base = models.countTokens(aRequest());
      const { schema } = aRequest();
      const json = { ...schema.json, description: 'words '.repeat(50) };
      expect(models.countTokens(aRequest())).toBe(base);
      expect(models.countTokens(aRequest({ system: 'word '.repeat(99) }))).toBeGreaterThan(base);
      expect(models.countTokens(aRequest({ user: 'word '.repeat(99) }))).toBeGreaterThan(base);
      expect(models.countTokens(aRequest({ schema: { ...schema, json } }))).toBeGreaterThan(base);
    });
  });
}
