/** A copy of the sources in which guards are taken out, and what its tests say of that. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';

/** What is changed, and the test that has to notice. */
export interface Change {
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly test: { readonly file: string; readonly name: string };
}

/** Without its guard a loop may have no end. */
const MOST_MS = 300_000;

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

/** A copy of the sources as they are now, taken away afterwards. */
export async function inCopy<T>(work: (copy: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(path.join(tmpdir(), 'autopack-mutants-'));
  try {
    for (const part of PARTS)
      await cp(path.join(root, part), path.join(copy, part), { recursive: true });
    await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** One test as it ended. */
export interface Told {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
}

export interface Tests {
  readonly told: readonly Told[];
  /** Files that could not be loaded: nobody knows what their tests would have said. */
  readonly unread: readonly string[];
}

interface JestResult {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What the tests of some files say in a copy; those of one name, or all. */
export async function runTests(
  copy: string,
  files: readonly string[],
  name?: string,
): Promise<Tests> {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const pattern = name === undefined ? [] : ['-t', name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')];
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const args = [...flags, jest, '--rootDir', copy, '--json', '--ci', '--runTestsByPath'];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...files, ...pattern], {
    cwd: copy,
    maxBuffer: 1 << 27,
    timeout: MOST_MS,
    killSignal: 'SIGKILL',
  }).catch((error: unknown) => error as { readonly stdout: string });
  if (stdout === '') return { told: [], unread: files };
  const { testResults } = JSON.parse(stdout) as JestResult;
  const told = testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map((one) => ({
        file: path.relative(copy, file),
        name: one.fullName,
        passed: one.status === 'passed',
      })),
  );
  const unread = testResults
    .filter(({ assertionResults, message }) => assertionResults.length === 0 && message !== '')
    .map(({ name: file }) => path.relative(copy, file));
  return { told, unread };
}

/** What stands in the way of a judgement; null: the test passes with the guard in place. */
export function soundBecause(change: Change, { told }: Tests): string | null {
  const own = told.filter(({ file, name }) => file === change.test.file && isMeant(name, change));
  return own.length > 0 && own.every(({ passed }) => passed)
    ? null
    : 'its test does not pass with the guard in place';
}

const isMeant = (name: string, { test }: Change): boolean =>
  name.toLowerCase().includes(test.name.toLowerCase());

/** Takes the guard out and puts it back. Null: its test failed meanwhile. */
export async function missedBecause(copy: string, change: Change): Promise<string | null> {
  const file = path.join(copy, change.file);
  const source = await readFile(file, 'utf8');
  if (source.split(change.find).length !== 2)
    return `its place is not in ${change.file} exactly once`;
  await writeFile(
    file,
    source.replace(change.find, () => change.replace),
  );
  try {
    const { told, unread } = await runTests(copy, [change.test.file], change.test.name);
    // A file that cannot be loaded proves nothing.
    if (unread.length > 0)
      return 'without it the sources cannot be loaded, or do not come to an end';
    return told.some(({ passed }) => !passed) ? null : 'its test still passes';
  } finally {
    await writeFile(file, source);
  }
}
