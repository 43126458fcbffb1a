import { describe, expect, it } from '@jest/globals';
import { stopOf } from '../../../src/core/run/cut.ts';

const reply = (text: string, output: number | null, stop: 'complete' | 'refused' = 'complete') => ({
  ...{ stop, text },
  usage: output === null ? null : { input: 10, cachedInput: 0, output },
});

describe('an answer that used nearly all of its room', () => {
  it('was cut off when it does not end, and not before 95 per cent', () => {
    expect(stopOf(reply('{"edits":[{"path":"a', 950), 1_000)).toBe('truncated');
    expect(stopOf(reply('{"edits":[{"path":"a', 949), 1_000)).toBe('complete');
    expect(stopOf(reply('{"edits":[{"path":"a', null), 1_000)).toBe('complete');
  });

  it('is whole when it ends, as bare JSON or in a fence', () => {
    expect(stopOf(reply('{"edits":[]}\n', 1_000), 1_000)).toBe('complete');
    expect(stopOf(reply('```json\n{}\n```', 1_000), 1_000)).toBe('complete');
  });

  it('that was refused stays refused', () => {
    expect(stopOf(reply('I cannot', 1_000, 'refused'), 1_000)).toBe('refused');
  });
});
