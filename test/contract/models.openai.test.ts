import { type ModelApi, openaiModels } from '../../src/llm/openai.ts';
import { startWire, type WireAnswer } from '../lab/model/wire.ts';
import type { Said } from '../support/fake-models.ts';
import { modelsContract } from './models.suite.ts';

const FINISH = { complete: 'stop', truncated: 'length', refused: 'stop' } as const;
const DECLINE = {
  transient: { status: 429, code: 'rate_limit_exceeded' },
  capacity: { status: 429, code: 'insufficient_quota' },
  environment: { status: 404, code: 'model_not_found' },
} as const;

function onTheWire(said: Said): WireAnswer {
  if (said.is === 'lose') return { is: 'hang-up' };
  if (said.is === 'decline') {
    const retryAfterSeconds = (said.retryAfterMs ?? 1_000) / 1_000;
    return { is: 'status', ...DECLINE[said.kind], retryAfterSeconds };
  }
  const { text, stop = 'complete', usage } = said;
  const refusal = stop === 'refused' ? 'I cannot help with that.' : undefined;
  return { is: 'text', text, usage, finish: FINISH[stop], refusal };
}

/** A second provider is a file beside `llm/openai.ts` and a line here. */
for (const api of ['chat', 'responses'] as const) modelsContract(`openai, ${api}`, speaking(api));

function speaking(api: ModelApi): Parameters<typeof modelsContract>[1] {
  return async (said) => {
    let n = 0;
    const wire = await startWire(() => {
      const next = said[n++];
      if (next === undefined) throw new Error('more was asked than is scripted');
      return onTheWire(next);
    });
    const models = openaiModels({ apiKey: 'sk-test', baseUrl: wire.url, timeoutMs: 5_000, api });
    return { models, close: () => wire.close() };
  };
}
