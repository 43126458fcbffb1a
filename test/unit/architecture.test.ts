import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { problemsOf, readSources } from '../support/architecture.ts';
import { inCircles } from '../support/circles.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const fixture = fileURLToPath(new URL('../fixtures/architecture', import.meta.url));

describe('the layers', () => {
  it('are kept by every file', async () => {
    const sources = await readSources(root);
    expect(sources.length).toBeGreaterThan(60);
    expect(sources.some((source) => source.path.startsWith('src/core/'))).toBe(true);
    expect(sources.flatMap(problemsOf)).toEqual([]);
  });

  it('would be seen broken', async () => {
    const problems = (await readSources(fixture)).flatMap(problemsOf);
    expect(problems).toEqual(
      expect.arrayContaining([
        'src/core/impure.ts: core may not import node:fs',
        'src/core/impure.ts: core may not import src/git/ledger.ts',
        'src/core/impure.ts: core may not use async, Date',
        'src/git/ledger.ts: git may not import src/engine/reconcile.ts',
        'src/git/ledger.ts: only src/env.ts reads process.env',
      ]),
    );
  });

  it('are kept by the compiler as well: the core knows no process, network, time or crypto', async () => {
    const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
    const failed: unknown = await promisify(execFile)(process.execPath, [tsc, '-p', fixture]).catch(
      (error: unknown) => error,
    );
    const { stdout } = failed as { readonly stdout: string };
    for (const name of ['process', 'fetch', 'setTimeout', 'crypto'])
      expect(stdout).toContain(`'${name}'`);
  });
});

describe('imports', () => {
  it('run in no circle, those of types neither', async () => {
    expect(inCircles(await readSources(root))).toEqual([]);
  });

  it('would be seen to', () => {
    const text = (name: string): string => `import { x } from './${name}.ts';`;
    const sources = [
      { path: 'src/a.ts', text: text('b') },
      { path: 'src/b.ts', text: text('core/c') },
      { path: 'src/core/c.ts', text: "import {\n  type Y,\n} from '../b.ts';" },
      { path: 'src/core/d.ts', text: text('c') },
    ];
    expect(inCircles(sources)).toEqual(['src/b.ts', 'src/core/c.ts']);
  });
});
