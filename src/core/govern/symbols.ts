import type { FileChange } from '../edits/edits.ts';
import { lineDiff } from '../edits/hunk.ts';
import type { Definition, ParsedChange } from './parsed.ts';
import { type Rule, ruling, textAfter, textBefore, textWas, warning, work } from './rule.ts';

/** A file that defined at least `from` names may not lose more than the share of them unseen. */
const SYMBOLS = { from: 4, share: 0.3 } as const;

interface Lost {
  readonly path: string;
  readonly names: readonly string[];
  /** Those whose own line nobody removed: something above or around them made them vanish. */
  readonly swallowed: readonly string[];
}

/**
 * Names that a file defined and no longer does. What an edit removes by its line was removed on purpose,
 * so that is for the Auditor to look at. A name whose line still stands was swallowed, by a comment or a
 * text that was opened above it: nobody said that it should go.
 */
export const symbolRule: Rule = (changes, { parsed }) => {
  const everywhere = new Set(
    changes.flatMap((change) => definedAfter(change, parsed).map(({ name }) => name)),
  );
  const lost = changes.flatMap((change) => lostIn(change, parsed, everywhere) ?? []);
  const swallowed = lost.filter((one) => one.swallowed.length > 0);
  if (swallowed.length > 0)
    return ruling(
      'symbols',
      swallowed.map((one) =>
        work(
          'symbols',
          one.path,
          `no longer defines ${some(one.swallowed)}, whose lines were not edited`,
        ),
      ),
    );
  if (lost.length === 0) return ruling('symbols', []);
  const told = lost.map(({ path, names }) => `${path} no longer defines ${some(names)}`);
  return warning('symbols', told.join('; '));
};

const some = (names: readonly string[]): string =>
  names.length > 5
    ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`
    : names.join(', ');

function lostIn(
  change: FileChange,
  parsed: readonly ParsedChange[],
  everywhere: ReadonlySet<string>,
): Lost | null {
  if (change.op === 'delete' || textWas(change) === null) return null;
  const was = definedBefore(change, parsed);
  const all = new Set(was.map(({ name }) => name));
  const isMany = (gone: number): boolean =>
    all.size >= SYMBOLS.from && gone > all.size * SYMBOLS.share;
  const gone = was.filter(({ name }) => !everywhere.has(name));
  const names = [...new Set(gone.map(({ name }) => name))];
  if (!isMany(names.length)) return null;
  const removed = removedLines(textWas(change) ?? '', change.after);
  const left = names.filter((name) =>
    gone.some((one) => one.name === name && !removed.has(one.line)),
  );
  return { path: change.path, names, swallowed: isMany(left.length) ? left : [] };
}

/** 1-based numbers of the lines that went. */
function removedLines(before: string, after: string): ReadonlySet<number> {
  const removed = new Set<number>();
  let line = 0;
  for (const { op } of lineDiff(before.split('\n'), after.split('\n'))) {
    if (op !== '+') line += 1;
    if (op === '-') removed.add(line);
  }
  return removed;
}

function definedBefore(change: FileChange, parsed: readonly ParsedChange[]): readonly Definition[] {
  const told = parsed.find(({ path }) => path === change.path);
  if (told?.before?.is === 'parsed' && told.after.is === 'parsed')
    return told.before.definitions ?? [];
  return definitions(textWas(change) ?? textBefore(change));
}

function definedAfter(change: FileChange, parsed: readonly ParsedChange[]): readonly Definition[] {
  const told = parsed.find(({ path }) => path === change.path);
  if (told?.after.is === 'parsed' && told.before?.is !== 'unchecked')
    return told.after.definitions ?? [];
  return definitions(textAfter(change));
}

const SYMBOL =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|class|interface|type|enum|const|let|def|fn|func|struct|trait)\s+([A-Za-z_$][\w$]*)/;

/** Names at the left margin, for languages without a parser. */
const definitions = (text: string): readonly Definition[] =>
  text.split('\n').flatMap((line, index) => {
    const name = SYMBOL.exec(line)?.[1];
    return name === undefined ? [] : [{ name, line: index + 1 }];
  });
