import { z } from 'zod';

/** What the forge reads of GitHub's answers about CI, and nothing else of them. */

const time = z.string().transform((text) => Date.parse(text));

export const WorkflowRunsAnswer = z.object({
  workflow_runs: z.array(
    z.object({
      id: z.int(),
      name: z.string().nullish(),
      path: z.string(),
      event: z.string(),
      head_sha: z.string(),
      /** An older Enterprise Server does not count them. */
      run_attempt: z.int().default(1),
      status: z.string().nullable(),
      conclusion: z.string().nullable(),
      check_suite_id: z.int().nullish(),
      updated_at: time.optional(),
    }),
  ),
});

export const JobsAnswer = z.object({
  jobs: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      run_attempt: z.int().optional(),
      status: z.string(),
      conclusion: z.string().nullable(),
    }),
  ),
});

export const CheckRunsAnswer = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      check_suite: z.object({ id: z.int() }).nullable(),
    }),
  ),
});

export type ArtifactsAnswer = z.infer<typeof ArtifactsAnswer>;
export const ArtifactsAnswer = z.object({
  artifacts: z.array(
    z.object({
      id: z.int(),
      name: z.string(),
      size_in_bytes: z.int(),
      expired: z.boolean(),
      created_at: time.nullish(),
    }),
  ),
});

export const AnnotationsAnswer = z.array(
  z.object({
    path: z.string(),
    start_line: z.int(),
    annotation_level: z.string().nullable(),
    message: z.string().nullable(),
  }),
);
