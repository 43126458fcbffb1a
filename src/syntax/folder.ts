import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The folder of the grammars. The Action's bundle has another `folder.ts`: there they lie beside it. */
export const grammarFolder = (): URL =>
  new URL('./', pathToFileURL(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm')));
