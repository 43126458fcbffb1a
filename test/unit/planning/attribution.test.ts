import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '../../../src/core/hash.ts';
import { attributionRule } from '../../../src/core/planning/attribution.ts';
import type { Reuse } from '../../../src/core/planning/reuse.ts';
import { judgeSources, sourcePaths, sourceProblem } from '../../../src/core/planning/sources.ts';
import type { FileChange } from '../../../src/core/edits/edits.ts';
import type { GovernPolicy } from '../../../src/core/govern/governed.ts';
import { CODE, LICENCE, URL } from '../../support/a-source.ts';
import { PLAN } from './a-catalog.ts';

const SOURCE: Reuse = {
  ...{ feature: 'summing', url: URL, owner: 'vendor', name: 'sums', commit: 'c'.repeat(40) },
  ...{ license: 'MIT', licences: ['MIT'] },
  licenceFile: { path: 'LICENSE', sha256: sha256Hex(LICENCE) },
  files: [{ path: 'src/sum.js', sha256: sha256Hex(CODE) }],
};
const NOTICE = `# Notices\n\n${URL}\ncommit ${SOURCE.commit}, licence MIT\n\n${LICENCE}\n## Another\n`;
const README = `Sums by ${URL} (MIT).\n`;

const create = (path: string, after: string): FileChange => ({
  ...{ op: 'create', path, mode: '100644', after },
});
const ruled = (changes: readonly FileChange[], before: Readonly<Record<string, string>> = {}) => {
  const policy: GovernPolicy = {
    ...{ scope: [], protectedPaths: [], allowProtected: [], deliverables: [], allowNoop: false },
    ...{ tree: [], parsed: [] },
    reuse: { source: SOURCE, before: new Map(Object.entries(before)) },
  };
  return attributionRule(changes, policy).violations.map(
    ({ path, detail }) => `${path}: ${detail}`,
  );
};

describe('attribution', () => {
  it('is a notice with the licence text, and credit in the README', () => {
    expect(ruled([create('NOTICE', NOTICE), create('README.md', README)])).toEqual([]);
  });

  it('holds when it was there before', () => {
    expect(ruled([], { NOTICE, 'README.md': README })).toEqual([]);
  });

  it('is missed piece by piece', () => {
    expect(ruled([])).toEqual([
      `NOTICE: names the source without ${URL}`,
      `NOTICE: names the source without ${SOURCE.commit}`,
      'NOTICE: names the source without MIT',
      'NOTICE: does not hold the text of MIT',
      `README.md: names the source without ${URL}`,
      'README.md: names the source without MIT',
    ]);
    const cut = NOTICE.replace('WITHOUT WARRANTY OF ANY KIND, ', '');
    expect(ruled([create('NOTICE', cut), create('README.md', README)])).toEqual([
      'NOTICE: does not hold the text of MIT',
    ]);
  });

  it('is gone when the change takes it away', () => {
    const gone: FileChange = { op: 'delete', path: 'NOTICE', mode: '100644', before: NOTICE };
    expect(ruled([gone], { NOTICE, 'README.md': README })).toHaveLength(4);
  });
});

describe('a source', () => {
  const texts = (change: Readonly<Record<string, string>> = {}) =>
    new Map(Object.entries({ LICENSE: LICENCE, 'src/sum.js': CODE, ...change }));
  const why = (judged: ReturnType<typeof judgeSources>) => (judged.is === 'bad' ? judged.why : '');

  it('is its files and its licence, as pinned', () => {
    expect(sourcePaths(SOURCE)).toEqual(['LICENSE', 'src/sum.js']);
    expect(judgeSources(SOURCE, texts())).toMatchObject({
      is: 'sound',
      files: [{ path: 'LICENSE' }, { path: 'src/sum.js', text: CODE }],
    });
  });

  it('is nothing that cannot be read, is gone, or is another by a byte', () => {
    expect(why(judgeSources(SOURCE, null))).toContain('cannot be read');
    const gone = texts();
    gone.delete('src/sum.js');
    expect(why(judgeSources(SOURCE, gone))).toContain('has no text');
    expect(why(judgeSources(SOURCE, texts({ 'src/sum.js': `${CODE} ` })))).toContain(
      'is not the pinned text',
    );
  });

  it('has the licence that the catalog says', () => {
    const text = `${LICENCE}\nNot for shops.\n`;
    const other = { ...SOURCE, licenceFile: { path: 'LICENSE', sha256: sha256Hex(text) } };
    expect(why(judgeSources(other, texts({ LICENSE: text })))).toContain('no licence that may');
    const isc = { ...SOURCE, license: 'ISC', licences: ['ISC'] };
    expect(why(judgeSources(isc, texts()))).toContain(
      'the text of MIT, and the catalog says `ISC`',
    );
  });

  it('is told of in the line that names the feature', () => {
    expect(sourceProblem(PLAN, SOURCE, 'gone.')).toMatchObject({ line: 8, level: 'must' });
  });
});
