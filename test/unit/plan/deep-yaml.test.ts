import { expect, it } from '@jest/globals';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import { syntaxRule } from '../../../src/core/govern/syntax.ts';
import { readYaml } from '../../../src/core/plan/yaml.ts';

const DEEP = [
  `x: [${'a: '.repeat(4_000)}]`,
  `a: ${'['.repeat(1_900)}${']'.repeat(1_900)}`,
  '- '.repeat(30_000),
  '? '.repeat(20_000),
];

it.each(DEEP)('refuses what is nested too deep for the parser: %#', (text) => {
  expect(readYaml(text)).toMatchObject({ is: 'faulty' });
});

it.each(DEEP)('is no valid file either: %#', (after) => {
  const change: FileChange = {
    op: 'update',
    path: 'a.yml',
    mode: '100644',
    before: 'a: 1\n',
    after,
  };
  expect(JSON.stringify(syntaxRule([change], { parsed: [] } as never))).toMatch(/YAML/);
});
