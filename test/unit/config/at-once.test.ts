import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';

const { compile, defaults } = planning(loadDefaults(), { now: () => Date.UTC(2026, 10, 1) });
const codes = (body: string, config: string | null): readonly string[] => {
  const compiled = compile(body, config);
  return compiled.is === 'bad' ? compiled.problems.map(({ code }) => code) : [];
};
const plan = (scope: string): string =>
  `# x\n\n## T1: x\n\n### T1.P1: y\n\n- category: docs\n- scope: ${scope}\n- acceptance:\n  - [ ] it is\n`;

describe('what is wrong', () => {
  it('with models and with the rest of a configuration is told at once', () => {
    const config = 'models: { builder: gpt-0, falback: [x] }\nci: { required: test }\n';
    const all = [
      'config/bad-value',
      'config/bad-value',
      'config/unknown-key',
      'config/unknown-model',
    ];
    expect([...codes(plan('README.md'), config)].sort()).toEqual(all);
    const compiled = defaults(config);
    const unknown =
      compiled.is === 'bad' &&
      compiled.problems.find(({ code }) => code === 'config/unknown-model');
    expect(unknown).toMatchObject({ line: 1 });
  });

  it('with paths that are none and paths that are protected is told at once', () => {
    const body = plan('.github/workflows/ci.yml, ../x');
    expect(codes(body, null)).toEqual(['plan/bad-path', 'plan/protected-path']);
    expect(codes(body, 'version: 1\nmodels: { builder: gpt-0 }\n')).toEqual([
      ...['config/unknown-model', 'plan/bad-path', 'plan/protected-path'],
    ]);
  });

  it('with a protected path is not told before it is known what the repository allows', () => {
    const body = plan('.github/workflows/ci.yml');
    expect(codes(body, 'version: 1\n')).toEqual(['plan/protected-path']);
    expect(codes(body, 'version: 2\n')).toEqual(['config/bad-value']);
    const allowed =
      'version: 1\nallow_protected: [.github/workflows/**]\nmodels: { builder: gpt-0 }\n';
    expect(codes(body, allowed)).toEqual(['config/unknown-model']);
  });
});
