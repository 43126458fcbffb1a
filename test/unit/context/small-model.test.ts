import { describe, expect, it } from '@jest/globals';
import { builderRequest } from '../../../src/agents/builder.ts';
import { serve } from '../../../src/engine/serve.ts';
import { countRequestTokens } from '../../../src/llm/tokens.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { phase, strategy } from '../run/story.ts';
import { SHOP } from './a-shop.ts';

const MODEL = 'qwen3:8b';
const words = (count: number): string => 'Every price is a whole number of cents. '.repeat(count);
/** As much of everything as there may be. */
const FULL = {
  ...SHOP,
  'AGENTS.md': words(300),
  'CONTRIBUTING.md': words(300),
  ...Object.fromEntries(
    Array.from({ length: 900 }, (_, at) => [
      `src/lists/list-${at}.ts`,
      `export const a${at} = ${at};\n`,
    ]),
  ),
};

async function asked(maxContext: number, files: Readonly<Record<string, string>>, said = '') {
  const at = fakeGithub({ clock: fakeClock(), files });
  const limits = phase('T1.P1', {
    name: 'Vouchers are percentages',
    description: `A voucher of ten percent takes ten percent off the price. ${said}`,
    scope: ['src/**', 'test/**'],
    builder: { model: MODEL, because: '' },
    outputTokens: 8_192,
  });
  const able = { maxContext, maxOutput: 8_192, structuredOutputs: false, temperature: true };
  const rules = strategy([limits], { capabilities: { [MODEL]: able } });
  const pass = {
    ports: { forge: at.forge, models: { countTokens: countRequestTokens } },
    strategy: rules,
    run: () => ({ base: { branch: 'main', sha: at.base }, phases: [{ id: 'T1.P1' }] }),
  } as unknown as Parameters<typeof serve>[0];
  const {
    tree,
    files: shown,
    omitted,
    outlines,
    instructions,
  } = await serve(pass, 'T1.P1', at.base);
  const evidence = [1, 2, 3, 4].map((attempt) => ({
    ...{ attempt, at: 0, kind: 'ci' as const, signature: 's' },
    text: said === '' ? 'CI is red.' : words(200),
  }));
  const request = builderRequest({
    ...{ strategy: rules, phase: limits, tree, served: shown, omitted, outlines, instructions },
    evidence,
  } as unknown as Parameters<typeof builderRequest>[0]);
  return { request, shown, tokens: countRequestTokens(request) + request.maxOutputTokens };
}

describe('a model that takes little', () => {
  it.each([8_192, 12_288, 16_384, 24_000, 32_768])(
    'is told no more than that, whatever there is to tell: %i',
    async (context) => {
      const { tokens, request } = await asked(context, FULL, words(20));
      expect(tokens).toBeLessThanOrEqual(context);
      expect(request.user).toContain('T1.P1: Vouchers are percentages');
    },
  );

  it.each([8_192, 16_384])('is shown the files of a small repository: %i', async (context) => {
    const { shown, tokens } = await asked(context, SHOP);
    expect(shown.map(({ path }) => path)).toContain('src/billing/discount.ts');
    expect(tokens).toBeLessThanOrEqual(context);
  });
});
