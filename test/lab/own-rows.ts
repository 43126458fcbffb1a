/** What the lab keeps itself, where the emulator has no honest table. */

export interface CheckSuiteRow {
  readonly id: number;
  readonly repoId: number;
  readonly headSha: string;
  readonly headBranch: string | null;
  readonly appId: number;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title: string | null;
  readonly raw_details: string | null;
  readonly start_column: number | null;
  readonly end_column: number | null;
}

export interface CheckRunRow {
  readonly id: number;
  readonly repoId: number;
  readonly suiteId: number;
  readonly appId: number;
  readonly headSha: string;
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  externalId: string;
  detailsUrl: string | null;
  startedAt: string;
  completedAt: string | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  readonly annotations: Annotation[];
}

/** As in the REST API's request body. */
export interface CheckRunInput {
  readonly name?: string | undefined;
  readonly head_sha?: string | undefined;
  readonly status?: CheckRunRow['status'] | undefined;
  readonly conclusion?: string | null | undefined;
  readonly external_id?: string | undefined;
  readonly details_url?: string | undefined;
  readonly started_at?: string | undefined;
  readonly completed_at?: string | undefined;
  readonly output?:
    | {
        readonly title?: string | undefined;
        readonly summary?: string | undefined;
        readonly text?: string | undefined;
        readonly annotations?: readonly Partial<Annotation>[] | undefined;
      }
    | undefined;
}

export interface PullRow {
  readonly id: number;
  readonly nodeId: string;
  readonly repoId: number;
  /** The row that carries title, body, labels and comments. */
  readonly issueId: number;
  readonly number: number;
  readonly headRef: string;
  readonly baseRef: string;
  headSha: string;
  baseSha: string;
  draft: boolean;
  merged: boolean;
  mergedAt: string | null;
  mergedById: number | null;
  mergeCommitSha: string | null;
  /** Null: not computed yet for the two SHAs, as on GitHub. */
  mergeable: boolean | null;
}
