import type { LabApp } from './app.ts';
import type { Checks } from './checks.ts';
import type { TokenMap } from './emulator.ts';
import type { Json, LabInternals } from './internals.ts';
import type { PullStore } from './pulls.ts';
import type { ReviewStore } from './reviews.ts';

/** What our own routes and resolvers work on. */
export interface Core {
  readonly lab: LabInternals;
  readonly app: LabApp;
  readonly tokens: TokenMap;
  readonly checks: Checks;
  readonly pulls: PullStore;
  readonly reviews: ReviewStore;
  readonly reactions: Reactions;
  /** Stands for GitHub's own signing key. */
  readonly signingKey: string;
  /** Paths and GraphQL fields that were asked for and that the lab does not have. */
  readonly unknownRoutes: string[];
  readonly limits: Limits;
  /** Old names of repositories, `owner/name` in lower case. */
  readonly renamed: Map<string, number>;
  /** Commit statuses, newest first. */
  readonly statuses: StatusRow[];
  /** Names of checks that a branch's rules require, by `repo id:branch`. */
  readonly required: Map<string, readonly string[]>;
  /** Consequences of a change, one after the other, after its answer. */
  later(work: () => Promise<void>): void;
}

export interface StatusRow {
  readonly repoId: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly shown: Json;
}

/** GitHub's limits that a test may want to reach without the work. */
export interface Limits {
  /** A recursive tree listing is cut here, and says `truncated`. */
  treeEntries: number;
}

export interface Reaction {
  readonly id: number;
  /** Node id of the issue or comment. */
  readonly subjectId: string;
  readonly userId: number;
  /** As in GraphQL: EYES, ROCKET, THUMBS_UP … */
  readonly content: string;
  readonly createdAt: string;
}

export interface Reactions {
  /** A second one of the same kind by the same person is the first one. */
  add(subjectId: string, userId: number, content: string): { reaction: Reaction; isNew: boolean };
  remove(id: number): boolean;
  of(subjectId: string): readonly Reaction[];
}

export function createReactions(now: () => string): Reactions {
  let rows: Reaction[] = [];
  let next = 11_000_001;
  return {
    add(subjectId, userId, content) {
      const same = rows.find(
        (row) => row.subjectId === subjectId && row.userId === userId && row.content === content,
      );
      if (same !== undefined) return { reaction: same, isNew: false };
      const reaction = { id: next++, subjectId, userId, content, createdAt: now() };
      rows.push(reaction);
      return { reaction, isNew: true };
    },
    remove(id) {
      const before = rows.length;
      rows = rows.filter((row) => row.id !== id);
      return rows.length < before;
    },
    of: (subjectId) => rows.filter((row) => row.subjectId === subjectId),
  };
}
