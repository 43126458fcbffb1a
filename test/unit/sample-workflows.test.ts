/** The workflows of docs/github-action.md, as somebody pastes them. */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import { z } from 'zod';

const Step = z.object({ uses: z.string(), with: z.record(z.string(), z.unknown()).default({}) });
const Workflow = z.object({
  name: z.literal('Autopack'),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  // At the workflow, an event that the job skips would put out the one that waits.
  concurrency: z.undefined().optional(),
  jobs: z.object({
    pass: z.object({
      if: z.string(),
      concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.literal(false) }),
      steps: z.array(Step),
    }),
  }),
});
type Workflow = z.infer<typeof Workflow>;
const Action = z.object({
  inputs: z.record(z.string(), z.object({ required: z.boolean() })),
});

const read = (path: string): Promise<string> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
let workflows: readonly Workflow[] = [];
let inputs: z.infer<typeof Action>['inputs'] = {};
beforeAll(async () => {
  const blocks = [...(await read('docs/github-action.md')).matchAll(/^```yaml\n([^]*?)^```$/gm)];
  workflows = blocks
    .map(([, text]) => parse(text ?? '') as { readonly name?: string })
    .filter(({ name }) => name === 'Autopack')
    .map((found) => Workflow.parse(found));
  inputs = Action.parse(parse(await read('action.yml'))).inputs;
});

interface Happened {
  readonly name: string;
  readonly payload: object;
}

/** Whether the job runs, by GitHub's expression read as JavaScript: names that are not there are empty. */
function runs({ jobs }: Workflow, { name, payload }: Happened): boolean {
  const github = { event_name: name, repository: 'o/r', event: payload };
  const script = jobs.pass.if.replace(/github\.[\w.]+/g, (path) => path.replaceAll('.', '?.'));
  const startsWith = (text: string | undefined, start: string): boolean =>
    (text ?? '').startsWith(start);
  return Boolean(runInNewContext(script, { github, startsWith }));
}

const MONA = { sender: { type: 'User' } };
const BOT = { sender: { type: 'Bot' } };
const from = (full_name: string) => ({
  pull_request: { head: { repo: { full_name } } },
  workflow_run: { head_repository: { full_name } },
});
const onLine = (body: string, repo: string) => ({ ...MONA, ...from(repo), comment: { body } });
const HEARD: readonly Happened[] = [
  { name: 'schedule', payload: {} },
  { name: 'issues', payload: MONA },
  { name: 'issue_comment', payload: { ...MONA, comment: { body: '/autopack hold' } } },
  { name: 'pull_request', payload: { ...MONA, ...from('o/r') } },
  { name: 'pull_request_review_comment', payload: onLine('/autopack dismiss no', 'o/r') },
  // Of CI that a bot's push started.
  { name: 'workflow_run', payload: { ...BOT, ...from('o/r') } },
];
const SKIPPED: readonly Happened[] = [
  { name: 'issues', payload: BOT },
  { name: 'issue_comment', payload: { ...MONA, comment: { body: 'I agree' } } },
  { name: 'issue_comment', payload: { ...BOT, comment: { body: '/autopack hold' } } },
  { name: 'pull_request', payload: { ...BOT, ...from('o/r') } },
  { name: 'pull_request', payload: { ...MONA, ...from('stranger/r') } },
  { name: 'pull_request', payload: { ...MONA, pull_request: { head: { repo: null } } } },
  { name: 'workflow_run', payload: { ...MONA, ...from('stranger/r') } },
  { name: 'pull_request_review_comment', payload: onLine('I agree', 'o/r') },
  { name: 'pull_request_review_comment', payload: onLine('/autopack dismiss no', 'stranger/r') },
];

describe('the sample workflows', () => {
  it('are those that `autopack init` writes', async () => {
    const doc = await read('docs/github-action.md');
    for (const name of ['with-app', 'without-app'])
      expect(doc).toContain(`\`\`\`yaml\n${await read(`examples/workflows/${name}.yml`)}\`\`\`\n`);
  });

  it('are two, and run for what concerns a run and nothing else', () => {
    expect(workflows).toHaveLength(2);
    for (const workflow of workflows) {
      for (const event of HEARD) expect([event, runs(workflow, event)]).toEqual([event, true]);
      for (const event of SKIPPED) expect([event, runs(workflow, event)]).toEqual([event, false]);
      expect(Object.keys(workflow.on)).toEqual(
        expect.arrayContaining(HEARD.map(({ name }) => name)),
      );
      // A label that holds a run lets it go on when it is taken off.
      expect(workflow.on['issues']).toMatchObject({
        types: expect.arrayContaining(['labeled', 'unlabeled', 'edited']),
      });
    }
  });

  it('give the Action inputs that it has, and those that it needs', () => {
    for (const { jobs } of workflows) {
      const step = jobs.pass.steps.find(({ uses }) => uses.startsWith('OWNER/autopack@'));
      const given = Object.keys(step?.with ?? {});
      expect(Object.keys(inputs)).toEqual(expect.arrayContaining(given));
      const needed = Object.entries(inputs).filter(([, { required }]) => required);
      expect(given).toEqual(expect.arrayContaining(needed.map(([name]) => name)));
    }
  });

  it('let the workflow’s token write only where it is the one that works', () => {
    const [app, token] = workflows;
    expect(app?.permissions).toEqual({ contents: 'read' });
    expect(token?.permissions).toEqual({
      ...{ contents: 'write', issues: 'write', 'pull-requests': 'write', checks: 'write' },
      ...{ actions: 'write', statuses: 'read' },
    });
  });
});
