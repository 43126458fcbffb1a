/** What can happen to one call of a port. */
export const FAULTS = [
  'crash-before',
  'fail-before',
  'conflict-before',
  'fail-after',
  'crash-after',
  'late-reply',
  'pause',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One call of a port, as faults are told about it. */
export interface CallPoint {
  /** 1 for the first call of the story. */
  readonly n: number;
  /** `ledger.append`, `forge.comment`, `models.call` … */
  readonly method: string;
}

/** Decides what happens to a call; undefined: nothing. Asked exactly once a call. */
export type FaultPlan = (call: CallPoint) => Fault | undefined;

/** The faults of a list, by the number of the call. */
export const listed = (faults: readonly PlacedFault[]): FaultPlan => {
  const byCall = new Map(faults.map(({ n, fault }) => [n, fault]));
  return ({ n }) => byCall.get(n);
};

export interface PlacedFault {
  readonly n: number;
  readonly fault: Fault;
}

/** Reads change nothing, so a fault after one is the same as before it; only writes meet conflicts. */
const READS = ['repo', 'issue', 'permission', 'world', 'ci', 'ciExcerpt', 'tree', 'files'];
export const isRead = (method: string): boolean =>
  READS.includes(method.split('.')[1] ?? '') ||
  ['ledger.latest', 'ledger.list', 'ledger.kept', 'forge.labelledIssues'].includes(method);

/** The faults that mean something for a method. */
export function faultsOf(method: string): readonly Fault[] {
  if (isRead(method)) return ['crash-before', 'fail-before', 'late-reply', 'pause'];
  if (method === 'models.call') return FAULTS.filter((fault) => fault !== 'conflict-before');
  return FAULTS;
}
