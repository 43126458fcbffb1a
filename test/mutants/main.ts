/** `npm run mutants`: takes each guard out of a copy of the sources and shows that its test fails. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { type Mutant, MUTANTS } from './list.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = [
  'src',
  'action',
  'test',
  'config',
  'examples',
  'scripts',
  'app.yml',
  'package.json',
  'jest.config.js',
  'tsconfig.json',
];

const copy = await mkdtemp(path.join(tmpdir(), 'autopack-mutants-'));
let failed = 0;
try {
  for (const part of PARTS)
    await cp(path.join(root, part), path.join(copy, part), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  for (const mutant of MUTANTS) {
    const problem = await judge(mutant);
    if (problem !== null) failed += 1;
    console.log(
      `${problem === null ? 'caught ' : 'MISSED '} ${mutant.name}: ${problem ?? `"${mutant.test.name}" fails`}`,
    );
  }
} finally {
  await rm(copy, { recursive: true, force: true });
}
console.log(`${MUTANTS.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

/** Null: the test passes with the guard and fails without it. */
async function judge(mutant: Mutant): Promise<string | null> {
  const file = path.join(copy, mutant.file);
  const source = await readFile(file, 'utf8');
  if (source.split(mutant.find).length !== 2)
    return `its place is not in ${mutant.file} exactly once`;
  if (!(await passes(mutant))) return 'its test does not pass with the guard in place';
  await writeFile(
    file,
    source.replace(mutant.find, () => mutant.replace),
  );
  try {
    return (await passes(mutant)) ? 'its test still passes' : null;
  } finally {
    await writeFile(file, source);
  }
}

async function passes({ test }: Mutant): Promise<boolean> {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const pattern = test.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const args = [
    '--experimental-vm-modules',
    jest,
    '--rootDir',
    copy,
    '--json',
    test.file,
    '-t',
    pattern,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: copy,
    maxBuffer: 1 << 26,
  }).catch((error: unknown) => error as { readonly stdout: string });
  const result = JSON.parse(stdout) as {
    readonly numPassedTests: number;
    readonly success: boolean;
  };
  return result.success && result.numPassedTests > 0;
}
