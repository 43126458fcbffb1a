import type { FileChange } from '../edits/edits.ts';
import { textAfter, textBefore } from './rule.ts';

interface Manifest {
  readonly file: RegExp;
  /** Lines in which a package may be taken from somewhere else. */
  readonly line: RegExp;
  /** The lines as the package manager reads them; left out: as they stand. */
  readonly read?: (text: string) => readonly string[];
}

const linesIn = (text: string): readonly string[] => text.split('\n');

/** TOML may spell any character by its number. */
const unescaped = (text: string): readonly string[] =>
  linesIn(
    text.replace(
      /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
      (_, short?: string, long?: string) => {
        const point = Number.parseInt(short ?? long ?? '', 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : '';
      },
    ),
  );

/** Each line without its comment; and what backslashes join, which pip does before it takes comments away. */
function joined(text: string): readonly string[] {
  const bare = (line: string): string => line.replace(/(?:^|\s)#.*$/, '');
  const lines = text.split(/\r?\n/);
  const long: string[] = [];
  let open = '';
  for (const line of lines) {
    const isComment = /^\s*#/.test(line);
    const goesOn = line.endsWith('\\') && !isComment;
    open += goesOn ? line.slice(0, -1) : `${isComment ? ' ' : ''}${line}`;
    if (goesOn) continue;
    long.push(bare(open));
    open = '';
  }
  return [...lines.map(bare), ...long, bare(open)];
}

/** Manifests of other languages than JavaScript's. */
const MANIFESTS: readonly Manifest[] = [
  {
    file: /(?:^|\/)(?:requirements\/[^/]*|[^/]*(?:requirements|constraints)[^/]*)\.(?:txt|in)$/i,
    line: /:\/\/|\b(?:git|hg|svn|bzr)\+|^\s*--?(?:i|f|index-url|extra-index-url|find-links|trusted-host)\b|@\s*file:/i,
    read: joined,
  },
  {
    file: /(?:^|\/)(?:pyproject\.toml|setup\.cfg|Pipfile|Cargo\.toml)$/i,
    line: /\b(?:git|hg|svn|bzr)\+|\b(?:git|url|registry|registry-index)["']?\s*=\s*["']|\b(?:index-url|extra-index-url|find-links)["']?\s*=|@\s*(?:https?|file):/,
    read: unescaped,
  },
  {
    file: /(?:^|\/)(?:Gemfile|gems\.rb)$/i,
    line: /^\s*source\b|\b(?:git|github|gist|bitbucket)["']?(?:\s*:|\s*=>)|:(?:git|github|gist)\b|^\s*git(?:_source)?\b/,
  },
  {
    file: /(?:^|\/)pubspec(?:_overrides)?\.yaml$/i,
    line: /(?:^|[\s{,])["']?(?:git|hosted)["']?\s*:/,
  },
];
/** The registry that each of them has from the start. */
const OFFICIAL = /["']https:\/\/(?:pypi\.org\/simple|rubygems\.org|index\.crates\.io)\/?["']/;

/** New lines of a manifest that take a package from outside the registry. */
export function linesFromElsewhere(change: FileChange): readonly string[] {
  const found = MANIFESTS.find(({ file }) => file.test(change.path));
  if (found === undefined) return [];
  const { line: elsewhere, read = linesIn } = found;
  const had = new Set(read(textBefore(change)));
  const lines = new Set(read(textAfter(change)));
  return [...lines].filter(
    (line) => !had.has(line) && elsewhere.test(line) && !OFFICIAL.test(line),
  );
}
