/** Entry of a bundle for tests: parses a text by the name that it is given, and prints what it is told. */
import { treeSyntax } from '../../../src/syntax/syntax.ts';

const [path = '', after = ''] = process.argv.slice(2);
const warn = (fields: Readonly<Record<string, unknown>>): void => console.error(fields);
const syntax = treeSyntax({ warn });
const parsed = await syntax.parse([{ op: 'create', path, mode: '100644', after }]);
console.log(JSON.stringify(parsed));
