/** Models in memory: answers are given in the order they were scripted. Passes the contract of the real adapter. */
import { TransientError } from '../../src/core/errors.ts';
import type { Usage } from '../../src/core/budget.ts';
import type { ModelReply, ModelRequest, Models } from '../../src/ports.ts';

export type Said =
  | {
      readonly is: 'answer';
      readonly text: string;
      readonly stop?: 'complete' | 'truncated' | 'refused';
      /** Left out: as counted. Null: not reported. */
      readonly usage?: Usage | null;
    }
  | {
      readonly is: 'decline';
      readonly kind: 'transient' | 'capacity' | 'environment';
      readonly retryAfterMs?: number;
    }
  /** The provider took the request; nobody ever hears of it again. */
  | { readonly is: 'lose' };

export interface FakeModels extends Models {
  requests(): readonly ModelRequest[];
  /** Lets go of the requests so far. */
  forget(): void;
}

/** A list, said one after the other, or a function that reads the request. A call beyond the list is a mistake of the test. */
export function fakeModels(
  script: readonly Said[] | ((request: ModelRequest, n: number) => Said),
): FakeModels {
  const requests: ModelRequest[] = [];
  return {
    requests: () => requests,
    forget: () => void requests.splice(0),
    countTokens,
    call: async (request) => {
      const n = requests.push(request);
      const said = typeof script === 'function' ? script(request, n) : script[n - 1];
      if (said === undefined) throw new Error(`nothing is scripted for model call ${n}`);
      if (said.is === 'lose' || request.signal?.aborted === true)
        throw new TransientError('the answer of the model was lost');
      await Promise.resolve();
      return reply(request, said);
    },
  };
}

/** Four characters a token: the words are the fake's, not the sizes. */
const sizeOf = (text: string): number => Math.ceil(text.length / 4);

const countTokens = ({ system, user, schema }: ModelRequest): number =>
  sizeOf(system) + sizeOf(user) + sizeOf(JSON.stringify(schema.json)) + 11;

function reply(request: ModelRequest, said: Exclude<Said, { is: 'lose' }>): ModelReply {
  if (said.is === 'decline') {
    const { kind, retryAfterMs = 1_000 } = said;
    return { is: 'declined', kind, detail: 'scripted', retryAfterMs };
  }
  const counted = { input: countTokens(request), cachedInput: 0, output: sizeOf(said.text) };
  const { text, stop = 'complete', usage = counted } = said;
  return { is: 'answered', text, stop, usage };
}
