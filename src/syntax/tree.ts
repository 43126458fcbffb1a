import type { Tree } from '@vscode/tree-sitter-wasm';
import type { Definition, Parsed } from '../core/govern/parsed.ts';
import type { Grammar } from './grammars.ts';

/** A text that takes longer to parse than this was made to. */
const MAX_MS = 3_000;

/** Parses a text, and says how many errors it has and what it defines. */
export function parseTree({ parser, definitions, errors }: Grammar, text: string): Parsed {
  const until = performance.now() + MAX_MS;
  const tree = parser.parse(text, null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    // Else the next text would go on with this one.
    parser.reset();
    return { is: 'unchecked', why: `takes longer than ${MAX_MS / 1_000} s to parse` };
  }
  try {
    const { hasError, endPosition } = tree.rootNode;
    const wrong = linesOf(tree, errors).map(({ line }) => line);
    return {
      is: 'parsed',
      // A root that is wrong as a whole is no capture.
      errors: Math.max(hasError ? 1 : 0, wrong.length),
      firstError: hasError || wrong.length > 0 ? Math.min(...wrong, endPosition.row + 1) : null,
      definitions: definitions === null ? null : linesOf(tree, definitions),
    };
  } finally {
    tree.delete();
  }
}

const linesOf = (tree: Tree, query: Grammar['errors']): readonly Definition[] =>
  query
    .captures(tree.rootNode)
    .map(({ node }) => ({ name: node.text, line: node.startPosition.row + 1 }));
