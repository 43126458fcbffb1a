import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { ANCHOR, type FaultWords, wordsOf } from './yaml-words.ts';

/** A YAML value with the place it stands at; lines and columns are 1-based. Only what JSON could say. */
export type YamlTree =
  | (Place & { readonly is: 'map'; readonly entries: readonly YamlEntry[] })
  | (Place & { readonly is: 'list'; readonly items: readonly YamlTree[] })
  | (Place & {
      readonly is: 'scalar';
      readonly value: string | number | boolean | null;
      /** As written, without quotes. */
      readonly text: string;
    });

export interface YamlEntry {
  readonly key: string;
  readonly at: Place;
  readonly value: YamlTree;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

interface YamlFault extends Place, FaultWords {}

export type YamlRead =
  | { readonly is: 'read'; readonly tree: YamlTree }
  | { readonly is: 'faulty'; readonly faults: readonly YamlFault[] };

const MAX_DEPTH = 32;
const TOO_DEEP = `Nested deeper than ${MAX_DEPTH} levels.`;
const FEWER = 'Make it shorter and simpler.';
const MAX_LINES = 2_000;
/** Of each kind of sign that the parser takes more than linear time for. */
const MAX_SIGNS = 2_000;
const MAX_FAULTS = 10;

/**
 * Reads YAML that somebody else wrote. Refused: aliases and anchors (a few lines can stand for gigabytes),
 * tags, merge keys, double keys, keys that are not words, several documents, and deep nesting.
 */
export function readYaml(text: string): YamlRead {
  const counter = new LineCounter();
  const place = (offset: number | undefined): Place => {
    const { line, col } = counter.linePos(offset ?? 0);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const tooMuch = excess(text);
  if (tooMuch !== null) return faulty([{ ...place(0), message: tooMuch, fix: FEWER }]);
  const document = documentIn(text, counter);
  if (document === null) return faulty([{ ...place(0), message: TOO_DEEP, fix: FEWER }]);
  const odd = oddIndent(text);
  if (odd !== null) return faulty([odd]);
  const broken = [...document.errors, ...document.warnings].map(({ code, message, pos }) => ({
    ...place(pos[0]),
    ...wordsOf(code, message),
  }));
  // What is wrong with a line is told once: what follows from it would only confuse.
  if (broken.length > 0)
    return faulty(
      broken
        .filter(({ line }, index) => broken.findIndex((one) => one.line === line) === index)
        .slice(0, MAX_FAULTS),
    );
  const faults: YamlFault[] = [];
  const tree = treeOf(document.contents, { place, faults, depth: 0 });
  visit(document, {
    Node: (_, node) => {
      const bad = isAlias(node) || node.anchor !== undefined ? ANCHOR : tagFault(node);
      if (bad !== null) faults.push({ ...place(node.range?.[0]), ...bad });
      return faults.length >= MAX_FAULTS ? visit.BREAK : undefined;
    },
  });
  return faults.length > 0 ? faulty(faults.slice(0, MAX_FAULTS)) : { is: 'read', tree };
}

/** Null: it is nested so deep that the parser has no stack left. */
function documentIn(text: string, lineCounter: LineCounter): Document.Parsed | null {
  try {
    return parseDocument(text, {
      schema: 'core',
      version: '1.2',
      merge: false,
      uniqueKeys: true,
      prettyErrors: false,
      lineCounter,
    });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function excess(text: string): string | null {
  const lines = text.split('\n').length;
  if (lines > MAX_LINES) return `There are ${lines} lines; at most ${MAX_LINES} are read.`;
  const signs = [/[[{]/g, /,/g, /(?<![^\s,[{:-])[&*!]/g];
  const over = signs.some((sign) => (text.match(sign) ?? []).length > MAX_SIGNS);
  return over ? 'There are more entries than are read.' : null;
}

const faulty = (faults: readonly YamlFault[]): YamlRead => ({ is: 'faulty', faults });

const tagFault = (node: Node & { tag?: string | undefined }): FaultWords | null =>
  node.tag === undefined ? null : TAG;

const TAG: FaultWords = {
  message: 'A word that begins with `!` is a tag in YAML, which is not allowed here.',
  fix: 'Remove it, or put the text into quotes.',
};

/** Looks like an indentation, and is a part of the key to YAML. */
function oddIndent(text: string): YamlFault | null {
  const lines = text.split('\n');
  const at = lines.findIndex((line) =>
    /^[ \t]*[\u00a0\u2000-\u200a\u202f\u3000]\s*[\w-]+[ \t]*:/.test(line),
  );
  return at < 0
    ? null
    : {
        line: at + 1,
        column: 1,
        message: 'The line is indented with a character that looks like a space and is none.',
        fix: 'Delete the indentation and type it again.',
      };
}

interface Walk {
  readonly place: (offset: number | undefined) => Place;
  readonly faults: YamlFault[];
  readonly depth: number;
}

function treeOf(node: unknown, walk: Walk): YamlTree {
  const at = walk.place(isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : 0);
  const nothing: YamlTree = { is: 'scalar', ...at, value: null, text: '' };
  if (walk.depth > MAX_DEPTH) {
    walk.faults.push({ ...at, message: TOO_DEEP, fix: FEWER });
    return nothing;
  }
  const below = { ...walk, depth: walk.depth + 1 };
  if (isMap(node))
    return { is: 'map', ...at, entries: node.items.flatMap((pair) => entryOf(pair, below)) };
  if (isSeq(node))
    return { is: 'list', ...at, items: node.items.map((item) => treeOf(item, below)) };
  if (!isScalar(node)) return nothing;
  const { value, source } = node;
  const quoted = node.type !== 'PLAIN';
  const text = typeof value === 'string' ? value : (source ?? '');
  // `2_000_000` is how people write a token cap; YAML 1.2 calls it a text.
  if (!quoted && /^[0-9]{1,3}(?:_[0-9]{3})+$/.test(text))
    return { is: 'scalar', ...at, value: Number(text.replaceAll('_', '')), text };
  const plain = typeof value === 'number' || typeof value === 'boolean' || value === null;
  return { is: 'scalar', ...at, value: plain ? value : text, text };
}

function entryOf(pair: Pair, walk: Walk): readonly YamlEntry[] {
  const { key, value } = pair;
  if (!isScalar(key) || typeof key.value !== 'string' || key.value === '<<') {
    const at = walk.place(isScalar(key) || isMap(key) || isSeq(key) ? key.range?.[0] : 0);
    const message = 'Only words can be keys here; no merge keys either.';
    walk.faults.push({ ...at, message, fix: 'Write `key: value`, with a word as the key.' });
    return [];
  }
  const at = walk.place(key.range?.[0]);
  const tree = value === null ? null : treeOf(value, walk);
  return [{ key: key.value, at, value: tree ?? { is: 'scalar', ...at, value: null, text: '' } }];
}

/** The bare values, in objects without a prototype: a key named `__proto__` is a key like any other. */
export function plainOf(tree: YamlTree): unknown {
  if (tree.is === 'scalar') return tree.value;
  if (tree.is === 'list') return tree.items.map(plainOf);
  const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of tree.entries) map[key] = plainOf(value);
  return map;
}

/** Where the value at a path stands; the nearest one above it when there is none. */
export function placeOf(tree: YamlTree, path: readonly PropertyKey[]): Place {
  const [step, ...rest] = path;
  if (step === undefined || tree.is === 'scalar') return tree;
  if (tree.is === 'list') {
    const item = tree.items[Number(step)];
    return item === undefined ? tree : placeOf(item, rest);
  }
  const entry = tree.entries.find(({ key }) => key === step);
  if (entry === undefined) return tree;
  return rest.length === 0 ? entry.at : placeOf(entry.value, rest);
}
