import type { FileChange } from '../edits/edits.ts';
import { repositoriesOf } from './pom.ts';
import { textAfter, textBefore } from './rule.ts';

interface Manifest {
  readonly file: RegExp;
  /** Lines in which a package may be taken from somewhere else. */
  readonly line: RegExp;
  /** Whether an address of a package in Python is looked for as well. */
  readonly address?: true;
  /** The lines as the package manager reads them; left out: as they stand. */
  readonly read?: (text: string) => readonly string[];
}

const linesIn = (text: string): readonly string[] => text.split('\n');

/** TOML may spell any character by its number, and a text may go on behind a backslash. */
function unescaped(text: string): readonly string[] {
  const spelled = text.replace(
    /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g,
    (_, short?: string, long?: string) => {
      const point = Number.parseInt(short ?? long ?? '', 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '';
    },
  );
  const whole = spelled.replace(/\\[ \t]*\r?\n\s*/g, '');
  return [...new Set([...linesIn(spelled), ...linesIn(whole)])];
}

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

/** A `//` in go.mod begins a comment: it has no texts that could hold one. */
const uncommented = (text: string): readonly string[] =>
  linesIn(text).map((line) => line.replace(/(?:^|\s)\/\/.*$/, ''));

/** Manifests of other languages than JavaScript's. */
const MANIFESTS: readonly Manifest[] = [
  {
    file: /(?:^|\/)(?:requirements\/[^/]*|[^/]*(?:requirements|constraints)[^/]*)\.(?:txt|in)$/i,
    line: /:\/\/|\b(?:git|hg|svn|bzr)\+|^\s*--?(?:i|f|index-url|extra-index-url|find-links|trusted-host)\b|@\s*file:/i,
    read: joined,
  },
  {
    file: /(?:^|\/)(?:pyproject\.toml|setup\.cfg|Pipfile|Cargo\.toml|pixi\.toml)$/i,
    line: /\b(?:git|url|registry|registry-index)["']?\s*=\s*["']|\bfile["']?\s*=\s*["']+\w+:|\b(?:index-url|extra-index-url|find-links|dependency_links)["']?\s*=|^\s*channels\s*=\s*\[.*:\/\//,
    address: true,
    read: unescaped,
  },
  { file: /(?:^|\/)setup\.py$/i, line: /\bdependency_links\b/, address: true },
  {
    file: /(?:^|\/)(?:[^/]+\.gemfile|Gemfile|gems\.rb|Podfile)$/i,
    line: /^\s*source\b|\b(?:git|github|gist|bitbucket|podspec)["']?(?:\s*:|\s*=>)|:(?:git|github|gist|podspec|http)\b|^\s*git(?:_source)?\b/,
  },
  {
    file: /(?:^|\/)pubspec(?:_overrides)?\.yaml$/i,
    line: /(?:^|[\s{,])["']?(?:git|hosted)["']?\s*:/,
  },
  {
    file: /(?:^|\/)go\.(?:mod|work)$/i,
    line: /=>\s*(?!["`]?\.{1,2}\/)\S/,
    read: uncommented,
  },
  { file: /(?:^|\/)pom\.xml$/i, line: /./, read: repositoriesOf },
  {
    file: /\.gradle(?:\.kts)?$/i,
    line: /\b(?:maven|ivy)\s*(?:\{|\(\s*(?:url\s*=\s*)?(?:uri\s*\()?["'])|\b(?:url|setUrl|artifactUrls)\b\s*(?:[=("'+]|uri\b)/,
  },
  { file: /\.sbt$/i, line: /\bresolvers\b\s*[+:]/ },
  { file: /(?:^|\/)mix\.exs$/i, line: /\b(?:git|github|repo):\s*["~]/ },
  {
    file: /(?:^|\/)flake\.nix$/i,
    line: /\burl\s*=\s*"(?:github|gitlab|sourcehut|\w+\+\w+):|^\s*(?:inputs\.)?[\w-]+\.url\s*=|\btype\s*=\s*"(?:github|gitlab|sourcehut|git|hg|tarball|file)"/,
  },
  {
    file: /(?:^|\/)(?:(?:[^/]+\.)?MODULE\.bazel|WORKSPACE(?:\.bazel|\.bzlmod)?)$/i,
    line: /\b(?:http_(?:archive|file|jar)|(?:new_)?git_repository|(?:archive|git)_override|registry)\b/,
  },
  {
    file: /(?:^|\/)(?:conda-)?environment[^/]*\.ya?ml$/i,
    line: /^\s*-\s.*(?::\/\/|\b(?:git|hg|svn|bzr)\+)/,
    read: joined,
  },
  {
    file: /\.(?:[cfv]sproj|props|targets)$/i,
    line: /<Restore(?:Additional(?:Project)?)?Sources\b/i,
  },
];
/** The registry that each of them has from the start, with the word that names it: a line may name another as well. */
const OFFICIAL =
  /(?:\b[\w-]{1,40}["']?\s{0,8}[=:(]?\s{0,8})?(?:uri\s*\(\s*)?["'](?:https:\/\/(?:pypi\.org\/simple|rubygems\.org|index\.crates\.io|cdn\.cocoapods\.org|repo1?\.maven\.(?:apache\.)?org\/maven2|plugins\.gradle\.org\/m2|maven\.google\.com)\/?|github:NixOS\/nixpkgs(?:\/[\w.-]*)?)["']/g;

/** `name @ https://…` and `git+https://…`, in any case. */
const ADDRESS = /\b(?:git|hg|svn|bzr)\+|@\s*(?:https?|file):/i;

/** New lines of a manifest that take a package from outside the registry. */
export function linesFromElsewhere(change: FileChange): readonly string[] {
  const found = MANIFESTS.find(({ file }) => file.test(change.path));
  if (found === undefined) return [];
  const { line: elsewhere, address, read = linesIn } = found;
  const had = new Set(read(textBefore(change)));
  const lines = new Set(read(textAfter(change)));
  const isElsewhere = (line: string): boolean =>
    elsewhere.test(line) || (address === true && ADDRESS.test(line));
  return [...lines].filter((line) => !had.has(line) && isElsewhere(line.replace(OFFICIAL, '')));
}
