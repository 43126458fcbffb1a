import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as shipped from 'gpt-tokenizer/models';
import { z } from 'zod';
import { defaultTexts } from '../../../src/config/defaults.ts';
import { loadDefaults, parseDefaults } from '../../../src/config/load.ts';
import { Category, Complexity } from '../../../src/core/plan/plan.ts';
import {
  chooseModel,
  DECLINED_ENOUGH,
  escalated,
  fallbackOf,
  locatorOf,
  type ModelCatalog,
  modelNow,
  secondAuditor,
} from '../../../src/core/strategy/models.ts';
import { NO_CONFIG, type RepositoryConfig } from '../../../src/core/strategy/repository.ts';

const { models: catalog, pricing } = loadDefaults();
const sources = (repository: RepositoryConfig = NO_CONFIG, more: Partial<ModelCatalog> = {}) => ({
  catalog: { ...catalog, ...more },
  repository,
});
const work = (category: Category, highRisk = false) =>
  ({ category, complexity: 'medium', highRisk }) as const;

describe('a model is chosen', () => {
  it.each(Category.options)(
    'by an override for %s where there is one, before its risk',
    (category) => {
      const own = { builder: 'gpt-4.1', auditor: 'gpt-4.1-mini' };
      const from = sources(NO_CONFIG, { categories: { [category]: own } });
      expect(chooseModel('builder', work(category, true), from)).toEqual({
        ...{ model: 'gpt-4.1', because: `category ${category}` },
      });
      expect(chooseModel('auditor', work(category, true), from).model).toBe('gpt-4.1-mini');
    },
  );

  it('by the repository before everything else, and by complexity after everything', () => {
    const own = sources({ version: 1, models: { builder: 'gpt-5.1' } });
    expect(chooseModel('builder', work('docs', true), own).because).toContain(
      '.github/autopack.yml',
    );
    for (const complexity of Complexity.options)
      expect(
        chooseModel('auditor', { category: 'tests', complexity, highRisk: false }, sources()),
      ).toEqual({
        model: catalog.complexity[complexity].auditor,
        because: `complexity ${complexity}`,
      });
  });

  it('for a second opinion where two are due, and never the first again', () => {
    const due = Category.options.filter((category) =>
      secondAuditor(category, { builder: 'gpt-5.5', auditor: 'gpt-5.4' }, catalog),
    );
    expect(due.toSorted()).toEqual([
      ...['external_code_intake', 'external_feature_reuse'],
      ...['schema_contract_change', 'security_auth_change'],
    ]);
    const other = (builder: string, auditor: string, list = catalog.second_auditor) =>
      secondAuditor('security_auth_change', { builder, auditor }, { second_auditor: list })?.model;
    expect(other('gpt-5.5', 'gpt-5.2')).toBe('gpt-5.4');
    expect(other('gpt-5.4', 'gpt-5.2')).toBe('gpt-4.1');
    expect(other('gpt-5.4', 'gpt-5.2', ['gpt-5.2', 'gpt-5.4'])).toBe('gpt-5.4');
    expect(other('gpt-5.4', 'gpt-5.2', ['gpt-5.2'])).toBeUndefined();
  });
});

describe('a model that keeps declining', () => {
  const choice = { model: 'a', because: 'complexity low' };
  const now = (declined: Record<string, number>, ...avoid: string[]) =>
    modelNow(choice, { fallback: ['b', 'a', 'c'], declined, avoid });

  it('is asked until it has declined often enough, then the next of the ladder', () => {
    expect(now({ a: DECLINED_ENOUGH - 1 })).toEqual(choice);
    expect(now({ a: DECLINED_ENOUGH })).toEqual({ model: 'b', because: 'a declined 3 calls' });
    expect(now({ a: 3, b: 3 }).model).toBe('c');
  });

  it('is asked again when nobody else is left', () => {
    expect(now({ a: 3, b: 3, c: 3 })).toEqual(choice);
    expect(modelNow(choice, { fallback: [], declined: { a: 9 } })).toEqual(choice);
  });

  it('is not followed by the one whose work is judged, as long as there is another', () => {
    expect(now({ a: 3 }, 'b').model).toBe('c');
    expect(now({ a: 3, c: 3 }, 'b').model).toBe('b');
    expect(now({ a: 3 }, 'c', 'b').model).toBe('c');
    expect(now({}, 'a')).toEqual({ model: 'b', because: 'a stands in for another' });
    expect(now({ b: 3, c: 3 }, 'a')).toEqual(choice);
  });
});

describe('who names the files of a phase', () => {
  const who = (repository?: RepositoryConfig, prices = pricing.prices): string | undefined =>
    locatorOf({ ...sources(repository), pricing: { ...pricing, prices } })?.model;

  it('is the model of the catalog, or the repository’s own, or nobody', () => {
    expect(who()).toBe(catalog.locator);
    expect(who({ version: 1, models: { locator: 'gpt-5.1' } })).toBe('gpt-5.1');
    expect(who({ version: 1, models: { locator: 'none' } })).toBeUndefined();
    const { locator: _none, ...without } = catalog;
    expect(locatorOf({ ...sources(), pricing, catalog: without })).toBeUndefined();
  });

  it('is nobody whose price is unknown where money is capped, unless the repository says so', () => {
    const usd = { version: 1, budget: { usd: 1 } } as const;
    expect(who(usd)).toBe(catalog.locator);
    expect(who(usd, {})).toBeUndefined();
    expect(who(undefined, {})).toBe(catalog.locator);
    // That is refused before the run starts, like every other model whose price is unknown.
    expect(who({ ...usd, models: { locator: 'gpt-5.1' } }, {})).toBe('gpt-5.1');
  });
});

describe('the ladder', () => {
  it('is the repository’s where it has one', () => {
    const repository: RepositoryConfig = { version: 1, models: { fallback: [] } };
    expect(fallbackOf({ ...sources(repository), pricing })).toEqual([]);
    expect(fallbackOf({ ...sources(), pricing })).toEqual(catalog.fallback);
  });

  it('has only models whose price is known where money is capped', () => {
    const [first = '', ...rest] = catalog.fallback;
    const { [first]: _unknown, ...prices } = pricing.prices;
    const capped = sources({ version: 1, budget: { usd: 1 } });
    expect(fallbackOf({ ...capped, pricing: { ...pricing, prices } })).toEqual(rest);
    expect(fallbackOf({ ...sources(), pricing: { ...pricing, prices } })).toEqual(catalog.fallback);
  });

  it('upwards ends: nobody is stronger than the last', () => {
    for (const start of Object.keys(catalog.models)) {
      const seen = new Set<string>();
      for (let at: string | undefined = start; at !== undefined;) {
        expect(seen.has(at)).toBe(false);
        seen.add(at);
        at = escalated({ model: at }, catalog);
      }
    }
    expect(escalated({ model: 'gpt-5.4-mini' }, catalog)).toBe('gpt-5.4');
    expect(escalated({ model: 'toString' }, catalog)).toBeUndefined();
  });

  it('names only models whose limits are known', () => {
    const texts = defaultTexts();
    for (const key of [
      'fallback: [gpt-5.4,',
      'second_auditor: [gpt-5.2,',
      'locator: gpt-5.4-mini',
    ]) {
      expect(texts.models).toContain(key);
      const broken = texts.models.replace(key, key.replace(/gpt-[\d.]+(?:-mini)?/, 'nobody'));
      expect(() => parseDefaults({ ...texts, models: broken })).toThrow(/nobody/);
    }
  });
});

/**
 * As the tokenizer's package ships them: a second source for the limits in config/. Of prices it has only one
 * for a model of ours, gpt-4.1, and that is five times what OpenAI's own page says; so prices come from there.
 */
const Shipped = z.record(
  z.string(),
  z.looseObject({
    context_window: z.number(),
    max_output_tokens: z.number(),
    reasoning_tokens: z.boolean(),
    supported_features: z.array(z.string()),
  }),
);

describe('config/models.yaml and config/pricing.yaml', () => {
  const known = Shipped.parse(
    Object.fromEntries(Object.entries(shipped).filter(([name]) => name in catalog.models)),
  );

  it.each(Object.keys(catalog.models))('agree with the tokenizer’s data about %s', (name) => {
    const [ours, theirs] = [catalog.models[name], known[name]];
    if (ours === undefined || theirs === undefined) throw new Error(`${name} is not shipped`);
    expect(ours.max_output).toBe(theirs.max_output_tokens);
    // Where a longer prompt costs more we stop before.
    expect(ours.max_context).toBeLessThanOrEqual(theirs.context_window);
    expect(ours.structured_outputs).toBe(theirs.supported_features.includes('structured_outputs'));
    expect(ours.temperature).toBe(!theirs.reasoning_tokens);
  });

  it('have prices in which the cached costs least and the output most', () => {
    for (const { input, cached_input: cached, output } of Object.values(pricing.prices)) {
      expect(cached).toBeLessThan(input);
      expect(input).toBeLessThan(output);
    }
  });

  it('have a price for every model', () => {
    expect(Object.keys(pricing.prices).toSorted()).toEqual(Object.keys(catalog.models).toSorted());
  });

  it('are read from the operator’s files where there are any, and say what is wrong with those', () => {
    const here = (name: string): string =>
      new URL(`../../../config/${name}.yaml`, import.meta.url).pathname;
    expect(loadDefaults({ models: here('models'), pricing: here('pricing') })).toEqual(
      loadDefaults(),
    );
    expect(readFileSync(here('models'), 'utf8')).toContain('fallback');
    for (const models of ['/nowhere/models.yaml', here('ruleset')])
      expect(() => loadDefaults({ models })).toThrow(/AUTOPACK_MODELS/);
  });
});
