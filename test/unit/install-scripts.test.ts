import { expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const read = async (file: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8'));
const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });
const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ hasInstallScript: z.boolean().optional(), optional: z.boolean().optional() }),
  ),
});

// npm 12 runs none that is not allowed: without that of `node`, the scripts run on whatever Node there is.
it('every install script of a dependency is allowed or refused by name', async () => {
  const { allowScripts } = Manifest.parse(await read('package.json'));
  const { packages } = Lock.parse(await read('package-lock.json'));
  const named = Object.entries(packages)
    .filter(([, { hasInstallScript, optional }]) => hasInstallScript === true && optional !== true)
    .map(([path]) => path.split('node_modules/').at(-1) ?? '');
  expect(named).toContain('node');
  expect(Object.keys(allowScripts).toSorted()).toEqual([...new Set(named)].toSorted());
  expect(allowScripts['node']).toBe(true);
});
