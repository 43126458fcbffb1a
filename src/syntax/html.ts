import {
  type DefaultTreeAdapterTypes as Tree,
  html,
  parse,
  type ParserError,
  parseFragment,
} from 'parse5';
import type { Parsed } from '../core/govern/parsed.ts';

/** Marks of a template: what stands between them is for another program to read. */
const TEMPLATE = /\{\{|\{%|<%|<\?/;

/** What every browser reads as it was meant. */
const STYLE: ReadonlySet<string> = new Set([
  'missing-doctype',
  'non-conforming-doctype',
  'non-void-html-element-start-tag-with-trailing-solidus',
]);

/** Elements that have no end, or whose end may be left out (HTML, 13.1.2.4). */
const OPEN: ReadonlySet<string> = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'html head body li dt dd p rt rp optgroup option colgroup caption thead tbody tfoot tr td th'
  ).split(' '),
);

/** Parses a page, or a part of one. */
export function parseHtml(text: string): Parsed {
  if (TEMPLATE.test(text)) return { is: 'unchecked', why: 'is a template' };
  const lines: number[] = [];
  const options = {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }: ParserError) => {
      if (!STYLE.has(code)) lines.push(startLine);
    },
  };
  const whole = /<html[\s>]|<!doctype/i.test(text);
  const root = whole ? parse(text, options) : parseFragment(text, options);
  lines.push(...unclosed(root));
  const firstError = lines.length === 0 ? null : Math.min(...lines);
  return { is: 'parsed', errors: lines.length, firstError, definitions: null };
}

/** Lines of elements that should have an end tag and have none; the standard's parser is silent about them. */
function unclosed(root: Tree.ParentNode): readonly number[] {
  const lines: number[] = [];
  const open: Tree.ChildNode[] = [...root.childNodes];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!('tagName' in node)) continue;
    open.push(...node.childNodes);
    if ('content' in node) open.push(...node.content.childNodes);
    const place = node.sourceCodeLocation;
    if (place?.startTag === undefined || place.endTag !== undefined || OPEN.has(node.tagName))
      continue;
    // In SVG and MathML an element can close itself, and then its start tag is all of it.
    const foreign = node.namespaceURI !== html.NS.HTML;
    if (!foreign || place.startTag.endOffset !== place.endOffset) lines.push(place.startLine);
  }
  return lines;
}
