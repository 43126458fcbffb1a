import { describe, expect, it } from '@jest/globals';
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunFailure } from '../../src/core/run/event.ts';
import { choicesFor } from '../../src/core/report/choices.ts';
import { RULES } from '../../src/core/verify/evidence.ts';
import { COMMANDS } from '../../src/core/run/command.ts';
import { triggerKeys } from '../../src/github/trigger.ts';
import { parse } from 'yaml';
import { z } from 'zod';

/** What happens to issues, comments and pull requests, by GitHub's names; in order. */
const ACTIONS = [
  ...['assigned', 'closed', 'converted_to_draft', 'created', 'deleted', 'edited', 'labeled'],
  ...['locked', 'opened', 'ready_for_review', 'reopened', 'synchronize', 'transferred'],
  ...['unlabeled', 'unlocked'],
];
const Workflow = z.object({
  on: z.record(
    z.string(),
    z.object({ types: z.array(z.string()).default([]) }).catch({ types: [] }),
  ),
});

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): Promise<string> => readFile(path.join(root, file), 'utf8');

async function sources(): Promise<string> {
  const files: string[] = [];
  for (const folder of ['src', 'action']) {
    const entries = await readdir(path.join(root, folder), {
      recursive: true,
      withFileTypes: true,
    });
    for (const entry of entries.filter((each) => each.isFile() && each.name.endsWith('.ts')))
      files.push(await readFile(path.join(entry.parentPath, entry.name), 'utf8'));
  }
  return files.join('\n');
}

describe('the documentation', () => {
  it('has an entry for every error code, and none that is not used', async () => {
    const used = new Set(
      [
        ...(await sources()).matchAll(/'((?:plan|config|env|action|cli|github|ledger)\/[a-z-]+)'/g),
      ].map((found) => found[1]),
    );
    const listed = new Set(
      [...(await read('docs/errors.md')).matchAll(/`([a-z]+\/[a-z-]+)`/g)].map((found) => found[1]),
    );
    expect([...used].filter((code) => !listed.has(code))).toEqual([]);
    expect([...listed].filter((code) => !used.has(code))).toEqual([]);
  });

  it('has an entry and a choice for every way in which a run can end', async () => {
    const errors = await read('docs/errors.md');
    for (const reason of RunFailure.shape.reason.options) {
      expect(errors).toContain(`\`${reason}\``);
      expect(choicesFor(reason).length).toBeGreaterThan(0);
    }
  });

  it('has a line for every command', async () => {
    const commands = await read('docs/commands.md');
    for (const command of COMMANDS) expect(commands).toContain(`\`/autopack ${command}`);
  });

  it('has an entry for every rule of a verification', async () => {
    const errors = await read('docs/errors.md');
    for (const rule of RULES) expect(errors).toMatch(new RegExp(`^\\| \`${rule}\` `, 'm'));
  });

  it('sends nobody to a registry, where a package of this name is a stranger’s', async () => {
    const docs = (await readdir(path.join(root, 'docs')))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `docs/${file}`);
    for (const file of ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', ...docs])
      expect(await read(file)).not.toMatch(/\b(?:npx|npm (?:exec|install|i)(?: -\S+)*) autopack\b/);
    expect(await sources()).not.toMatch(/\bnpx autopack\b/);
  });

  it('names only scripts that exist', async () => {
    const { scripts } = JSON.parse(await read('package.json')) as {
      readonly scripts: Record<string, string>;
    };
    const text = (
      await Promise.all(['README.md', 'CONTRIBUTING.md', 'docs/operations.md'].map(read))
    ).join('\n');
    const named = [
      ...text.matchAll(/npm (?:run )?(start|test|[a-z0-9]+:[a-z]+|(?<=run )[a-z]+(?:-[a-z]+)*)/g),
    ].map((found) => found[1] ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('links only to files that exist', async () => {
    for (const file of [
      'README.md',
      'ARCHITECTURE.md',
      'CONTRIBUTING.md',
      'docs/operations.md',
      'docs/security.md',
      'docs/github-action.md',
    ])
      for (const found of (await read(file)).matchAll(/\]\((?!https?:)([^)#]+)/g))
        await expect(
          access(path.join(root, path.dirname(file), found[1] ?? '')),
        ).resolves.toBeUndefined();
  });

  it('has the sample workflow wake for whatever the App wakes for', async () => {
    const sample = /```yaml\n(name: Autopack[^]*?)```/.exec(
      await read('docs/github-action.md'),
    )?.[1];
    const { on } = Workflow.parse(parse(sample ?? ''));
    const repository = { name: 'r', owner: { login: 'o' } };
    const issue = { number: 7 };
    const pull = { pull_request: { number: 9, head: { ref: 'autonomous/7-1' } } };
    const others = { pull_request: { number: 9, head: { ref: 'topic' } } };
    const wakes = (event: string, payloads: readonly object[]): readonly string[] =>
      ACTIONS.filter((action) =>
        payloads.some(
          (payload) => triggerKeys(event, { repository, action, ...payload }).length > 0,
        ),
      );
    const comment = { issue, comment: { body: '/autopack hold' } };
    expect(on['issues']?.types.toSorted()).toEqual(wakes('issues', [{ issue }]));
    expect(on['issue_comment']?.types).toEqual(wakes('issue_comment', [comment]));
    const line = { ...pull, comment: { body: '/autopack dismiss no' } };
    const onLines = wakes('pull_request_review_comment', [line]);
    expect(on['pull_request_review_comment']?.types).toEqual(onLines);
    expect(on['pull_request']?.types.toSorted()).toEqual(wakes('pull_request', [pull, others]));
  });

  it('describes the inputs of the Action and the variables of the server', async () => {
    const [action, guide, env, readme] = await Promise.all(
      ['action.yml', 'docs/github-action.md', 'src/env.ts', 'README.md'].map(read),
    );
    for (const found of (action ?? '').matchAll(/^ {2}([a-z-]+):\n {4}description:/gm))
      expect(guide).toContain(`\`${found[1]}\``);
    for (const name of [
      'APP_ID',
      'PRIVATE_KEY_PATH',
      'WEBHOOK_SECRET',
      'OPENAI_API_KEY',
      'OPENAI_BASE_URL',
      'RESYNC_MINUTES',
      'PORT',
      'HOST',
      'LOG_LEVEL',
    ]) {
      expect(env).toContain(name);
      expect(readme).toContain(name);
    }
  });

  it('speaks of commands that exist', async () => {
    const text = await read('README.md');
    for (const found of text.matchAll(/`\/autopack ([a-z]+)/g))
      expect(COMMANDS).toContain(found[1]);
  });
});
