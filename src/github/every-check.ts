import { type CheckSuites, LaterRunsAnswer, LaterSuitesAnswer } from './answers.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { laterRuns, laterSuites } from './queries-pages.ts';

/** GitHub keeps a thousand check runs of a suite, and lists those of a thousand suites. */
const MAX_SUITE_PAGES = 20;
const MAX_RUN_PAGES = 10;

type Suite = NonNullable<CheckSuites>['nodes'][number];

interface Ask {
  readonly oid: string;
  /** With what GitHub requires of this pull request; null: that was not asked for. */
  readonly pr: number | null;
}

/**
 * Every check of a commit. One that is overlooked would be posted once more if it is ours, and counts as none if it is
 * of others: a required one would be missing, and a red one unseen.
 */
export async function everySuite(
  deps: ForgeDeps,
  ask: Ask,
  first: CheckSuites,
): Promise<CheckSuites> {
  const suites = [...(first?.nodes ?? [])];
  let page = first?.pageInfo;
  for (let n = 1; page?.hasNextPage === true && n < MAX_SUITE_PAGES; n += 1) {
    const { pr, oid } = ask;
    const variables = { ...deps.repo, oid, after: page.endCursor, ...(pr === null ? {} : { pr }) };
    const { object } = (
      await deps.client.query(laterSuites(pr !== null), variables, LaterSuitesAnswer)
    ).repository;
    suites.push(...(object?.checkSuites?.nodes ?? []));
    page = object?.checkSuites?.pageInfo;
  }
  const whole: Suite[] = [];
  for (const suite of suites) whole.push(await everyRun(deps, ask, suite));
  return { nodes: whole };
}

async function everyRun(deps: ForgeDeps, { pr }: Ask, suite: Suite): Promise<Suite> {
  const nodes = [...suite.checkRuns.nodes];
  let page = suite.checkRuns.pageInfo;
  for (let n = 1; page?.hasNextPage === true && n < MAX_RUN_PAGES; n += 1) {
    const variables = { suite: suite.id, after: page.endCursor, ...(pr === null ? {} : { pr }) };
    const { node } = await deps.client.query(laterRuns(pr !== null), variables, LaterRunsAnswer);
    nodes.push(...node.checkRuns.nodes);
    page = node.checkRuns.pageInfo;
  }
  return { ...suite, checkRuns: { nodes } };
}
