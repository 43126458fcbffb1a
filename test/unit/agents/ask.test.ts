import { describe, expect, it } from '@jest/globals';
import { askOf } from '../../../src/agents/ask.ts';

const able = { maxContext: 100_000, maxOutput: 8_000, structuredOutputs: true, temperature: true };
const want = { outputTokens: 12_000, temperature: 0.2 };

describe('a model is asked', () => {
  it('never for more than the model can', () => {
    expect(askOf('m', able, want).maxOutputTokens).toBe(8_000);
    expect(askOf('m', able, { ...want, outputTokens: 4_000 }).maxOutputTokens).toBe(4_000);
  });

  it('for no more of an answer than a quarter of what it can be told', () => {
    expect(askOf('m', { ...able, maxContext: 16_384 }, want).maxOutputTokens).toBe(4_096);
  });

  it('with a temperature where the model takes one', () => {
    expect(askOf('m', able, want).temperature).toBe(0.2);
    expect(askOf('m', { ...able, temperature: false }, want)).not.toHaveProperty('temperature');
  });
});
