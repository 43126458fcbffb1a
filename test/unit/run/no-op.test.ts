import { describe, expect, it } from '@jest/globals';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { audited, BASE, begun, ci, ciSaid, given, pushed, strategy } from './story.ts';
import { types } from './told.ts';

const rules = strategy();
/** The gate let an empty edit set through: the branch stays where it was. */
const nothing: readonly RunEvent[] = pushed(BASE)
  .filter(({ type }) => type !== 'pr-opened')
  .map((event) =>
    event.type === 'edits-committed' ? { ...event, files: 0, added: 0, removed: 0 } : event,
  );
const judged = (verdict: 'green' | 'red'): readonly string[] =>
  types(given(rules, begun, ...nothing, ...audited(BASE, 'approve'), ciSaid(BASE, verdict)).when());

describe('a phase that changes nothing', () => {
  it('is complete by what CI says of the head as it is, and not without', () => {
    expect(given(rules, begun, ...nothing).run).toMatchObject({ state: 'CI_RUNNING', head: BASE });
    expect(judged('green')).toEqual(['phase-completed']);
    expect(judged('red')).toEqual(['attempt-failed']);
    const waiting = given(rules, begun, ...nothing, ...audited(BASE, 'approve'));
    expect(waiting.when({ ci: ci(BASE, null) })).toEqual([]);
  });

  it('has nothing that a pull request could be opened for', () => {
    expect(types(given(rules, begun, ...nothing).when({ ci: ci(BASE, null) }))).toEqual(['audit']);
  });
});
