import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { bundleAction, grammarFiles } from './build.ts';

const folder = new URL('../action/dist/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('index.js', folder), await bundleAction());
await writeFile(new URL('package.json', folder), '{ "type": "module" }\n');

const grammars = await grammarFiles();
for (const name of await readdir(folder))
  if (name.endsWith('.wasm') && !grammars.has(name)) await rm(new URL(name, folder));
for (const [name, bytes] of grammars) await writeFile(new URL(name, folder), bytes);
