/** The workflow of a replayed package: its own tests where it ships them, else loading it and checking every file's syntax. */
import type { Files } from './difference.ts';

export function workflow(files: Files): string {
  const tests = [...files.keys()].filter(
    (path) => /(^|\/)tests?(\/|\.[cm]?js$)/.test(path) && /\.[cm]?js$/.test(path),
  );
  const own = tests.length > 0 && onlyOwnModules(tests.map((path) => files.get(path) ?? ''));
  const command = own ? 'node --test' : CHECK;
  return `name: CI
on:
  push:
    branches: ['**']
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
${command
  .trimEnd()
  .split('\n')
  .map((line) => `          ${line}`)
  .join('\n')}
`;
}

const CHECK = `
set -e
find . -name .git -prune -o \\( -name '*.js' -o -name '*.cjs' -o -name '*.mjs' \\) -print | while read -r file; do
  node --check "$file"
done
node -e "
  import(require.resolve(process.cwd())).then((loaded) => console.log('loaded', Object.keys(loaded)));
"
`.trimStart();

/** Tests that need packages which are not shipped cannot run without a network. */
function onlyOwnModules(texts: readonly string[]): boolean {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?:require\(|from )['"]([^'"]+)['"]/g)].map((found) => found[1] ?? ''),
  );
  return names.every(
    (name) => name.startsWith('.') || name.startsWith('node:') || name === 'assert',
  );
}
