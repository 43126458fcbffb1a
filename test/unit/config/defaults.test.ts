import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tokenizer from 'gpt-tokenizer/models';
import { UserError } from '../../../src/core/errors.ts';
import { CATEGORIES } from '../../../src/core/plan/plan.ts';
import { defaultTexts } from '../../../src/config/defaults.ts';
import { loadDefaults, parseDefaults } from '../../../src/config/load.ts';

const { ruleset, models, pricing, hash } = loadDefaults();
const published: Readonly<Record<string, unknown>> = tokenizer;

describe('our own configuration', () => {
  it('has the limits of every category', () => {
    const table = CATEGORIES.map((name) => {
      const r = ruleset.categories[name];
      const flags = `${r.high_risk ? 'risk ' : ''}${r.auto_apply ? 'auto' : 'audited'}`;
      return `${name}: ${r.complexity} ${r.ci} ${r.builder_attempts}/${r.auditor_attempts} ${r.token_cap} ×${r.minor_factor} ${flags} ${r.auditor_profile} ${r.severity}`;
    });

    expect(table.join('\n')).toMatchInlineSnapshot(`
     "feature_scaffolding: medium normal 3/2 500000 ×2 auto standard_review minor
     docs: low normal 2/1 200000 ×2 auto standard_review minor
     tests: low normal 3/1 300000 ×2 auto standard_review minor
     debt_cleanup: medium normal 2/1 400000 ×2 audited debt_cleanup_review minor
     cross_cutting_refactor: high strict 2/2 1000000 ×1 risk audited refactor_review major
     index_registry_change: high strict 2/2 800000 ×1 risk audited index_review major
     schema_contract_change: high strict 2/3 1000000 ×1 risk audited schema_review major
     bulk_multi_file_operation: high strict 1/2 1500000 ×1 risk audited bulk_review major
     security_auth_change: high strict 2/3 800000 ×0.5 risk audited security_review major
     external_feature_reuse: high strict 2/2 1000000 ×1 risk audited external_code_review major
     external_code_intake: high strict 2/3 1200000 ×0.5 risk audited license_and_security_review major"
    `);
  });

  it('has a price for every model it names, and names no other', () => {
    expect(Object.keys(pricing.prices).toSorted()).toEqual(Object.keys(models.models).toSorted());
  });

  it.each(Object.entries(models.models))('says of %s what its publisher says', (name, ours) => {
    const theirs = published[name];

    expect(theirs).toMatchObject({
      max_output_tokens: ours.max_output,
      reasoning_tokens: !ours.temperature,
      supported_features: expect.arrayContaining(
        ours.structured_outputs ? ['structured_outputs', 'streaming'] : [],
      ),
      supported_endpoints: expect.arrayContaining(['chat_completions', 'responses']),
    });
    expect(theirs).not.toHaveProperty('deprecated');
    expect((theirs as { context_window: number }).context_window).toBeGreaterThanOrEqual(
      ours.max_context,
    );
  });

  it.each(Object.entries(pricing.prices))('has a plausible price for %s', (name, price) => {
    expect(price.cached_input).toBeLessThan(price.input);
    expect(price.output).toBeGreaterThan(price.input);
    // The package repeats the price of an older model where it has none, so it only bounds ours.
    const { main } = (
      published[name] as { price_data?: { main: { input: number; output: number } } }
    ).price_data ?? { main: { input: 5, output: 30 } };
    expect(price.input).toBeLessThanOrEqual(main.input);
    expect(price.output).toBeLessThanOrEqual(main.output);
  });

  it('has a hash that any change changes', () => {
    const texts = defaultTexts();

    expect(parseDefaults(texts).hash).toBe(hash);
    expect(parseDefaults({ ...texts, pricing: `${texts.pricing}\n#` }).hash).not.toBe(hash);
  });

  it('is refused as our bug when it does not fit', () => {
    const texts = defaultTexts();

    expect(() => parseDefaults({ ...texts, ruleset: `${texts.ruleset}\nextra: 1\n` })).toThrow(
      /ruleset\.yaml.*extra/s,
    );
    expect(() =>
      parseDefaults({
        ...texts,
        models: texts.models.replace('builder: gpt-5.5', 'builder: gpt-0'),
      }),
    ).toThrow(/gpt-0/);
  });
});

describe('the files of an operator', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'autopack-catalog-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const refused = (files: Parameters<typeof loadDefaults>[0]): string => {
    try {
      loadDefaults(files);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    return '';
  };

  it('are named themselves, with lines and keys, and all that is wrong with both at once', () => {
    const texts = defaultTexts();
    const own = file('models.yaml', texts.models.replace('version: 1', 'version: 2\nmodel: {}'));
    const prices = file('pricing.yaml', 'version: 1\nprices:\n  m: { input: cheap }\n');
    const message = refused({ models: own, pricing: prices });
    expect(message).toContain(`AUTOPACK_MODELS (${own}):3: \`version\` is 2; it has to be \`1\`.`);
    expect(message).toContain(`AUTOPACK_MODELS (${own}):4: there is no key \`model\`.`);
    expect(message).toContain(
      `AUTOPACK_PRICING (${prices}):3: \`prices.m.input\` is "cheap"; it has to be a number.`,
    );
    expect(message).not.toContain('config/');
  });

  it('are named where they lack a model, cannot be read, or are no YAML', () => {
    const texts = defaultTexts();
    const own = file('lacks.yaml', texts.models.replace('builder: gpt-5.5', 'builder: gpt-0'));
    expect(refused({ models: own })).toBe(
      `AUTOPACK_MODELS (${own}): \`models\` lacks gpt-0, which the file uses.`,
    );
    const gone = path.join(folder, 'gone.yaml');
    expect(refused({ pricing: gone })).toBe(
      `AUTOPACK_PRICING names a file that cannot be read: ${gone}`,
    );
    const broken = file('broken.yaml', 'version: 1\na: [\n');
    expect(refused({ models: broken })).toMatch(/^AUTOPACK_MODELS \(.*broken\.yaml\):3: /);
  });
});
