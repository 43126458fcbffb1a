import { describe, expect, it, jest } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { replay } from '../replay/run.ts';
import { readFiles } from '../replay/versions.ts';

jest.setTimeout(180_000);

const installed = (name: string): string =>
  fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));

describe('a real difference between two published versions', () => {
  it.each(['picocolors', 'fast-deep-equal'])(
    'of %s is built, refused where it must be, and merged to the letter',
    async (name) => {
      const before = await readFiles(installed(`replay-${name}-old`));
      const after = await readFiles(installed(`replay-${name}-new`));
      const done = await replay(before, after);
      expect(done.state).toBe('DONE_SUCCESS');
      expect(done.refused).toBe(done.expectedRefusals);
      expect(done.expectedRefusals).toBe(2);
      expect(done.tree).toBe(done.expected);
    },
  );
});
