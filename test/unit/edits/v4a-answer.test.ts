import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';
import type { Applied } from '../../../src/core/edits/apply.ts';
import {
  parseV4aAnswer,
  V4A_FORMAT,
  v4aAnswerJsonSchema,
} from '../../../src/core/edits/v4a-answer.ts';

const FENCE = '```';
const SERVED = 'export function add(a, b) {\n  return a - b;\n}\n';
const EXAMPLE = V4A_FORMAT.slice(V4A_FORMAT.indexOf('{"patch"'));

const applied = (answer: string, allowV4a = true): Applied =>
  applyAnswer({
    ...{ format: 'v4a', answer, allowV4a },
    files: [{ path: 'src/add.js', served: SERVED, current: SERVED }],
  });
const codeOf = (result: Applied): string =>
  result.is === 'refused' ? (result.refusals[0]?.code ?? '') : result.is;
const saying = (patch: unknown): string => JSON.stringify({ patch, notes: '' });

describe('a patch in one field of JSON', () => {
  it('is what the schema asks for, and the example of the format is one', () => {
    const fits = new Ajv().compile(v4aAnswerJsonSchema);
    expect(fits(JSON.parse(EXAMPLE))).toBe(true);
    expect(fits({ patch: '' })).toBe(false);
    expect(applied(EXAMPLE)).toMatchObject({
      is: 'applied',
      changes: [{ path: 'src/add.js', after: SERVED.replace('a - b', 'a + b') }],
    });
  });

  it.each([
    ['in a fence', `${FENCE}json\n${EXAMPLE}\n${FENCE}\n`],
    ['without notes', JSON.stringify({ patch: (JSON.parse(EXAMPLE) as { patch: string }).patch })],
    ['by itself', (JSON.parse(EXAMPLE) as { patch: string }).patch],
  ])('is read %s', (_, answer) => expect(codeOf(applied(answer))).toBe('applied'));

  it.each(['', '  \n', '*** Begin Patch\n*** End Patch\n'])('may change nothing: %j', (patch) => {
    expect(applied(saying(patch))).toEqual({ is: 'applied', changes: [] });
  });

  it('comes with what the Builder is not sure of', () => {
    const doubts = [{ title: 'Rounds down', path: null, reason: 'Nobody said how.' }];
    expect(parseV4aAnswer(JSON.stringify({ patch: '', doubts, notes: '' }))).toEqual({
      ...{ is: 'patch', patch: '', doubts },
    });
  });

  it.each([
    ['without the setting', EXAMPLE, 'format-off', false],
    ['a cut JSON', EXAMPLE.slice(0, -30), 'truncated', true],
    [
      'a cut patch',
      saying('*** Begin Patch\n*** Update File: src/add.js\n@@\n-x'),
      'truncated',
      true,
    ],
    ['no JSON', '{patch}', 'malformed', true],
    ['edits in another format', '{"edits":[],"notes":""}', 'malformed', true],
    ['a number', saying(1), 'malformed', true],
    ['prose', saying('I cannot do that.'), 'malformed', true],
  ])('is refused: %s', (_, answer, code, allow) =>
    expect(codeOf(applied(answer, allow))).toBe(code),
  );
});
