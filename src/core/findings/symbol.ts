import type { Token } from './lexer.ts';

const NAMED =
  /^(?:class|interface|enum|struct|trait|namespace|module|impl|object|union|record|function|fn|func|fun|sub)$/;
/** Followed by brackets, and no name of anything. */
const CONTROL =
  /^(?:if|for|while|switch|catch|with|else|return|do|try|function|new|await|typeof|super|using|lock|synchronized)$/;
/** Longer names are told by their end. */
const MAX = 60;

/** The name of what a head before `{` begins: a function, a class, a method, an object; null: nothing with a name. */
export function nameOfHead(head: readonly Token[]): string | null {
  const name = declared(head) ?? assigned(head) ?? titled(head) ?? method(head);
  return name === null ? null : name.slice(-MAX);
}

/** `const name = …`, `type name = …`. */
export function nameOfDeclaration(unit: readonly Token[]): string | null {
  const at = unit.findIndex(({ text }) => text !== 'export' && text !== 'default');
  if (!/^(?:const|let|var|type|static|val|def)$/.test(unit[at]?.text ?? '')) return null;
  const named = unit[at + 1];
  return named?.kind === 'word' ? named.text.slice(-MAX) : null;
}

function declared(head: readonly Token[]): string | null {
  const at = head.findIndex(({ kind, text }) => kind === 'word' && NAMED.test(text));
  if (at < 0) return null;
  // Go puts the receiver, JavaScript a star, in front of the name.
  const rest = head.slice(at + 1);
  const after =
    rest[0]?.text === '(' ? rest.slice(rest.findIndex(({ text }) => text === ')') + 1) : rest;
  const named = after.find(({ text }) => text !== '*');
  return named?.kind === 'word' ? named.text : null;
}

/** `name = …`, `name: …`, `exports.name = …`, as long as the brackets before it are closed. */
function assigned(head: readonly Token[]): string | null {
  let depth = 0;
  for (const [index, { text, kind }] of head.entries()) {
    if (kind !== 'mark') continue;
    if ('(['.includes(text)) depth += 1;
    if (')]'.includes(text)) depth -= 1;
    if (depth > 0 || (text !== '=' && text !== ':')) continue;
    const name = head[index - 1];
    return name?.kind === 'word' ? name.text : null;
  }
  return null;
}

/** `it('adds', () => {`: what is told by its text. */
function titled(head: readonly Token[]): string | null {
  const [name, bracket, title] = head;
  if (name?.kind !== 'word' || bracket?.text !== '(' || title?.kind !== 'string') return null;
  return `${name.text}:${title.text.slice(1)}`;
}

function method(head: readonly Token[]): string | null {
  const at = head.findIndex(({ text, kind }) => kind === 'mark' && text === '(');
  const name = head[at - 1];
  const isClosed =
    head.filter(({ text, kind }) => kind === 'mark' && text === '(').length ===
    head.filter(({ text, kind }) => kind === 'mark' && text === ')').length;
  if (at < 1 || !isClosed || name?.kind !== 'word' || CONTROL.test(name.text)) return null;
  return head.some(({ text, kind }) => kind === 'word' && CONTROL.test(text)) ? null : name.text;
}
