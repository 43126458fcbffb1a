/** What a phase's text says about files: paths, file names, names of modules, and words in common. */
export interface Mentions {
  /** The text names this very file. */
  names(path: string): boolean;
  /** How many words of the path the text has as well. */
  shared(path: string): number;
}

/** A file name that stands for more files than this names none of them (`index.ts`). */
const MAX_NAMESAKES = 3;
const MIN_WORD = 3;
const MIN_MODULE = 4;

export function mentionsIn(text: string, paths: readonly string[]): Mentions {
  const tokens = new Set(text.match(/[\w@$./-]+/g)?.map(bare));
  const quoted = new Set([...text.matchAll(/`([^`\n]{1,200})`/g)].map((hit) => squash(hit[1])));
  const words = new Set(wordsOf(text));
  const names = countBy(paths.map(fileName));
  // Only where it is asked for: it is the dear part of a question to a large repository.
  const modules = quoted.size === 0 ? new Map<string, number>() : countBy(paths.map(moduleOf));
  const isRare = (counts: ReadonlyMap<string, number>, name: string): boolean =>
    (counts.get(name) ?? 0) <= MAX_NAMESAKES;
  return {
    names: (path) => {
      const name = fileName(path);
      const module = quoted.size === 0 ? '' : moduleOf(path);
      return (
        tokens.has(path) ||
        // Such a path is no token: it is looked for as it stands.
        (/[^\w@$./-]/.test(path) && text.includes(path)) ||
        (name.includes('.') && tokens.has(name) && isRare(names, name)) ||
        (module.length >= MIN_MODULE && quoted.has(module) && isRare(modules, module))
      );
    },
    shared: (path) => new Set(wordsOf(path).filter((word) => words.has(word))).size,
  };
}

const TEST_FOLDER = /(^|\/)(tests?|specs?|__tests__)\//i;
const TEST_NAME = /([._-](test|spec)|^test_.*)\.[^.]+$/i;

export const isTest = (path: string): boolean =>
  TEST_FOLDER.test(path) || TEST_NAME.test(fileName(path));

/** The name of what a file is about: `greeting` for `src/greeting.ts` and `test/greeting.test.ts`. */
export const stemOf = (path: string): string =>
  fileName(path)
    .replace(/(?<=.)\..*$/, '')
    .replace(/^test_|[_-](test|spec)$/i, '');

const moduleOf = (path: string): string => squash(stemOf(path));
const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const bare = (token: string): string => token.replace(/^(\.\/)+/, '').replace(/\.+$/, '');
/** A name without what is only spelling: `fooBar`, `foo_bar` and `FooBar` are one. */
export const squash = (name: string | undefined): string =>
  (name ?? '').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

const wordsOf = (text: string): readonly string[] =>
  (text.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ').match(/[\p{L}\p{N}]+/gu) ?? [])
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= MIN_WORD);

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
