import { matcher } from '../core/govern/scope.ts';
import type { PhaseStrategy } from '../core/strategy/strategy.ts';
import type { TreeEntry } from '../ports.ts';

export interface Choice {
  readonly serve: readonly TreeEntry[];
  /** Files of the phase that did not fit; the prompt says so. */
  readonly omitted: readonly string[];
}

const MAX_FILE_BYTES = 200_000;
/** Characters a token stands for, on the cautious side. */
const BYTES_PER_TOKEN = 3;
const NOT_TEXT =
  /\.(png|jpe?g|gif|webp|ico|pdf|zip|gz|tgz|wasm|woff2?|ttf|eot|mp[34]|mov|jar|class|exe|so|dylib|dll|node)$/i;
/** Never shown to a model, whatever a plan says. */
const SECRET =
  /(^|\/)(\.env(\.[^/]*)?|[^/]*\.(pem|key|p12|pfx|jks)|id_(rsa|dsa|ecdsa|ed25519)|\.npmrc|\.netrc)$/i;

/**
 * Which files the Builder is shown, whole or not at all: what the phase names, then what it may change,
 * then what it should read, then the files that explain the repository. Pure, so a resume serves the same.
 */
export function chooseFiles({
  phase,
  tree,
  tokenBudget,
}: {
  phase: PhaseStrategy;
  tree: readonly TreeEntry[];
  tokenBudget: number;
}): Choice {
  const files = tree.filter(isReadable);
  const text = `${phase.name}\n${phase.description}\n${phase.acceptance.join('\n')}`;
  const inScope = phase.scope.length === 0 ? () => false : matcher(phase.scope);
  const deliverable = matcher(phase.deliverables);
  const context = matcher(phase.readOnlyContext.map(({ path }) => path));
  const rank = (entry: TreeEntry): number => {
    if (deliverable(entry.path)) return 0;
    if (text.includes(entry.path)) return 1;
    if (inScope(entry.path)) return 2;
    if (context(entry.path)) return 3;
    return /^(package\.json|README\.md|pyproject\.toml|go\.mod|Cargo\.toml)$/i.test(entry.path)
      ? 4
      : 9;
  };
  const ranked = files.map((entry) => ({ entry, rank: rank(entry) })).filter((one) => one.rank < 9);
  ranked.sort(
    (a, b) =>
      a.rank - b.rank || a.entry.size - b.entry.size || (a.entry.path < b.entry.path ? -1 : 1),
  );
  return fill(ranked, tokenBudget * BYTES_PER_TOKEN);
}

function fill(ranked: readonly { entry: TreeEntry; rank: number }[], bytes: number): Choice {
  const serve: TreeEntry[] = [];
  const omitted: string[] = [];
  let room = bytes;
  for (const { entry, rank } of ranked) {
    if (entry.size <= room) {
      serve.push(entry);
      room -= entry.size;
    } else if (rank < 4) omitted.push(entry.path);
  }
  return { serve, omitted };
}

const isReadable = (entry: TreeEntry): boolean =>
  (entry.mode === '100644' || entry.mode === '100755') &&
  entry.size <= MAX_FILE_BYTES &&
  !NOT_TEXT.test(entry.path) &&
  !SECRET.test(entry.path);
