import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import treeSitter from '@vscode/tree-sitter-wasm';
import type { Parser, Query } from '@vscode/tree-sitter-wasm';
import { grammarFolder } from './folder.ts';
import { DEFINITIONS, type Language, MISPLACED } from './languages.ts';

/** A language, ready to parse. */
export interface Grammar {
  readonly parser: Parser;
  /** Finds the names that a text defines; null where the language has none. */
  readonly definitions: Query | null;
  /** Finds what the parser could not read, what it had to make up, and what may not stand where it does. */
  readonly errors: Query;
}

/** Loads a grammar when it is first asked for, and keeps it. What failed to load is tried again. */
export function grammars(folder: URL = grammarFolder()): (language: Language) => Promise<Grammar> {
  const known = new Map<Language, Promise<Grammar>>();
  return async (language) => {
    const loading = known.get(language) ?? load(language, folder);
    known.set(language, loading);
    try {
      return await loading;
    } catch (error) {
      known.delete(language);
      throw error;
    }
  };
}

async function load(language: Language, folder: URL): Promise<Grammar> {
  // The library keeps the runtime: a second time costs nothing.
  await treeSitter.Parser.init({
    locateFile: (file: string) => fileURLToPath(new URL(file, folder)),
  });
  const bytes = await readFile(new URL(`tree-sitter-${language}.wasm`, folder));
  const grammar = await treeSitter.Language.load(new Uint8Array(bytes));
  const parser = new treeSitter.Parser().setLanguage(grammar);
  const query = DEFINITIONS[language];
  return {
    parser,
    definitions: query === null ? null : new treeSitter.Query(grammar, query),
    errors: new treeSitter.Query(
      grammar,
      ['(ERROR) @error (MISSING) @missing', MISPLACED[language] ?? ''].join(' '),
    ),
  };
}
