import { matcher } from '../core/govern/scope.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import type { TreeEntry } from '../ports.ts';
import { isTest, mentionsIn, stemOf } from '../core/context/mentions.ts';

export interface Choice {
  readonly serve: readonly TreeEntry[];
  /** Files of the phase that did not fit; the prompt says so. */
  readonly omitted: readonly string[];
}

const MAX_FILE_BYTES = 200_000;
/** Bytes a token stands for, on the cautious side. */
const BYTES_PER_TOKEN = 3;
/** Where the phase names no paths, more of the repository than this is no help. */
const MAX_UNNAMED = 40;

const NOT_TEXT =
  /\.(png|jpe?g|gif|webp|avif|ico|bmp|pdf|zip|gz|tgz|bz2|xz|7z|tar|wasm|woff2?|ttf|otf|eot|mp[34]|mov|webm|ogg|wav|jar|class|pyc|exe|so|dylib|dll|node|db|sqlite)$/i;
/** Nothing for a model: machines write them, and they are large. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|poetry\.lock|uv\.lock|cargo\.lock|go\.sum|composer\.lock|gemfile\.lock)$|\.(min\.[cm]?js|map)$/i;
/** Never shown to a model, whatever a plan says. */
const SECRET =
  /(^|\/)(\.env(\.[^/]*|rc)?|[^/]*\.(env|pem|key|p12|pfx|jks|keystore|ppk|tfstate)|id_(rsa|dsa|ecdsa|ed25519)|\.npmrc|\.yarnrc(\.yml)?|\.pypirc|\.netrc|\.htpasswd|\.git-credentials|credentials(\.json)?|secrets\.(ya?ml|json|toml))$/i;
const EXPLAINS =
  /^(package\.json|tsconfig\.json|README\.md|CONTRIBUTING\.md|pyproject\.toml|go\.mod|Cargo\.toml)$/i;

/** In the order in which they are served; what comes after `context` is served where there is room, without a word about the rest. */
const RANK = { deliverable: 0, named: 1, scope: 2, context: 3, test: 4, explains: 5, other: 6 };
const NONE = 9;

interface Ranked {
  readonly entry: TreeEntry;
  readonly rank: number;
  /** Words of the path that the phase's text has as well. */
  readonly shared: number;
}

/**
 * Which files the Builder is shown, whole or not at all: what the phase names, then what it may change,
 * then what it should read, the tests beside these, and the files that explain the repository. Pure, so a
 * resume serves the same.
 */
export function chooseFiles({
  phase,
  tree,
  tokenBudget,
}: {
  readonly phase: PhaseStrategy;
  readonly tree: readonly TreeEntry[];
  readonly tokenBudget: number;
}): Choice {
  const ranked = withTests(rankAll(phase, tree.filter(isText))).filter((one) => one.rank < NONE);
  ranked.sort(inOrder);
  const others = ranked.filter((one) => one.rank === RANK.other).slice(MAX_UNNAMED);
  return fill(
    ranked.filter((one) => !others.includes(one)),
    tokenBudget * BYTES_PER_TOKEN,
  );
}

function rankAll(phase: PhaseStrategy, files: readonly TreeEntry[]): readonly Ranked[] {
  const mentions = mentionsIn(
    [phase.name, phase.description, ...phase.acceptance].join('\n'),
    files.map((entry) => entry.path),
  );
  const deliverable = matcher(phase.deliverables);
  const inScope = matcher(phase.scope);
  const context = matcher(phase.readOnlyContext.map(({ path }) => path));
  const rank = (path: string): number => {
    if (deliverable(path)) return RANK.deliverable;
    if (mentions.names(path)) return RANK.named;
    if (inScope(path) && (!GENERATED.test(path) || phase.scope.includes(path))) return RANK.scope;
    if (context(path)) return RANK.context;
    if (EXPLAINS.test(path)) return RANK.explains;
    return phase.scope.length === 0 && !GENERATED.test(path) ? RANK.other : NONE;
  };
  return files.map((entry) => ({
    entry,
    rank: rank(entry.path),
    shared: mentions.shared(entry.path),
  }));
}

/** A test beside what is to be changed says how it is meant to behave. */
function withTests(ranked: readonly Ranked[]): Ranked[] {
  const changing = new Set(
    ranked.filter((one) => one.rank <= RANK.scope).map((one) => stemOf(one.entry.path)),
  );
  return ranked.map((one) => {
    const { path } = one.entry;
    const beside = one.rank > RANK.test && isTest(path) && changing.has(stemOf(path));
    return beside ? { ...one, rank: RANK.test } : one;
  });
}

/** Small files first, so that one large file does not push out many. */
const inOrder = (a: Ranked, b: Ranked): number =>
  a.rank - b.rank ||
  b.shared - a.shared ||
  a.entry.size - b.entry.size ||
  (a.entry.path < b.entry.path ? -1 : 1);

function fill(ranked: readonly Ranked[], bytes: number): Choice {
  const serve: TreeEntry[] = [];
  const omitted: string[] = [];
  let room = bytes;
  for (const { entry, rank } of ranked) {
    if (entry.size <= Math.min(room, MAX_FILE_BYTES)) {
      serve.push(entry);
      room -= entry.size;
    } else if (rank <= RANK.context) omitted.push(entry.path);
  }
  return { serve, omitted };
}

const isText = ({ mode, path }: TreeEntry): boolean =>
  (mode === '100644' || mode === '100755') && !NOT_TEXT.test(path) && !SECRET.test(path);
