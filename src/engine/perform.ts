import { UserError } from '../core/errors.ts';
import type { Action } from '../core/run/action.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { Seen } from '../core/run/observation.ts';
import { actOnCi } from './act-ci.ts';
import { apply } from './apply.ts';
import { recordArtefacts } from './artefacts.ts';
import { audit, concludeAudit } from './audit.ts';
import { build } from './build.ts';
import { concludeLocate } from './locate.ts';
import { merge, mergeBase } from './merge-base.ts';
import { type Pass } from './pass.ts';
import { planFirst } from './plan-first.ts';
import { type Screen } from './show.ts';
import { concludeReplan, replan } from './replan.ts';
import { undo } from './undo.ts';

export interface Around {
  readonly seen: Seen;
  readonly screen: Screen;
}

/** What an action makes of what was seen. `fresh`: it still holds. `old`: look again before resting. `look`: look again now. */
export type Aged = 'fresh' | 'old' | 'look';

/** Does what was decided. */
export async function perform(pass: Pass, action: Action, { seen, screen }: Around): Promise<Aged> {
  switch (action.do) {
    case 'record':
      pass.note(...action.events);
      await answerCommands(pass, action.events);
      return action.events.some(({ type }) => MOVES.includes(type)) ? 'look' : 'fresh';
    case 'build':
      await build(pass, action, () => screen.show());
      return 'look';
    case 'conclude-locate':
      await concludeLocate(pass, action);
      return 'fresh';
    case 'apply':
      await apply(pass, action);
      return 'old';
    case 'undo':
    case 'replan':
    case 'conclude-replan':
      return recoverBy(pass, action, screen);
    case 'merge-base':
    case 'merge':
    case 'delete-branch':
    case 'close-issue':
      return promoteBy(pass, action);
    case 'open-pull':
      await openPull(pass, screen);
      return 'old';
    case 'dispatch-ci':
    case 'rerun-ci':
    case 'start-gate':
    case 'record-baseline':
    case 'report-ci':
      return actOnCi(pass, action, seen);
    case 'audit':
      await audit(pass, action, () => screen.showVerdicts());
      return 'look';
    case 'conclude-audit':
      await concludeAudit(pass, action);
      await screen.showVerdicts();
      return 'fresh';
    case 'record-artefacts':
      await recordArtefacts(pass);
      return 'fresh';
    case 'make-plan':
    case 'conclude-plan':
    case 'post-plan':
      return planFirst(pass, action.do, screen);
  }
}

/** Facts after which there is another head to look at. */
const MOVES: readonly RunEvent['type'][] = ['branch-advanced', 'base-merged', 'run-reopened'];

/** Where GitHub does not take it, people are told in the issue before the pass is put off. */
async function openPull(pass: Pass, screen: Screen): Promise<void> {
  await pass.flush();
  try {
    const number = await screen.openPull();
    pass.note({ type: 'pr-opened', at: pass.ports.clock.now(), number });
  } catch (error) {
    if (error instanceof UserError) await screen.show();
    throw error;
  }
}

type Of<D extends Action['do']> = Extract<Action, { do: D }>;

async function recoverBy(
  pass: Pass,
  action: Of<'undo' | 'replan' | 'conclude-replan'>,
  screen: Screen,
): Promise<Aged> {
  switch (action.do) {
    case 'undo':
      await undo(pass, action);
      return 'old';
    case 'replan':
      await replan(pass, action, () => screen.show());
      return 'look';
    case 'conclude-replan':
      await concludeReplan(pass, action);
      return 'fresh';
  }
}

async function promoteBy(
  pass: Pass,
  action: Of<'merge-base' | 'merge' | 'delete-branch' | 'close-issue'>,
): Promise<Aged> {
  const { forge, ledger } = pass.ports;
  const { runId, issue } = pass.run();
  switch (action.do) {
    case 'merge-base':
      await mergeBase(pass, action);
      return 'look';
    case 'merge':
      await merge(pass, action);
      return 'look';
    case 'delete-branch':
      await ledger.dropCode(runId, action.head);
      return 'look';
    case 'close-issue':
      await forge.closeIssue(issue.number);
      return 'look';
  }
}

/** Whoever gave a command sees at the comment itself whether it was taken; why stands in the journal. */
async function answerCommands(pass: Pass, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type !== 'command-seen') continue;
    await pass.flush();
    await pass.ports.forge.react(event.id, event.accepted ? 'ROCKET' : 'CONFUSED');
  }
}
