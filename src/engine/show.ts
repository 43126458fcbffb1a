import { UserError } from '../core/errors.ts';
import { STATE_LABELS, RUN_LABEL } from '../core/names.ts';
import { doubledReview } from '../core/report/review.ts';
import { type Presented, present, presentVerdicts } from '../core/report/present.ts';
import { mergeIsland } from '../core/report/pull-request.ts';
import { threadsOver } from '../core/report/threads.ts';
import type { Seen } from '../core/run/observation.ts';
import { isEndedByCommand } from '../core/run/people.ts';
import type { CheckDraft } from '../ports.ts';
import { allOf } from './all-of.ts';
import type { Pass } from './pass.ts';
import { postReview } from './post-review.ts';
import { sameText, showIncident, showPlan, showStatus, type Update } from './show-comments.ts';

/**
 * What GitHub shows is a projection of the run: rendered purely, compared with what stands there, and
 * only differences are written. What GitHub cannot deduplicate is found again by its marker; the oldest wins.
 */
export interface Screen {
  /** Everything: reviews, checks, comment, labels, pull request. */
  show(): Promise<void>;
  /** Reviews and checks only, where an edit of the comment is not worth a request. */
  showVerdicts(): Promise<void>;
  /** The plan that was made out of prose, in a comment of its own. */
  showPlan(): Promise<void>;
  /** Opens the draft pull request, or adopts it. */
  openPull(): Promise<number>;
  /** Takes over what was just observed. */
  refresh(seen: Partial<Seen>): void;
}

type Verdicts = Pick<Presented, 'checks' | 'reviews'>;

export function openScreen(pass: Pass, first: Seen): Screen {
  let seen = first;
  const { ports } = pass;
  const links = { server: ports.server, ...ports.repo };
  const render = (): Presented =>
    present({ run: pass.run(), strategy: pass.strategy, seen, links });
  const update = (change: Partial<Seen>): void => {
    seen = { ...seen, ...change };
  };

  const showVerdicts = async (presented: Verdicts): Promise<void> => {
    await showReviews(pass, presented, seen, update);
    await showThreads(pass, seen, update);
    for (const check of presented.checks) await showCheck(pass, check, seen, update);
  };
  const onIssue = (presented: Presented): readonly (() => Promise<void>)[] => [
    () => showPlan(pass, seen, update),
    () => showLabels(pass, presented, seen, update),
    () => showStatus(pass, presented, seen, update),
    () => showIncident(pass, presented.incident, seen, update),
  ];
  return {
    showPlan: () => showPlan(pass, seen, update),
    showVerdicts: () =>
      showVerdicts(presentVerdicts({ run: pass.run(), strategy: pass.strategy, seen, links })),
    show: async () => {
      const presented = render();
      await allOf([
        () => showVerdicts(presented),
        () => showPull(pass, presented, seen, update),
        ...(seen.issueGone === true ? [] : onIssue(presented)),
      ]);
    },
    openPull: async () => {
      const run = pass.run();
      const { pull } = render();
      const body = mergeIsland('', pull.island);
      const draft = { runId: run.runId, title: pull.title, body };
      try {
        return await ports.forge.openPull({ ...draft, base: run.base.branch });
      } catch (error) {
        if (!(error instanceof UserError) || error.code !== 'github/rejected') throw error;
        // The default branch may have another name by now.
        const { defaultBranch: base } = await ports.forge.repo();
        if (base === run.base.branch) throw error;
        return ports.forge.openPull({ ...draft, base });
      }
    },
    refresh: update,
  };
}

async function showReviews(
  pass: Pass,
  { reviews }: Verdicts,
  seen: Seen,
  update: Update,
): Promise<void> {
  const { pr } = pass.run();
  if (pr === null) return;
  let known = seen.reviews;
  for (const wanted of reviews) {
    const { marker: mark } = wanted;
    const [there, ...doubles] = known.filter((review) => review.body.includes(mark));
    for (const double of doubles) await pass.ports.forge.retireReview(pr, double, doubledReview());
    known = known.filter((review) => !doubles.includes(review));
    if (there !== undefined) continue;
    const where = { pr, base: seen.pull?.base };
    const { head, body } = await postReview(pass.ports, where, wanted);
    known = [...known, { id: 0, head: head ?? pass.run().head, body }];
    update({ reviews: known });
  }
}

async function showThreads(pass: Pass, seen: Seen, update: Update): Promise<void> {
  const { threads = [] } = seen;
  const over = threadsOver(pass.run(), threads);
  for (const { id } of over) await pass.ports.forge.resolveThread(id);
  if (over.length === 0) return;
  update({
    threads: threads.map((one) => (over.includes(one) ? { ...one, resolved: true } : one)),
  });
}

async function showCheck(pass: Pass, want: CheckDraft, seen: Seen, update: Update): Promise<void> {
  const { forge } = pass.ports;
  // Only the checks of the branch's own head are observed; those of older heads were completed with them.
  if (want.head !== pass.run().head) return;
  // GitHub deletes no check: where two processes made one each, both say the same.
  const known = seen.checks.filter((check) => check.externalId === want.externalId);
  const wrong = known.filter((check) => check.id !== 0 && differs(check, want));
  if (known.length === 0) await forge.createCheck(want);
  for (const check of wrong) await forge.updateCheck(check.id, want);
  if (known.length > 0 && wrong.length === 0) return;
  const rest = seen.checks.filter((check) => !known.includes(check));
  const now = known.length === 0 ? [{ ...want, id: 0 }] : known.map(({ id }) => ({ ...want, id }));
  update({ checks: [...rest, ...now] });
}

const differs = (known: Seen['checks'][number], want: CheckDraft): boolean =>
  known.status !== want.status ||
  known.conclusion !== want.conclusion ||
  known.title !== want.title ||
  !sameText(known.summary, want.summary);

async function showPull(
  pass: Pass,
  { pull }: Presented,
  seen: Seen,
  update: Update,
): Promise<void> {
  const { forge } = pass.ports;
  const run = pass.run();
  const there = seen.pull;
  if (there === null || there.state !== 'open') return;
  // While a candidate is judged the text would change with every verdict: it is written when a phase is done.
  if (run.phases.some((phase) => phase.state === 'CI_RUNNING')) return;
  const body = mergeIsland(there.body, pull.island);
  if (!sameText(body, there.body) || there.title !== pull.title)
    await forge.editPull(there.number, { title: pull.title, body });
  const ready = run.state === 'DONE_SUCCESS' && there.draft && there.draftedAgain !== true;
  if (ready) await forge.markReady(there.number);
  update({ pull: { ...there, body, title: pull.title, draft: there.draft && !ready } });
}

async function showLabels(
  pass: Pass,
  presented: Presented,
  seen: Seen,
  update: Update,
): Promise<void> {
  // What was put on beside the command that ended a run may ask for the next one.
  const leftOver = isEndedByCommand(pass.run()) ? [] : [RUN_LABEL];
  const ours: readonly string[] = [...Object.values(STATE_LABELS), ...leftOver];
  const remove = seen.labels.filter((label) => ours.includes(label) && label !== presented.label);
  const add = seen.labels.includes(presented.label) ? [] : [presented.label];
  if (add.length + remove.length === 0) return;
  await pass.ports.forge.label(pass.run().issue.number, add, remove);
  update({ labels: [...seen.labels.filter((label) => !remove.includes(label)), ...add] });
}
