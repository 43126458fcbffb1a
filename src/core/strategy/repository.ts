import { z } from 'zod';
import { pathFault } from '../plan/paths.ts';
import { Duration } from './duration.ts';
import { StartRole } from './ruleset.ts';

const Glob = z
  .string()
  .min(1)
  .max(300)
  .superRefine((path, context) => {
    const fault = pathFault(path);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  });

/** A workflow, by its file below .github/workflows. */
export const WorkflowFile = z
  .string()
  .regex(
    /^[A-Za-z0-9._-]{1,95}\.ya?ml$/,
    'must be the name of a file in .github/workflows, such as ci.yml',
  );

const Model = z.string().min(1).max(100);

const budget = z.strictObject({
  tokens: z
    .int()
    .min(1_000)
    .max(1_000_000_000)
    .optional()
    .describe('Tokens a run may spend, input and output of all roles together.'),
  usd: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('US dollars a run may spend. Needs a known price for every model used.'),
  attempts_per_phase: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe(
      "Times the Builder may hand in work for one phase. Lowers the category's number, never raises it.",
    ),
  ci_runs: z
    .int()
    .min(1)
    .max(1_000)
    .optional()
    .describe(
      'Pushes that CI may run on, over the whole run. Lowers the sum of the tiers, never raises it.',
    ),
  max_tokens: z
    .int()
    .min(1_000)
    .max(1_000_000_000)
    .optional()
    .describe('How far `/autopack budget` may raise `budget.tokens`. Left out: not at all.'),
  max_usd: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('How far `/autopack budget` may raise `budget.usd`. Left out: not at all.'),
  active_minutes: z
    .number()
    .positive()
    .max(1_440)
    .optional()
    .describe('Minutes of active time of a run. Waiting for CI or people does not count.'),
  wait_hours: z
    .number()
    .positive()
    .max(720)
    .optional()
    .describe('Hours a run waits for CI or people before it ends.'),
  phases: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'Phases a plan may have; longer plans are refused with a proposal how to split them.',
    ),
});

const ci = z.strictObject({
  required: z
    .array(z.string().min(1).max(200))
    .max(50)
    .optional()
    .describe(
      'Names of jobs or workflows that must be green; `ci.yml / job` names a job of one file. Empty: what GitHub itself requires of the pull request, and where it requires nothing every workflow that runs on the branch.',
    ),
  register_timeout: Duration.optional().describe(
    'How long CI may take to appear on a pushed commit. Nothing by then ends the run; it is never taken for green.',
  ),
  settle: Duration.optional().describe(
    'How long after the push a green result has to hold before it counts, for workflows that start late. Only where `ci.required` is empty.',
  ),
  dispatch: z
    .array(WorkflowFile)
    .max(10)
    .optional()
    .describe(
      'Files of workflows to start by hand where a push starts none, which is so with the workflow’s own token. Each needs the trigger `workflow_dispatch`.',
    ),
  strict_required: z
    .array(z.string().min(1).max(200))
    .max(50)
    .optional()
    .describe(
      'Names that must be green as well in phases with strict CI, such as end-to-end and safety tests. A job of one file is named `ci.yml / job`.',
    ),
  preflight: WorkflowFile.optional().describe(
    'File of a workflow of your own that is started on each pushed commit before the Auditor is asked, up to three times, five seconds apart. Needs the trigger `workflow_dispatch`, and the permission `actions: write` for the app.',
  ),
});

const audit = z.strictObject({
  when: z
    .enum(['always', 'on_trigger'])
    .optional()
    .describe(
      '`always`, or `on_trigger`: only for high-risk phases, phases without auto-apply, after a failed attempt, at a major finding, and at a high risk score.',
    ),
  max_inline: z
    .int()
    .min(0)
    .max(50)
    .optional()
    .describe('Findings shown as comments on lines; the others go into the body of the review.'),
  rounds: z
    .int()
    .min(1)
    .max(10)
    .optional()
    .describe('Heads of one phase that are audited before the phase fails.'),
});

/** `.github/autopack.yml`. Every key changes what a run does; there are no others. */
export const RepositoryConfig = z.strictObject({
  version: z.literal(1).describe('Version of this format.'),
  budget: budget.optional().describe('Caps of a run.'),
  models: z
    .strictObject({
      builder: Model.optional().describe('Model of the Builder, in every phase.'),
      auditor: Model.optional().describe('Model of the Auditor, in every phase.'),
      locator: Model.optional().describe(
        'Model that is asked, once a phase, which files the Builder needs, where the likely ones do not all fit. `none`: nobody is asked.',
      ),
      fallback: z
        .array(Model)
        .max(10)
        .optional()
        .describe(
          'Models that are asked, in this order, when one declines three calls in a row. Empty: none.',
        ),
    })
    .optional()
    .describe('Models, out of those in config/models.yaml.'),
  ci: ci.optional().describe('What has to be green, and how long to wait for it.'),
  protected: z
    .array(Glob)
    .max(200)
    .optional()
    .describe('Paths that no phase may change, in addition to the built-in ones.'),
  allow_protected: z
    .array(Glob)
    .max(200)
    .optional()
    .describe('Protected paths that phases may change after all.'),
  edits: z
    .enum(['search_replace', 'v4a'])
    .optional()
    .describe(
      'How the Builder writes its edits: search and replace blocks, or patches in the format of `apply_patch` (V4A), which some models know better.',
    ),
  audit: audit.optional().describe('The review of each phase.'),
  promotion: z
    .strictObject({
      auto_merge: z
        .boolean()
        .optional()
        .describe(
          'Ask GitHub once to merge the verified head. Only where no phase is high-risk or without auto-apply, no person pushed, no finding is open, and the base stands where the head was verified with it; GitHub’s own rules still decide.',
        ),
      delete_branch: z
        .boolean()
        .optional()
        .describe('Delete the branch of the run after the merge. The ledger stays.'),
    })
    .optional()
    .describe('What happens when everything is verified.'),
  retention: z
    .strictObject({
      ledger_days: z
        .int()
        .min(0)
        .max(3_650)
        .optional()
        .describe(
          'Days after the last event of a run that is over until its ledger is deleted, where nothing can follow of it any more. 0: never. Read anew each time.',
        ),
    })
    .optional()
    .describe('How long the records of runs stay.'),
  who: z
    .strictObject({
      start: StartRole.optional().describe(
        'The least permission with which a person starts a run.',
      ),
      raise_budget: StartRole.optional().describe(
        'The least permission with which a person raises a cap of a run at work.',
      ),
    })
    .optional()
    .describe('Who may do what.'),
});
export type RepositoryConfig = z.infer<typeof RepositoryConfig>;

/** What holds where a repository says nothing. */
export const NO_CONFIG: RepositoryConfig = { version: 1 };
