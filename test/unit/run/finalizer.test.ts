import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../../src/', import.meta.url);
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
  path.endsWith('.ts'),
);

/** Files that write such an event, as often as they do; the schemas and the lists of names do not count. */
const writersOf = (type: string): readonly string[] =>
  sources.flatMap((path) => {
    const text = readFileSync(new URL(path, root), 'utf8');
    const written = new RegExp(`\\btype: '${type}',`, 'g');
    return Array.from(text.matchAll(written), () => path);
  });

describe('only one place', () => {
  it('completes a phase', () => {
    expect(writersOf('phase-completed')).toEqual(['core/run/candidate.ts']);
  });

  it('has a run succeed', () => {
    expect(writersOf('run-succeeded')).toEqual(['core/run/phase.ts']);
  });
});
