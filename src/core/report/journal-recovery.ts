import type { RecoveryEvent } from '../run/event-recovery.ts';
import { count, insteadOf, many, short, usd } from './words.ts';

/** What recovery, people and promotion did, in words for the journal. */
export function recoveryWords(event: RecoveryEvent): string {
  switch (event.type) {
    case 'phase-undone':
      return `${event.phase} undone, branch at ${short(event.head)}`;
    case 'phase-retried':
      return `${event.phase} queued again, ${many(event.attempts, 'more attempt')}`;
    case 'run-reopened':
      return `run reopened by ${event.by.login}`;
    case 'merge-asked':
      return `GitHub is asked to merge ${short(event.head)}`;
    case 'base-merged':
      return `base ${short(event.base)} merged in, branch at ${short(event.head)}`;
    case 'base-merge-asked':
      return `GitHub is asked to merge the base at ${short(event.base)} in`;
    case 'rollback-asked':
      return `${event.by} wants ${event.phase} rolled back`;
    case 'run-held':
      return `held by ${event.by}`;
    case 'run-resumed':
      return `resumed by ${event.by}`;
    case 'stop-asked':
      return `${event.by} wants a stop after this phase`;
    case 'budget-raised':
      return `caps raised by ${count(event.tokens)} tokens, ${usd(event.microUsd)}`;
    case 'finding-dismissed':
      return `${event.finding} dismissed by ${event.by}: ${event.reason}`;
    case 'replan-started':
      return `planner ${event.phase}: ${event.hold.tokens} tokens held${insteadOf(event.hold)}`;
    case 'phase-replanned':
      return `${event.phase} replanned: ${event.approach}`;
    case 'replan-unusable':
      return `${event.phase} could not be replanned`;
    case 'model-escalated':
      return `${event.phase} goes on with ${event.model}`;
    case 'promotion-verified':
      return `${short(event.head)} verified for promotion`;
    case 'promotion-blocked':
      return `promotion blocked (${event.reason})`;
  }
}
