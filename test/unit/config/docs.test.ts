import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { documentText, schemaText } from '../../../scripts/generate-config-docs.ts';
import { parseRepositoryConfig } from '../../../src/config/repository.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

describe('what is generated from the schema is up to date (npm run docs)', () => {
  it('config/schema.json', async () => {
    expect(read('config/schema.json')).toBe(await schemaText());
  });

  it('docs/configuration.md', async () => {
    const current = read('docs/configuration.md');

    expect(current).toBe(await documentText(current));
  });
});

describe('the example in the documentation', () => {
  const [, example = ''] = /```yaml\n([^]*?)```/.exec(read('docs/configuration.md')) ?? [];

  it('is a configuration', () => {
    expect(parseRepositoryConfig(example).is).toBe('ok');
  });

  it('fits the JSON schema, and a slip in a key does not', () => {
    const fits = new Ajv2020().compile(JSON.parse(read('config/schema.json')) as object);
    const value = parse(example.replaceAll('2_000_000', '2000000')) as object;

    expect(fits(value)).toBe(true);
    expect(fits({ ...value, budgets: {} })).toBe(false);
  });
});
