/** Words for telling what somebody does to a record. */
import type { RunEvent } from '../../../src/core/run/event.ts';
import type { CommitSeen, Link, RunEvidence, Rule } from '../../../src/core/verify/evidence.ts';
import { at, rewritten, withLink } from './a-record.ts';

export const other = 'f'.repeat(40);
export const maker = (change: Partial<Link['maker']>) => (link: Link) => ({
  maker: { ...link.maker, ...change },
});
export const said = (link: Link, change: Partial<NonNullable<Link['said']>>) => ({
  said: link.said && { ...link.said, ...change },
});
export const code = (record: RunEvidence, change: (commit: CommitSeen) => Partial<CommitSeen>) => ({
  ...record,
  code: new Map(
    [...record.code].map(([oid, seen], n) => [oid, n === 0 ? { ...seen, ...change(seen) } : seen]),
  ),
});
export const swap = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, -2),
  ...lines.slice(-1),
  ...lines.slice(-2, -1),
];
export const around = (
  record: RunEvidence,
  change: Partial<NonNullable<RunEvidence['around']>>,
) => ({
  ...record,
  around: record.around && { ...record.around, ...change },
});
export const of =
  <T extends RunEvent['type']>(
    type: T,
    change: (event: Extract<RunEvent, { type: T }>) => RunEvent,
  ) =>
  (event: RunEvent): RunEvent =>
    event.type === type ? change(event as Extract<RunEvent, { type: T }>) : event;
/** Only the first that fits. */
export const once = (change: (event: RunEvent) => RunEvent): ((event: RunEvent) => RunEvent) => {
  let done = false;
  return (event) => {
    const next = done ? event : change(event);
    done ||= next !== event;
    return next;
  };
};

export type Tampering = readonly [
  what: string,
  rule: Rule,
  tamper: (record: RunEvidence) => Tampered,
];
/** `at`: the commit that has to be named; null: none of the ledger's. */
export interface Tampered {
  readonly record: RunEvidence;
  readonly at: number | null;
}
export const link =
  (index: number | ((record: RunEvidence) => number), change: (link: Link) => Partial<Link>) =>
  (record: RunEvidence): Tampered => {
    const n = typeof index === 'number' ? index : index(record);
    return { record: withLink(record, n, change), at: n };
  };
export const by = (type: RunEvent['type']) => (record: RunEvidence) => at(record, type);
export const rewrite =
  (type: RunEvent['type'], change: (event: RunEvent) => RunEvent) =>
  (record: RunEvidence): Tampered => ({
    record: rewritten(record, once(change)),
    at: at(record, type),
  });
export const beside =
  (change: (record: RunEvidence) => RunEvidence) =>
  (record: RunEvidence): Tampered => ({
    record: change(record),
    at: null,
  });
export const without =
  (index: number) =>
  (record: RunEvidence): Tampered => ({
    record: { ...record, links: record.links.filter((_, n) => n !== index) },
    at: index,
  });
