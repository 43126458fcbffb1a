/** Bundles the Action. The same sources make the same bytes, which a test holds. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** In the bundle the shipped configuration is text: there is no file beside it to read. */
const configuration: Plugin = {
  name: 'configuration',
  setup(bundle) {
    bundle.onLoad({ filter: /src[/\\]config[/\\]defaults\.ts$/ }, async () => {
      const names = ['ruleset', 'models', 'pricing'];
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

/** The bundle's text, without writing it. */
export async function bundleAction(): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['action/main.ts'],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    keepNames: true,
    legalComments: 'eof',
    logLevel: 'warning',
    // Some dependencies are CommonJS and ask for `require`, which an ES module does not have.
    banner: {
      js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
    },
    plugins: [configuration],
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('esbuild made no file');
  return file.text;
}
