import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  ALLOWED_LICENCES,
  licenceOfText,
  licencesIn,
  licenceVerdict,
} from '../../../src/core/planning/licence.ts';
import { LICENCE } from '../../support/a-source.ts';
import { cpuNow } from '../../support/cpu.ts';

const modules = new URL('../../../node_modules/', import.meta.url);
const textOf = (name: string): string => {
  const folder = new URL(`${name}/`, modules);
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return file === undefined ? '' : readFileSync(new URL(file, folder), 'utf8');
};

describe('an SPDX expression', () => {
  it.each(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', '(MIT OR GPL-3.0-only)', 'MIT AND ISC'])(
    '%s is allowed',
    (expression) => {
      expect(licenceVerdict(expression)).toEqual({ is: 'allowed' });
    },
  );

  it.each(['GPL-3.0-only', 'AGPL-3.0-or-later', 'MIT AND GPL-2.0-only', 'PostgreSQL', '0BSD'])(
    '%s is restricted',
    (expression) => {
      expect(licenceVerdict(expression)).toEqual({ is: 'restricted' });
    },
  );

  it.each(['', 'custom', 'SEE LICENSE IN LICENSE', 'MIT, mostly'])('%s is none', (expression) => {
    expect(licenceVerdict(expression)).toEqual({ is: 'unknown' });
  });

  it('asks for what was chosen of alternatives, and for every part', () => {
    expect(licencesIn('GPL-3.0-only OR MIT')).toEqual(['MIT']);
    expect(licencesIn('MIT OR Apache-2.0')).toEqual(['MIT']);
    expect(licencesIn('MIT AND BSD-3-Clause')).toEqual(['MIT', 'BSD-3-Clause']);
    expect(licencesIn('nonsense')).toEqual([]);
  });
});

describe('a licence text', () => {
  it.each([
    ['zod', 'MIT'],
    ['once', 'ISC'],
    ['openai', 'Apache-2.0'],
    ['esutils', 'BSD-2-Clause'],
    ['source-map', 'BSD-3-Clause'],
  ])('of %s is %s', (name, licence) => {
    if (existsSync(new URL(`${name}/`, modules))) expect(licenceOfText(textOf(name))).toBe(licence);
  });

  it('is never taken for one of the allowed where the package names another family', () => {
    const wrong = readdirSync(modules).flatMap((name) => {
      const file = new URL(`${name}/package.json`, modules);
      if (name.startsWith('@') || name.startsWith('.') || !existsSync(file)) return [];
      const { license } = JSON.parse(readFileSync(file, 'utf8')) as { readonly license?: string };
      const found = licenceOfText(textOf(name));
      const restricted = license !== undefined && licenceVerdict(license).is !== 'allowed';
      // Of several licences one is in the file.
      return found !== null && restricted && !license.includes(found)
        ? [`${name}: ${license} read as ${found}`]
        : [];
    });
    expect(wrong).toEqual([]);
  });

  it.each<readonly [string, string]>([
    ['a condition after it', `${LICENCE}\nThe Software shall be used for Good, not Evil.\n`],
    ['a condition before it', `Not for commercial use.\n\n${LICENCE}`],
    [
      'a condition in the line of a name',
      LICENCE.replace('Vera Vendor', 'Vera Vendor. Commercial use is prohibited.'),
    ],
    ['a word taken out', LICENCE.replace('without restriction, ', '')],
    ['a word put in', LICENCE.replace('free of charge', 'free of charge on Sundays')],
    ['nothing but its title', 'MIT License\n'],
  ])('with %s is none', (_, text) => {
    expect(licenceOfText(text)).toBeNull();
  });

  it('may be wrapped, quoted and titled as people do', () => {
    expect(licenceOfText(LICENCE.replaceAll('\n', '\r\n'))).toBe('MIT');
    expect(licenceOfText(LICENCE.replace(/([a-z,])\n/g, '$1 '))).toBe('MIT');
    expect(licenceOfText(LICENCE.replace('MIT License', '# The MIT License (MIT)'))).toBe('MIT');
  });

  it('is read in a moment, however hostile', () => {
    const began = cpuNow();
    for (const text of ['copyright '.repeat(6_000), 'a '.repeat(32_000), '\n'.repeat(64_000)])
      expect(licenceOfText(text)).toBeNull();
    expect(cpuNow() - began).toBeLessThan(1_500);
    expect(ALLOWED_LICENCES).toHaveLength(5);
  });
});
