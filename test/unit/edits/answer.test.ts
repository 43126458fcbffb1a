import { describe, expect, it } from '@jest/globals';
import Ajv from 'ajv';
import {
  builderAnswerJsonSchema,
  parseBuilderAnswer,
  parseJson,
} from '../../../src/core/edits/answer.ts';
import { cpuNow } from '../../support/cpu.ts';

const edit = { op: 'replace', path: 'a.ts', search: 'a', replace: 'b', new_path: null };
const answer = { edits: [edit], notes: 'done' };
const json = JSON.stringify(answer);
const FENCE = '```';

describe('the Builder’s answer', () => {
  it.each([
    ['as it is', json],
    ['with blanks around', `\n  ${json}\n\n`],
    ['in a fence', `${FENCE}\n${json}\n${FENCE}`],
    ['in a named fence with blanks', `\n${FENCE}json  \n${json}\n${FENCE}\n`],
    ['in a fence with CRLF', `${FENCE}json\r\n${json}\r\n${FENCE}\r\n`],
    ['in a fence that is not closed', `${FENCE}json\n${json}`],
    ['behind prose', `Sure, {name} becomes a name:\n${json}`],
    ['before prose', `${json}\n\nI changed {a} to b.`],
    ['behind a thought', `<think>\nif (x) { "y" }\n</think>\n${json}`],
    ['said twice', `${json}\n${json}`],
    ['with comments', json.replace('{"op"', '// the only one\n{/* of them */"op"')],
    ['with last commas', json.replace('null}]', 'null,\n},\n]')],
    ['with a fence in a text', JSON.stringify({ ...answer, notes: `${FENCE}\nx\n${FENCE}` })],
  ])('is read %s', (_, text) => {
    const parsed = parseBuilderAnswer(text);
    expect(parsed.is === 'answer' ? parsed.answer.edits : parsed).toEqual([edit]);
  });

  it.each([
    ['nothing', '', 'the answer is empty'],
    ['blanks', ' \n ', 'the answer is empty'],
    ['prose', 'Sure! Here it is.', 'the answer is not one JSON object'],
    [
      'two of them',
      `${json}\n${json.replace('done', 'more')}`,
      'the answer is not one JSON object',
    ],
    ['one cut off', json.slice(0, -2), 'the answer is not one JSON object'],
    ['a list', '[]', ': '],
    ['null', 'null', ': '],
    ['no notes', '{"edits":[]}', 'notes: '],
    ['an unknown field', JSON.stringify({ ...answer, merge: true }), ': '],
    ['an unknown operation', json.replace('replace', 'chmod'), 'edits.0.op: '],
    ['an unknown field of an edit', json.replace('"op"', '"mode":"120000","op"'), 'edits.0: '],
    ['a field left out', json.replace(',"new_path":null', ''), 'edits.0.new_path: '],
    ['a number for a path', json.replace('"a.ts"', '1'), 'edits.0.path: '],
    ['a prototype', json.replace('"op"', '"__proto__":{"mode":"x"},"op"'), 'edits.0'],
  ])('is refused when it is %s', (_, text, detail) => {
    const parsed = parseBuilderAnswer(text);
    expect(parsed).toMatchObject({ is: 'malformed' });
    expect(parsed.is === 'malformed' && parsed.detail.startsWith(detail)).toBe(true);
  });

  it('is refused by its length alone', () => {
    expect(parseJson(`"${'x'.repeat(1_999_998)}"`).is).toBe('json');
    expect(parseJson(`"${'x'.repeat(1_999_999)}"`)).toEqual({
      is: 'malformed',
      detail: '2000001 characters are too many',
    });
  });

  it.each([
    ['line feeds in a fence', FENCE + '\n'.repeat(1_900_000)],
    ['fences', `${FENCE}\n`.repeat(400_000)],
    ['fences and blanks', `${FENCE}\nx\n${FENCE}${' '.repeat(1_900_000)}x`],
    ['brackets', '['.repeat(1_900_000)],
  ])('does not take long when it is a flood of %s', (_, text) => {
    const begin = cpuNow();
    expect(parseBuilderAnswer(text).is).toBe('malformed');
    expect(cpuNow() - begin).toBeLessThan(2_000);
  });
});

describe('the schema that is sent along', () => {
  const fits = new Ajv.default({ strict: false }).compile(builderAnswerJsonSchema);

  it('takes what we take and refuses what we refuse', () => {
    for (const text of [
      json.replace('"notes"', '"doubts":[],"wants":[],"notes"'),
      '{"edits":[],"doubts":[],"wants":[{"op":"read","arg":"a.ts"}],"notes":""}',
      '{"edits":[],"doubts":[],"wants":[]}',
      '[]',
      '{"edits":[{}],"doubts":[],"wants":[],"notes":""}',
    ])
      expect([text, fits(JSON.parse(text))]).toEqual([
        text,
        parseBuilderAnswer(text).is === 'answer',
      ]);
  });

  it('asks for doubts, and an answer without them or with unreadable ones is one as well', () => {
    for (const doubts of ['', '"doubts":"none",', '"doubts":[{"title":1}],'])
      expect(parseBuilderAnswer(`{"edits":[],${doubts}"notes":""}`)).toMatchObject({
        is: 'answer',
      });
  });

  it('asks for wants, and an answer without them or with unreadable ones is one as well', () => {
    for (const wants of ['', '"wants":"none",', '"wants":[{"op":"run","arg":"rm"}],'])
      expect(parseBuilderAnswer(`{"edits":[],${wants}"notes":""}`).is).toBe('answer');
  });

  it('is in the strict form: every field required, none besides', () => {
    const { items } = builderAnswerJsonSchema.properties.edits;
    for (const object of [builderAnswerJsonSchema, items]) {
      expect(object.additionalProperties).toBe(false);
      expect([...object.required]).toEqual(Object.keys(object.properties));
    }
  });
});
