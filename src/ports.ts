/** What the core and the engine need from outside; each method may fail, or be the last one before a crash. */
export type {
  RunWorld,
  TreeEntry,
  ReviewDraft,
  CheckDraft,
  CiFailures,
  ConfigPull,
  Forge,
} from './ports/forge.ts';
export type { KeptAnswer, LedgerTip, LedgerEntry, CodeCommit, Ledger } from './ports/ledger.ts';
export type { ModelRequest, ModelReply, Models } from './ports/models.ts';
export type { Planning } from './ports/planning.ts';
export type { Syntax } from './ports/syntax.ts';
export type { Clock, Random, Log, PassResult, Queue } from './ports/process.ts';
export type { Permission } from './core/permission.ts';
export type {
  CommentByOthers,
  IssueSeen,
  RepoSeen,
  Talk,
  TriggerSeen,
} from './core/run/observation.ts';
