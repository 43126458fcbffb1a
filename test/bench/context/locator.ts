/** Asks a model which files a query needs, by the product's own prompt. It takes a key, and some 9,000 tokens a query. */
import { locatorRequest, parseLocated } from '../../../src/agents/locator.ts';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { MAX_CHOICES } from '../../../src/core/context/locate.ts';
import { capabilityOf } from '../../../src/core/strategy/models.ts';
import { processEnv } from '../../../src/env.ts';
import { openaiModels } from '../../../src/llm/openai.ts';
import type { AtRev, Repository } from './repository.ts';

export interface Asked {
  readonly query: string;
  /** The likeliest first. */
  readonly paths: readonly string[];
  readonly blobs: AtRev['blobs'];
}

/** The files that it names, what matters most first. */
export type Locate = (asked: Asked) => Promise<readonly string[]>;

const PLAN = `# A change

## T1: A change

### T1.P1: A change

- category: general
- acceptance:
  - [ ] it is done
`;

export function locateBy(model: string, { texts }: Pick<Repository, 'texts'>): Locate {
  const { OPENAI_API_KEY: apiKey = '', OPENAI_BASE_URL: baseUrl, OPENAI_API: api } = processEnv();
  const defaults = loadDefaults();
  const compiled = planning(defaults, { now: () => Date.now() }).compile(PLAN, null);
  const able = capabilityOf(defaults.models, model);
  const [phase] = compiled.is === 'ready' ? compiled.strategy.phases : [];
  if (compiled.is !== 'ready' || phase === undefined)
    throw new Error('the plan of this script is not one');
  const capabilities = able === undefined ? {} : { [model]: able };
  const models = openaiModels({
    ...{ apiKey, baseUrl, timeoutMs: 290_000, idleMs: 120_000 },
    api: api === 'responses' ? 'responses' : 'chat',
  });
  return async ({ query, paths, blobs }) => {
    const shas = paths.slice(0, MAX_CHOICES).map((path) => [path, blobs.get(path)?.sha ?? '']);
    const found = await texts(shas.map(([, sha = '']) => sha));
    const likely = shas.flatMap(([path = '', sha = '']) => {
      const text = found.get(sha);
      return text == null ? [] : [{ path, text }];
    });
    const [name = '', ...more] = query.split('\n');
    const asked = { ...phase, name, description: more.join('\n').trim(), acceptance: [] };
    const strategy = { ...compiled.strategy, capabilities, title: name, phases: [asked] };
    const reply = await models.call(locatorRequest({ strategy, phase: asked, model, likely }));
    if (reply.is === 'declined') throw new Error(`declined: ${reply.kind}, ${reply.detail}`);
    const read = parseLocated(
      reply.text,
      likely.map(({ path }) => path),
    );
    return read.is === 'located' ? read.paths : [];
  };
}
