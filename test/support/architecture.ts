/** The layer table of ARCHITECTURE.md as an allow-list, and what breaks it. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Source {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Pure libraries that the core may use. */
const PURE = [
  'zod',
  'yaml',
  'mdast',
  'mdast-util-from-markdown',
  '@noble/hashes',
  'fastest-levenshtein',
  'diff',
  'spdx-expression-parse',
  'spdx-satisfies',
];
const OUTER = ['github', 'git', 'llm', 'queue', 'webhook', 'web', 'config', 'syntax'];
/** What each layer may import of ours, beside itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  core: [],
  ports: ['core'],
  agents: ['core', 'ports'],
  engine: ['core', 'ports', 'agents'],
  ...Object.fromEntries(OUTER.map((layer) => [layer, ['core', 'ports']])),
  // The ledger is written through the client of the same GitHub.
  git: ['core', 'ports', 'github'],
};

export async function readSources(root: string): Promise<readonly Source[]> {
  const entries = await readdir(path.join(root, 'src'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return Promise.all(
    files.map(async (entry) => {
      const full = path.join(entry.parentPath, entry.name);
      return {
        path: path.relative(root, full).split(path.sep).join('/'),
        text: await readFile(full, 'utf8'),
      };
    }),
  );
}

/** Entries below a folder of their own: they wire everything, like the files of the root. */
const ENTRIES = ['cli'];

/** The layer of a file: its folder, `ports`, or undefined for the files that wire everything. */
function layerOf(file: string): string | undefined {
  if (file === 'src/ports.ts' || file.startsWith('src/ports/')) return 'ports';
  const [, folder, ...rest] = file.split('/');
  return rest.length > 0 && !ENTRIES.includes(folder ?? '') ? folder : undefined;
}

export function problemsOf(source: Source): readonly string[] {
  const layer = layerOf(source.path);
  const problems = [...environment(source), ...(layer === undefined ? [] : imports(source, layer))];
  if (layer === 'core') problems.push(...impure(source));
  if (source.text.split('\n').length > 251) problems.push('is longer than 250 lines');
  return problems.map((problem) => `${source.path}: ${problem}`);
}

const environment = ({ path: file, text }: Source): readonly string[] =>
  file !== 'src/env.ts' && /process\.env/.test(text) ? ['only src/env.ts reads process.env'] : [];

function imports({ path: file, text }: Source, layer: string): readonly string[] {
  const allowed = MAY[layer];
  if (allowed === undefined) return [`${layer} is not a layer of the table`];
  return [...text.matchAll(/(?:from|import)\s+'([^']+)'/g)].flatMap((found) => {
    const name = found[1] ?? '';
    if (!name.startsWith('.')) {
      const pure = PURE.some((library) => name === library || name.startsWith(`${library}/`));
      return layer !== 'core' || pure ? [] : [`core may not import ${name}`];
    }
    const target = path.posix.join(path.posix.dirname(file), name);
    const other = layerOf(target);
    const fine = other === layer || (other !== undefined && allowed.includes(other));
    return fine ? [] : [`${layer} may not import ${target}`];
  });
}

/** What ECMAScript itself brings, so that no type can forbid it. */
const FORBIDDEN: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['async', /\basync (?:function\b|\()|\bawait /],
  ['Date', /\bDate\b/],
  ['Math.random', /\bMath\.random\b/],
  ['Promise', /\bnew Promise\b|\bPromise\./],
  ['Intl', /\bIntl\./],
];

function impure({ text }: Source): readonly string[] {
  const code = text
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g, '');
  const found = FORBIDDEN.filter(([, pattern]) => pattern.test(code)).map(([name]) => name);
  return found.length === 0 ? [] : [`core may not use ${found.join(', ')}`];
}
