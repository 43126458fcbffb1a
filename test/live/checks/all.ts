import type { Check } from '../check.ts';
import { appChecks } from './app.ts';
import { approvalChecks } from './approval.ts';
import { commitChecks } from './commits.ts';
import { gitDataLoad } from './load.ts';
import { requiredChecks } from './required.ts';
import { refChecks } from './refs.ts';
import { talkChecks } from './talk.ts';
import { workflowChecks } from './workflows.ts';

/** In the order in which they are asked, and in which docs/live-checks.md lists them. */
export const CHECKS: readonly Check[] = [
  ...refChecks,
  ...workflowChecks,
  ...requiredChecks,
  ...approvalChecks,
  ...commitChecks,
  ...talkChecks,
  ...appChecks,
  gitDataLoad,
];

/** Asked for by a flag of its own: it may run into a limit. */
export const NEEDS_LOAD = gitDataLoad.name;
