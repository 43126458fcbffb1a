import type { RepoName, RunId, Sha } from '../core/ids.ts';
import type { CommitSeen, Link } from '../core/verify/evidence.ts';
import type {
  Clock,
  Forge,
  Ledger,
  LedgerTip,
  Log,
  Models,
  Planning,
  Random,
  Syntax,
} from '../ports.ts';
import type { KnownTerms } from './known-terms.ts';

/** Ledgers and the code they record in full, as a verification needs them. Only reads. */
export interface Archive {
  /** The newest run of the issue, or the run that is named; undefined: it has no ledger. */
  find(
    issue: number,
    runId: RunId | null,
  ): Promise<{ readonly runId: RunId; readonly tip: Sha; readonly repoId: number } | undefined>;
  /** The commits from the first to `tip`; ends with the newest one that no ledger can hold, where there is one. */
  links(tip: Sha): Promise<readonly Link[]>;
  /** Those of these commits that there are. */
  commits(names: readonly Sha[]): Promise<ReadonlyMap<Sha, CommitSeen>>;
  /** Whether `head` is `before`, or came after it. */
  leadsTo(before: Sha, head: Sha): Promise<boolean>;
}

/** Everything the engine needs for one repository. */
export interface EnginePorts {
  readonly repo: RepoName;
  readonly forge: Forge;
  readonly ledger: Ledger;
  /** Left out where nobody can ask for a verification. `botId` null: anybody may have written the ledger. */
  readonly verification?: { readonly archive: Archive; readonly botId: number | null };
  readonly models: Models;
  readonly planning: Planning;
  readonly syntax: Syntax;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Names this process in leases; never the same twice. */
  readonly worker: string;
  /** How long a model call may take before another process may take it for lost. */
  readonly leaseMs: number;
  /** False: whoever runs this pays for no model calls here. Left out: they are paid for. */
  readonly served?: boolean;
  /** Waits; left out: nothing is waited for within a pass. */
  readonly pause?: (ms: number) => Promise<void>;
  /** `app`: our own identity. `token`: one that all workflows of the repository share. */
  readonly identity: 'app' | 'token';
  /** Base of links, `https://github.com`. */
  readonly server: string;
  /** Key of the snapshot's seal; null in `token` mode, where nothing could vouch for it. */
  readonly sealKey: string | null;
  /** Hears of what was rendered and written, texts by path; nobody needs to. */
  readonly onArtefacts?: (runId: RunId, texts: ReadonlyMap<string, string>) => void;
  /** Tips of ledgers as this process last wrote or read them, by issue. A hint only: every write compares and swaps. */
  readonly tips: Map<number, LedgerTip>;
  /** Which ended runs this process has brought into the backlog, by issue. A hint only: it saves looking again. */
  readonly kept?: Map<number, string>;
  /** Shared by all repositories of a process; left out: every prompt is made from scratch. */
  readonly knownTerms?: KnownTerms;
  /** Aborts model calls that are under way when the process is told to stop; left out, they are waited for. */
  readonly stop?: AbortSignal;
  /** Takes known secrets out of a text. */
  redact(text: string): string;
  /**
   * Kinds of secret that a text holds; a model's answer with one is never stored. What has the shape of one and stands
   * in `shown` as well is none; a secret of ours always is.
   */
  secretsIn(text: string, shown: string): readonly string[];
}
