/** Bundles the Action. The same sources make the same bytes, which a test holds. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { grammarFolder } from '../src/syntax/folder.ts';
import { GRAMMARS } from '../src/syntax/languages.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In the bundle the shipped configuration is text: there is no file beside it to read. */
const configuration: Plugin = {
  name: 'configuration',
  setup(bundle) {
    bundle.onLoad({ filter: /src[/\\]config[/\\]defaults\.ts$/ }, async () => {
      const names = ['ruleset', 'models', 'pricing', 'stack_profiles', 'feature_catalog'];
      const texts = await Promise.all(
        names.map((name) => readFile(`${root}config/${name}.yaml`, 'utf8')),
      );
      const entries = names.map((name, index) => `${name}: ${JSON.stringify(texts[index])}`);
      return {
        contents: `export const defaultTexts = () => ({ ${entries.join(', ')} });`,
        loader: 'ts',
      };
    });
  },
};

/** The grammars lie beside the bundle, which is one file and in no package's folder. */
const grammarsBeside: Plugin = {
  name: 'grammars',
  setup(bundle) {
    bundle.onLoad({ filter: /src[/\\]syntax[/\\]folder\.ts$/ }, () => ({
      contents: "export const grammarFolder = () => new URL('./', import.meta.url);",
      loader: 'ts',
    }));
  },
};

/** Files that have to lie beside the bundle, by name: the runtime of the parsers, and one grammar a language. */
export async function grammarFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = ['tree-sitter.wasm', ...GRAMMARS.map((name) => `tree-sitter-${name}.wasm`)];
  const files = names.map(
    async (name) => [name, new Uint8Array(await readFile(new URL(name, grammarFolder())))] as const,
  );
  return new Map(await Promise.all(files));
}

/** The bundle's text, without writing it. */
export async function bundleAction(entry = 'action/main.ts'): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
    // Some dependencies are CommonJS and ask for `require` and `__filename`, which an ES module does not have.
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url); const __filename = import.meta.filename;",
    },
    plugins: [configuration, grammarsBeside],
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('esbuild made no file');
  return file.text;
}
