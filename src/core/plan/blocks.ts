import type { List, ListItem, Nodes, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Piece } from './draft.ts';
import { withoutComments } from './invisible.ts';

/** Everything within a line is left as text: only the block structure carries meaning, and inline parsing is where Markdown parsers go quadratic. */
const BLOCKS_ONLY = {
  disable: {
    null: [
      'attention',
      'autolink',
      'characterEscape',
      'characterReference',
      'codeText',
      'definition',
      'hardBreakEscape',
      'htmlText',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
    ],
  },
};

export const blocksOf = (text: string): readonly RootContent[] =>
  fromMarkdown(text, { extensions: [BLOCKS_ONLY] }).children;

export const lineOf = (node: Nodes): number => node.position?.start.line ?? 1;

/** The source of a block, exactly as written. */
export const sourceOf = (node: Nodes, text: string): string =>
  text.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);

/** The source of a block as a description keeps it: comments are for people who edit the issue, not for a model. */
export const proseOf = (node: Nodes, text: string): string =>
  node.type === 'code'
    ? sourceOf(node, text)
    : withoutComments(sourceOf(node, text)).replace(COMMENT_LINE, '').trim();

/** `[//]: # (text)`: a link definition that nothing can link to, the other way to write a comment. */
const COMMENT_LINE = /^ {0,3}\[[^\]\n]{0,40}\]:[ \t]{0,4}(?:#|<>)(?=\s|$).*$/gm;

/** The lines of a paragraph or heading, without the quote marks and indentation of what contains it. */
export function linesOf(node: Nodes, text: string): readonly Piece[] {
  return withoutComments(sourceOf(node, text))
    .split('\n')
    .map((line, index) => ({
      text: line.replace(/^[\s>]+/, '').trimEnd(),
      line: lineOf(node) + index,
    }))
    .filter((piece) => piece.text !== '');
}

/** A list item: its first paragraph as one line, whether it is a task, the items below it and everything else in it. */
export interface Item extends Piece {
  readonly task: boolean;
  /** A task that is ticked off. */
  readonly done: boolean;
  readonly items: readonly Item[];
  readonly rest: readonly RootContent[];
  readonly source: string;
}

export const itemsOf = (list: List, text: string): readonly Item[] =>
  list.children.map((item) => itemOf(item, text));

const TASK = /^\[[ xX]\](?:\s+|$)/;

function itemOf(item: ListItem, text: string): Item {
  const [first, ...others] = item.children;
  const head = first?.type === 'paragraph' ? first : undefined;
  const below = head === undefined ? item.children : others;
  const label =
    head === undefined
      ? ''
      : linesOf(head, text)
          .map((piece) => piece.text)
          .join(' ');
  return {
    text: label.replace(TASK, '').trim(),
    line: lineOf(item),
    task: TASK.test(label),
    done: /^\[[xX]\]/.test(label),
    items: below.flatMap((node) => (node.type === 'list' ? itemsOf(node, text) : [])),
    rest: below.filter((node) => node.type !== 'list'),
    source: proseOf(item, text).replace(/^(?:[-*+]|[0-9]{1,9}[.)])\s+/, ''),
  };
}

/** An item and what is below it, in one line. */
export function flatItem(item: Item, text: string): Piece {
  const more = [
    ...item.rest.map((node) => linesOf(node, text).map((piece) => piece.text)),
    ...item.items.map((child) => [flatItem(child, text).text]),
  ].flat();
  return { text: [item.text, ...more].filter((part) => part !== '').join(' '), line: item.line };
}
