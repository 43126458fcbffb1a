/** Languages with a grammar, by the name of its file. */
export type Language =
  | 'typescript'
  | 'tsx'
  | 'javascript'
  | 'python'
  | 'go'
  | 'rust'
  | 'java'
  | 'c-sharp'
  | 'ruby'
  | 'php'
  | 'css';

const BY_ENDING: Readonly<Record<string, Language>> = {
  ...{ ts: 'typescript', mts: 'typescript', cts: 'typescript', tsx: 'tsx' },
  ...{ js: 'javascript', mjs: 'javascript', cjs: 'javascript', jsx: 'javascript' },
  ...{ py: 'python', pyi: 'python', go: 'go', rs: 'rust', java: 'java', cs: 'c-sharp' },
  ...{ rb: 'ruby', php: 'php', css: 'css' },
};

/** The grammar for a path, `html`, or undefined: nothing here can read it. */
export function languageOf(path: string): Language | 'html' | undefined {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (ending === 'html' || ending === 'htm') return 'html';
  return Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : undefined;
}

/** The grammars that are shipped, each a file `tree-sitter-<name>.wasm`. */
export const GRAMMARS: readonly Language[] = [...new Set(Object.values(BY_ENDING))];

const named = (...types: readonly string[]): string =>
  types.map((type) => `(${type} name: (_) @name)`).join('\n');

const SCRIPT = [
  named(
    'function_declaration',
    'generator_function_declaration',
    'class_declaration',
    'method_definition',
  ),
  // A function by another spelling; other variables are nobody's interface, and come and go.
  '(variable_declarator name: (identifier) @name value: [(arrow_function) (function_expression) (class)])',
].join('\n');
const TYPED = [
  SCRIPT,
  named(
    'abstract_class_declaration',
    'interface_declaration',
    'type_alias_declaration',
    'enum_declaration',
    'function_signature',
  ),
].join('\n');

/** Queries for the names that a file defines, at any depth: what is wrapped in a block is not lost. */
export const DEFINITIONS: Readonly<Record<Language, string | null>> = {
  typescript: TYPED,
  tsx: TYPED,
  javascript: SCRIPT,
  python: named('function_definition', 'class_definition'),
  go: named('function_declaration', 'method_declaration', 'type_spec'),
  rust: named(
    ...['function_item', 'struct_item', 'enum_item', 'union_item', 'trait_item'],
    ...['mod_item', 'type_item', 'const_item', 'static_item', 'macro_definition'],
  ),
  java: named(
    ...['class_declaration', 'interface_declaration', 'enum_declaration', 'record_declaration'],
    ...['annotation_type_declaration', 'method_declaration', 'constructor_declaration'],
  ),
  'c-sharp': named(
    ...['class_declaration', 'struct_declaration', 'interface_declaration', 'enum_declaration'],
    ...['record_declaration', 'delegate_declaration', 'method_declaration'],
    ...['constructor_declaration', 'property_declaration'],
  ),
  ruby: named('method', 'singleton_method', 'class', 'module'),
  php: named(
    ...['function_definition', 'class_declaration', 'interface_declaration', 'trait_declaration'],
    ...['enum_declaration', 'method_declaration'],
  ),
  css: null,
};

/** What a grammar reads and the language refuses: that is what is left of a function that lost its indentation. */
export const MISPLACED: Readonly<Partial<Record<Language, string>>> = {
  python: [
    '(module (return_statement) @outside)',
    '(module (expression_statement (yield)) @outside)',
    '(class_definition body: (block (return_statement) @outside))',
  ].join(' '),
};
