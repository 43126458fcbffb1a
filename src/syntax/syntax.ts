import type { FileChange } from '../core/edits/edits.ts';
import type { Parsed, ParsedChange } from '../core/govern/parsed.ts';
import { textWas } from '../core/govern/rule.ts';
import type { Log, Syntax } from '../ports.ts';
import { type Grammar, grammars } from './grammars.ts';
import { parseHtml } from './html.ts';
import { type Language, languageOf } from './languages.ts';
import { parseTree } from './tree.ts';

/** Larger texts are not parsed. In characters. */
const MAX_CHARS = 1_000_000;

/** Parses changed files in process, by WebAssembly and without running any code of theirs. */
export function treeSyntax(
  log: Pick<Log, 'warn'>,
  grammarOf: (language: Language) => Promise<Grammar> = grammars(),
): Syntax {
  const parse = async (path: string, text: string): Promise<Parsed> => {
    const language = languageOf(path);
    if (text.length > MAX_CHARS) return { is: 'unchecked', why: 'is larger than 1 MB' };
    try {
      const bare = text.replace(/^\uFEFF/, '');
      if (language === undefined) return { is: 'unchecked', why: 'is of no language known here' };
      return language === 'html' ? parseHtml(bare) : parseTree(await grammarOf(language), bare);
    } catch (error) {
      // Whatever a parser throws, the file was not checked, and the gate says so.
      log.warn({ err: error, path, language }, 'a parser failed');
      return { is: 'unchecked', why: 'its parser failed' };
    }
  };
  return {
    parse: async (changes) => {
      const parsed: ParsedChange[] = [];
      for (const change of changes) {
        const one = await parseChange(change, parse);
        if (one !== null) parsed.push(one);
      }
      return parsed;
    },
  };
}

async function parseChange(
  change: FileChange,
  parse: (path: string, text: string) => Promise<Parsed>,
): Promise<ParsedChange | null> {
  if (change.op === 'delete' || languageOf(change.path) === undefined) return null;
  const { path, after } = change;
  const before = textWas(change);
  // A renamed file is read as what it was called before, which may be another language.
  const name = change.op === 'create' ? (change.from?.path ?? path) : path;
  return {
    path,
    before: before === null || languageOf(name) === undefined ? null : await parse(name, before),
    after: await parse(path, after),
  };
}
