import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { ServedFile } from '../../../src/core/edits/edits.ts';
import { locate } from '../../../src/engine/locate.ts';
import type { Pass } from '../../../src/engine/pass.ts';
import type { Served } from '../../../src/engine/serve.ts';
import type { ModelRequest } from '../../../src/ports.ts';
import { quiet } from '../../support/quiet.ts';
import { begun, given, hold, phase, sha, strategy } from './story.ts';

const file = (path: string, more: Partial<ServedFile> = {}): ServedFile => ({
  ...{ path, sha: sha(1), mode: '100644', text: `export const a = 1;\n`, ...more },
});
const [A, B] = [file('src/a.ts'), file('src/b.ts')];
const PART = file('src/b.ts', { parts: [{ from: 1, to: 1 }] });
const BEFORE: ModelRequest = {
  ...{ model: 'm', system: '', user: '', maxOutputTokens: 8_192 },
  schema: { name: 'builder_answer', json: {} },
};
/** A thousand tokens are counted for every prompt; this is what both calls may come to together. */
const BOTH = 2 * (1_050 + 200) + 3_000 + 8_192;

interface Situation {
  readonly files?: readonly ServedFile[];
  readonly likely?: readonly ServedFile[];
  readonly tokens?: number;
  readonly nobody?: boolean;
  readonly maxContext?: number;
  readonly before?: readonly RunEvent[];
}

const able = (maxContext: number) => ({
  ...{ maxContext, maxOutput: 9_000, structuredOutputs: true, temperature: true },
});

/** Whether a model is asked about files, and what is written then. */
async function asked({ files = [A], likely = [A, B], nobody, before = [], ...caps }: Situation) {
  const rules = strategy([phase('T1.P1', { tokenCap: caps.tokens ?? 300_000 })], {
    ...(nobody === true ? {} : { locator: { model: 'small', because: '' } }),
    ...(caps.maxContext === undefined ? {} : { capabilities: { small: able(caps.maxContext) } }),
  });
  const written: string[] = [];
  const models = {
    countTokens: () => 1_000,
    call: ({ model }: ModelRequest) => {
      written.push(model);
      const usage = { input: 1_000, cachedInput: 0, output: 10 };
      return Promise.resolve({ is: 'answer', text: '{"files":[]}', stop: 'complete', usage });
    },
  };
  // Only what a call needs of a pass.
  const pass = {
    strategy: rules,
    run: () => given(rules, begun, ...before).run,
    note: ({ type }: RunEvent) => void written.push(type),
    write: (events: readonly RunEvent[]) =>
      Promise.resolve(void written.push(...events.map(({ type }) => type))),
    ports: {
      ...{ models, clock: { now: () => 0 }, worker: 'me', leaseMs: 1_000, log: quiet },
      secretsIn: () => [],
    },
  } as unknown as Pass;
  const served: Served = {
    ...{ tree: [], files, omitted: [], outlines: [], likely, instructions: [] },
  };
  const show = (): Promise<void> => Promise.resolve();
  return { is: await locate(pass, 'T1.P1', { served, before: BEFORE, show }), written };
}

const DONE = { is: true, written: ['locate-started', 'small', 'answer-kept'] };
const NOT = { is: false, written: [] };

describe('a model is asked about files', () => {
  it('where some of the likely ones are not shown, or not whole', async () => {
    expect(await asked({})).toEqual(DONE);
    expect(await asked({ files: [A, PART] })).toEqual(DONE);
    expect(await asked({ files: [A, B] })).toEqual(NOT);
    expect(await asked({ likely: [] })).toEqual(NOT);
  });

  it('once, and where there is one', async () => {
    const own = hold('builder', { role: 'locator', id: '7-1.T1.P1.locator.1' });
    const started: RunEvent = { type: 'locate-started', at: 0, phase: 'T1.P1', hold: own };
    const lost: RunEvent = { type: 'call-lost', at: 0, hold: own.id };
    expect(await asked({ before: [started, lost] })).toEqual(NOT);
    expect(await asked({ nobody: true })).toEqual(NOT);
  });

  it('where it can be told that much', async () => {
    expect(await asked({ maxContext: 1_000 + 333 })).toEqual(DONE);
    expect(await asked({ maxContext: 1_000 + 332 })).toEqual(NOT);
  });

  it('where there is room for it and for the Builder', async () => {
    expect(await asked({ tokens: BOTH })).toEqual(DONE);
    expect(await asked({ tokens: BOTH - 1 })).toEqual(NOT);
  });
});
