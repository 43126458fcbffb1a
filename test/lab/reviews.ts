/** Reviews, their line comments and the threads these start. */
export interface ReviewRow {
  readonly id: number;
  readonly nodeId: string;
  readonly repoId: number;
  readonly pullNumber: number;
  readonly userId: number;
  body: string;
  state: 'PENDING' | 'COMMENTED' | 'APPROVED' | 'CHANGES_REQUESTED' | 'DISMISSED';
  readonly commitSha: string;
  submittedAt: string | null;
  readonly createdAt: string;
}

export interface ReviewCommentRow {
  readonly id: number;
  readonly nodeId: string;
  readonly repoId: number;
  readonly pullNumber: number;
  readonly reviewId: number;
  readonly userId: number;
  /** The comment that started the thread; null: this one did. */
  readonly inReplyToId: number | null;
  readonly path: string;
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
  readonly startLine: number | null;
  readonly commitSha: string;
  readonly diffHunk: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
  /** Of the thread, on its first comment. */
  resolvedById: number | null;
  minimized: string | null;
}

export interface ReviewStore {
  readonly reviews: ReviewRow[];
  readonly comments: ReviewCommentRow[];
  nextId(): number;
}

export function createReviews(): ReviewStore {
  let next = 1_300_000_001;
  return { reviews: [], comments: [], nextId: () => next++ };
}

/** The comments that started a thread, oldest first. */
export const threadRoots = (
  store: ReviewStore,
  pull: { readonly repoId: number; readonly number: number },
): readonly ReviewCommentRow[] =>
  store.comments.filter(
    (row) =>
      row.repoId === pull.repoId && row.pullNumber === pull.number && row.inReplyToId === null,
  );
