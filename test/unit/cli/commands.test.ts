import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from '../../../src/cli/command.ts';
import { initCommand } from '../../../src/cli/init.ts';
import { reportCommand } from '../../../src/cli/report.ts';
import { planCommand, strategyCommand } from '../../../src/cli/strategy.ts';
import { verifyCommand } from '../../../src/cli/verify.ts';
import { parseRepositoryConfig } from '../../../src/config/repository.ts';
import { UserError } from '../../../src/core/errors.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import { TINY_PLAN } from '../../support/tiny.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'autopack-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, text: string): Promise<string> => {
  await writeFile(path.join(folder, name), text);
  return path.join(folder, name);
};

async function run(
  command: Command,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly lines: readonly string[] }> {
  const work = command.read(args);
  if (typeof work === 'string') throw new Error(work);
  const lines: string[] = [];
  return { code: await work((line) => void lines.push(line)), lines };
}

describe('autopack strategy', () => {
  it('prints what governs each category, without a plan and without a network', async () => {
    const config = await file('autopack.yml', 'version: 1\n');
    const { code, lines } = await run(strategyCommand, '--config', config);
    expect(code).toBe(0);
    // Hashes of our own files change with every word in them.
    expect(lines.filter((line) => !/^(Ruleset|strategy) /.test(line))).toMatchSnapshot();
  });

  it('compiles a plan and a configuration', async () => {
    const plan = await file('plan.md', TINY_PLAN);
    const config = await file('autopack.yml', 'version: 1\nbudget: { attempts_per_phase: 1 }\n');
    const { code, lines } = await run(strategyCommand, '--plan', plan, '--config', config);
    expect(code).toBe(0);
    const [read, governed] = lines.filter((line) => line.startsWith('T1.P1'));
    expect(read).toMatch(/src\/\*\*, test\/\*\* +src\/add\.js +– +1 +–/);
    expect(governed).toMatch(/tests +low +normal +1 \/ 1/);
    const json = await run(strategyCommand, '--plan', plan, '--config', config, '--json');
    expect(JSON.parse(json.lines[0] ?? '')).toMatchObject({
      is: 'ready',
      strategy: { phases: [{ id: 'T1.P1', builderAttempts: 1 }] },
    });
  });

  it.each([
    ['a slip in a key', 'version: 1\nbudget:\n  token: 5\n', ':3:3: error config/unknown-key'],
    ['a model', 'version: 1\nmodels:\n  builder: gpt-0\n', ':3:3: error config/unknown-model'],
    [
      'a small cap',
      'version: 1\nbudget: { tokens: 1000 }\n',
      ':2:1: warning plan/call-exceeds-cap',
    ],
  ])('names file, line and column of %s', async (_what, text, said) => {
    const config = await file('autopack.yml', text);
    const { code, lines } = await run(strategyCommand, '--config', config);
    expect(lines.join('\n')).toContain(`${config}${said}`);
    expect(code).toBe(said.includes('error') ? 1 : 0);
  });

  it('says which file is not there', async () => {
    const asked = run(strategyCommand, '--plan', path.join(folder, 'no.md'));
    await expect(asked).rejects.toThrow(UserError);
  });
});

describe('autopack plan check', () => {
  it('finds what the preflight finds, at its line', async () => {
    const plan = await file('plan.md', TINY_PLAN.replace('tests', 'testz'));
    const { code, lines } = await run(planCommand, 'check', plan);
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/plan\.md:7:\d+: error plan\/unknown-category/);
  });

  it('says of prose that a plan would be made of it', async () => {
    const plan = await file('plan.md', 'Please add a page that lists all invoices of a tenant.\n');
    const { code, lines } = await run(planCommand, 'check', plan);
    expect(code).toBe(1);
    expect(lines[0]).toContain('This is prose');
    const [json = ''] = (await run(planCommand, 'check', plan, '--json')).lines;
    expect(JSON.parse(json)).toMatchObject({ is: 'bad', prose: true });
  });

  it('prints a plan that is too long as plans that are not', async () => {
    const phases = [1, 2, 3].map((n) => `### T${n}.P1: Do ${n}\n\n- category: docs\n`);
    const text = phases.map((phase, n) => `## T${n + 1}: Tier\n\n${phase}`).join('\n');
    const plan = await file('plan.md', text);
    const config = await file('autopack.yml', 'version: 1\nbudget: { phases: 1 }\n');
    const { code, lines } = await run(planCommand, 'check', plan, '--config', config);
    expect(code).toBe(1);
    expect(lines).toContain('----- issue 3 of 3 -----');
    const part = lines.slice(lines.indexOf('----- issue 2 of 3 -----') + 1);
    expect(parsePlan(part.slice(0, part.indexOf('')).join('\n'))).toMatchObject({
      plan: { phases: [{ id: 'T2.P1', category: 'docs' }] },
    });
  });
});

describe('autopack init', () => {
  it('writes a configuration that changes nothing, and a plan that is sound', async () => {
    expect((await run(initCommand, folder)).code).toBe(0);
    const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
    const config = parseRepositoryConfig(await read('.github/autopack.yml'));
    expect(config.is).toBe('ok');
    const template = await read('.github/ISSUE_TEMPLATE/autopack-plan.md');
    expect(parsePlan(template.replace(/^---[^]*?\n---\n/, '')).is).toBe('plan');
    const config2 = path.join(folder, '.github/autopack.yml');
    const sample = await run(strategyCommand, '--config', config2);
    const none = await run(strategyCommand, '--config', await file('none.yml', ''));
    const rules = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => !/^(Ruleset|strategy) /.test(line));
    expect(rules(sample.lines)).toEqual(rules(none.lines));
  });

  it('leaves alone what is there', async () => {
    await run(initCommand, folder);
    const own = await file('.github/autopack.yml', 'version: 1\n');
    const { lines } = await run(initCommand, folder);
    expect(lines.every((line) => line.startsWith('is there'))).toBe(true);
    expect(await readFile(own, 'utf8')).toBe('version: 1\n');
  });
});

describe('what nobody can mean', () => {
  it.each([
    [strategyCommand, ['--plan'], '--plan needs a value.'],
    [strategyCommand, ['--json=1'], '--json takes no value.'],
    [strategyCommand, ['more'], '`more` is one word too many.'],
    [strategyCommand, ['--pln', 'x'], 'There is no option --pln. Did you mean `--plan`?'],
    [strategyCommand, ['-x'], 'There is no option -x.'],
    [planCommand, ['check'], 'The file with the plan is missing.'],
    [planCommand, ['chek', 'plan.md'], 'It is `plan check`, not `plan chek`.'],
    [initCommand, ['a', 'b'], '`b` is one word too many.'],
    [initCommand, ['--force'], 'There is no option --force. Use one of `--workflow`, `--uses`.'],
    [reportCommand, [], 'Which report?'],
    [reportCommand, ['runs'], 'The repository is named with --repo OWNER/REPO.'],
    [reportCommand, ['runs', '1-1', '--repo', 'o/r'], '`1-1` is one word too many.'],
    [reportCommand, ['run', '--repo', 'o/r'], 'Which run?'],
    [reportCommand, ['run', '1', '--repo', 'o/r'], '`1` is no run; one is named like 17-1.'],
    [reportCommand, ['tier', '--repo', 'o/r'], 'There is no report `tier`. Did you mean `tiers`'],
    [reportCommand, ['runs', '--repo', 'o'], 'not `o`.'],
    [verifyCommand, ['o/r'], 'The issue is named as OWNER/REPO#N, not `o/r`.'],
    [verifyCommand, ['o/r#1', '--run', 'x'], '`x` is no run; one is named like 17-1.'],
    [verifyCommand, ['o/r#1', '--loud'], 'There is no option --loud.'],
  ] as const)('is answered with what is wrong: %# %j', (command, args, wrong) => {
    expect(command.read(args)).toContain(wrong);
    expect(command.usage).toMatch(/^usage: autopack /);
  });
});
