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
/** What GitHub does while nothing is broken: an older answer; "you are too fast", for a minute and to everybody. */
export const WEATHER = ['stale-read', 'limited'] as const;
export type Fault = (typeof FAULTS)[number] | (typeof WEATHER)[number];

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
const READS = [
  ...[
    'repo',
    'issue',
    'permission',
    'world',
    'ci',
    'ciExcerpt',
    'ciFailures',
    'ciTests',
    'ciPassed',
    'mayStartCi',
  ],
  ...['tree', 'files', 'fileHistory', 'labelledIssues', 'debtIssues', 'mayStartCi', 'sources'],
];
export const isRead = (method: string): boolean =>
  READS.includes(method.split('.')[1] ?? '') ||
  ['ledger.latest', 'ledger.list', 'ledger.history', 'ledger.kept'].includes(method);

const READ_FAULTS = ['crash-before', 'fail-before', 'late-reply', 'pause'] as const;
/** What replicas may answer late: what a commit holds never changes. */
const LAGGING = ['forge.world', 'forge.issue', 'forge.ci', 'ledger.latest', 'ledger.list'];
export const isLagging = (method: string): boolean => LAGGING.includes(method);

/** The faults that mean something for a method. */
export function faultsOf(method: string): readonly Fault[] {
  if (isLagging(method)) return [...READ_FAULTS, 'stale-read', 'limited'];
  if (isRead(method)) return [...READ_FAULTS, 'limited'];
  if (method === 'models.call') return FAULTS.filter((fault) => fault !== 'conflict-before');
  return [...FAULTS, 'limited'];
}
