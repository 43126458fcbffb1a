import { expect, it } from '@jest/globals';
import type { Reuse } from '../../../src/core/planning/reuse.ts';
import { gateOf, made } from '../govern/changes.ts';

const source: Reuse = {
  ...{ feature: 'summing', url: 'https://github.com/vendor/sums', owner: 'vendor', name: 'sums' },
  ...{ commit: 'c'.repeat(40), license: 'MIT', licences: ['MIT'] },
  licenceFile: { path: 'LICENSE', sha256: 'b'.repeat(64) },
  files: [{ path: 'src/sum.js', sha256: 'a'.repeat(64) }],
};

it('what is taken over is refused without its notice', () => {
  const change = [made('src/sum.ts')];
  expect(gateOf(change, { reuse: { source, before: new Map() } })).toEqual([
    'work licence NOTICE',
    'work licence README.md',
  ]);
  expect(gateOf(change)).toEqual([]);
});
