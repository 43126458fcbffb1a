import { parse, type ParserError, parseFragment } from 'parse5';
import type { Parsed } from '../core/govern/parsed.ts';

/** Marks of a template: what stands between them is for another program to read. */
const TEMPLATE = /\{\{|\{%|<%|<\?/;

/** What every browser reads as it was meant. */
const STYLE: ReadonlySet<string> = new Set([
  'missing-doctype',
  'non-conforming-doctype',
  'non-void-html-element-start-tag-with-trailing-solidus',
]);

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
  if (/<html[\s>]|<!doctype/i.test(text)) parse(text, options);
  else parseFragment(text, options);
  const firstError = lines.length === 0 ? null : Math.min(...lines);
  return { is: 'parsed', errors: lines.length, firstError, definitions: null };
}
