import { mkdir, writeFile } from 'node:fs/promises';
import { bundleAction } from './build.ts';

const folder = new URL('../action/dist/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('index.js', folder), await bundleAction());
await writeFile(new URL('package.json', folder), '{ "type": "module" }\n');
