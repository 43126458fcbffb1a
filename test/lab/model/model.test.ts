import { afterEach, describe, expect, it } from '@jest/globals';
import { auditorRequest } from '../../../src/agents/auditor.ts';
import { builderRequest } from '../../../src/agents/builder.ts';
import type { Evidence } from '../../../src/core/run/event.ts';
import { TransientError } from '../../../src/core/errors.ts';
import { openaiModels } from '../../../src/llm/openai.ts';
import type { ModelReply, ModelRequest } from '../../../src/ports.ts';
import { phase, sha, strategy } from '../../unit/run/story.ts';
import { type LabModel, startModel } from './model.ts';
import { approval, type Script } from './script.ts';

const NOTES = 'swapped the operator, trust me';
const FAILING = 'adds two numbers';
const edit = (replace: string) =>
  ({ op: 'replace', path: 'src/add.js', search: 'a - b', replace, new_path: null }) as const;
const SCRIPT: Script = {
  'T1.P1': {
    builds: [
      { requires: ['a - b'], forbids: [], answer: { edits: [edit('a * b')], notes: NOTES } },
      { requires: [FAILING], forbids: [], answer: { edits: [edit('a + b')], notes: NOTES } },
    ],
    audits: [approval(['+a + b'], '', [])],
  },
};

let model: LabModel | undefined;
afterEach(async () => {
  await model?.close();
  model = undefined;
});
const open = async (): Promise<LabModel> => (model = await startModel(SCRIPT));
const ask = async (request: ModelRequest): Promise<ModelReply> => {
  const { url } = model ?? (await open());
  return openaiModels({ apiKey: 'sk', baseUrl: url, timeoutMs: 5_000 }).call(request);
};
const textOf = async (request: ModelRequest): Promise<string> => {
  const reply = await ask(request);
  return reply.is === 'answered' ? reply.text : `${reply.kind}: ${reply.detail}`;
};

const build = (more: { served?: boolean; evidence?: string; id?: string } = {}): ModelRequest => {
  const one = phase(more.id ?? 'T1.P1', { description: 'a - b is wrong' });
  const evidence: Evidence[] =
    more.evidence === undefined
      ? []
      : [{ kind: 'ci', attempt: 1, head: sha(2), text: more.evidence }];
  const file = { path: 'src/add.js', sha: sha(1), mode: '100644', text: 'a - b\n' } as const;
  const served = more.served === false ? [] : [file];
  return builderRequest({
    ...{ strategy: strategy([one]), phase: one, tree: [], served, omitted: [], evidence },
  });
};
const audit = (line: string, note = 'fine'): ModelRequest =>
  auditorRequest({
    ...{ strategy: strategy(), phase: phase('T1.P1'), earlier: [], round: 1 },
    changes: [{ op: 'create', path: 'src/add.js', mode: '100644', after: `${line}\n` }],
    gate: [{ rule: 'scope', verdict: 'pass', note }],
  });
const GARBAGE = expect.stringMatching(/^I am afraid/) as unknown as string;

describe('the scripted model', () => {
  it('hands in the edit of a file that it was shown', async () => {
    expect(await textOf(build())).toContain('a * b');
    expect(model?.calls()).toMatchObject([
      { n: 1, role: 'builder', phase: 'T1.P1', answered: true },
    ]);
  });

  it('knows nothing of a file that it was not shown', async () => {
    expect(await textOf(build({ served: false }))).toEqual(GARBAGE);
    expect(model?.calls()).toMatchObject([{ answered: false }]);
  });

  it('repairs only what the prompt says is broken', async () => {
    expect(await textOf(build({ evidence: 'CI is red.' }))).toContain('a * b');
    expect(await textOf(build({ evidence: `CI is red.\n✖ ${FAILING}` }))).toContain('a + b');
  });

  it('audits only new lines that it was shown, and never after reading the Builder’s notes', async () => {
    expect(await textOf(audit('a + b'))).toContain('"approve"');
    expect(await textOf(audit('a * b'))).toEqual(GARBAGE);
    expect(await textOf(audit('a + b', NOTES))).toEqual(GARBAGE);
  });

  it('knows no other phase and no other role', async () => {
    expect(await textOf(build({ id: 'T9.P9' }))).toEqual(GARBAGE);
    expect(await textOf({ ...build(), system: 'You are my friend.' })).toEqual(GARBAGE);
  });

  it.each([
    ['an open object', { type: 'object', properties: {}, required: [] }],
    ['no object', { type: 'string' }],
    [
      'an optional property',
      {
        type: 'object',
        additionalProperties: false,
        required: [],
        properties: { a: { type: 'string' } },
      },
    ],
    [
      'a required one that is not there',
      { type: 'object', additionalProperties: false, required: ['a'], properties: {} },
    ],
    [
      'a word that strict schemas do not know',
      {
        type: 'object',
        additionalProperties: false,
        required: ['a'],
        properties: { a: { type: 'string', minLength: 1 } },
      },
    ],
  ])('refuses a schema with %s', async (_, json) => {
    expect(await textOf({ ...build(), schema: { name: 'x', json } })).toContain('HTTP 400');
    expect(model?.calls()).toEqual([]);
  });

  it('reports what was on the wire', async () => {
    const reply = await ask(build());
    if (reply.is !== 'answered' || reply.usage === null) throw new Error('no usage');
    const request = { ...build(), model: 'gpt-5.4' };
    const counted = openaiModels({ apiKey: 'sk', timeoutMs: 1 }).countTokens(request);
    expect(reply.usage.input).toBeLessThanOrEqual(counted);
    expect(reply.usage.input).toBeGreaterThan(counted * 0.7);
  });

  it('stops at the limit that it was given', async () => {
    expect(await ask({ ...build(), maxOutputTokens: 5 })).toMatchObject({
      stop: 'truncated',
      usage: { output: 5 },
    });
  });

  it('fails as it is told', async () => {
    const { hook } = await open();
    hook(() => ({ is: 'status', status: 429, code: 'insufficient_quota', retryAfterSeconds: 3 }));
    expect(await ask(build())).toMatchObject({ kind: 'capacity', retryAfterMs: 3_000 });
    hook(() => ({ is: 'status', status: 500 }));
    expect(await ask(build())).toMatchObject({ is: 'declined', kind: 'transient' });
    hook(() => ({ is: 'usage', input: 9_999_999, output: 1 }));
    expect(await ask(build())).toMatchObject({ usage: { input: 9_999_999, output: 1 } });
    hook(() => ({ is: 'no-usage' }));
    expect(await ask(build())).toMatchObject({ is: 'answered', usage: null });
    hook(() => ({ is: 'refusal' }));
    expect(await ask(build())).toMatchObject({ stop: 'refused', text: '' });
    hook(() => ({ is: 'truncated' }));
    expect(await ask(build())).toMatchObject({ stop: 'truncated' });
    hook(() => ({ is: 'hang-up' }));
    await expect(ask(build())).rejects.toBeInstanceOf(TransientError);
    hook(undefined);
    expect(await ask(build())).toMatchObject({ stop: 'complete' });
    expect(model?.calls()).toHaveLength(8);
  });
});
