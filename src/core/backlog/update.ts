import type { Finding } from '../findings.ts';
import { isReuse } from '../findings/cleanliness.ts';
import type { CiReport } from '../gate/report.ts';
import { debtId } from '../findings/effective.ts';
import { sameAnchor } from '../findings/same.ts';
import { ciKey, openFindings, type RunFinding } from '../findings/stream.ts';
import { licenceObligations } from '../planning/attribution.ts';
import type { Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { type Ages, type DebtEntry, hasAged, MAX_SEEN } from './entry.ts';
import { type Debt, isDismissed } from './issues.ts';

/** v7 section 5, for strategies that are older than the rule. */
const OLD_AGES: Ages = { runs: 3, tiers: 2 };

/** How many issues one run may open: a model may flood. */
export const MAX_NEW = 20;

export interface Ended {
  readonly run: Run;
  readonly strategy: Strategy;
  /** Whether what a finding stands on is gone from the default branch, by its entry; left out: nobody looked. */
  readonly isGone: (entry: DebtEntry) => boolean;
  /** Whether the reports of the merged head say that the test of an entry has run and passed; left out: nobody looked. */
  readonly hasPassed?: (entry: DebtEntry) => boolean;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

export interface Updated {
  /** As they should stand, by id. */
  readonly entries: ReadonlyMap<string, DebtEntry>;
  /** New ones that are too many for one run. */
  readonly left: number;
}

/**
 * The backlog after a run that is over (v7 section 8). Doing it twice is doing it once, and a run that began
 * before another one that spoke already only adds what it saw: passes come late and in any order.
 */
export function updateBacklog(debts: readonly Debt[], ended: Ended): Updated {
  const { run, strategy } = ended;
  const findings = [
    ...forBacklog(run, strategy),
    ...(run.promotion === 'promoted' ? obligations(strategy) : []),
  ];
  const entries = new Map<string, DebtEntry>();
  const fresh: RunFinding[] = [];
  const seen = new Set<string>();
  for (const finding of findings) {
    const debt = debtOf(finding, debts);
    if (debt === undefined) fresh.push(finding);
    if (debt === undefined) continue;
    seen.add(debt.id);
    if (isDismissed(debt)) continue;
    const before = entries.get(debt.id) ?? debt.entry;
    entries.set(
      debt.id,
      before === null ? entryOf(finding, debt.id, ended) : again(before, finding, ended),
    );
  }
  for (const { id, entry, issue } of debts)
    if (entry !== null && issue.open && !seen.has(id) && isResolved(entry, ended))
      entries.set(id, resolved(entry, run));
  const mine = debts.filter(({ entry }) => entry?.first === run.runId).length;
  const room = Math.max(0, MAX_NEW - mine);
  const wanted = newEntries(fresh, ended);
  for (const entry of wanted.slice(0, room)) entries.set(entry.id, entry);
  return { entries, left: Math.max(0, wanted.length - room) };
}

/** What a run saw and the project has to remember. */
export const forBacklog = (run: Run, strategy: Strategy): readonly RunFinding[] =>
  openFindings(run, strategy).filter((one) => isOfProject(one, run));

/** What the project owes for code that it took over; a person closes it when that code is gone. */
const OBLIGATION = 'external_license';

const obligations = ({ phases }: Strategy): readonly RunFinding[] =>
  licenceObligations(phases).map(({ key, title, reason, phase, path }) => ({
    ...{ id: null, key, title, reason, phase, path, phases: [phase], line: null },
    // Not a fault that grows old: major findings do not age.
    ...{ severity: 'major', effectiveSeverity: 'major', category: OBLIGATION },
    ...{ sources: ['gate'], status: 'open', expectedFail: false, evidence: [] },
    ...{ taskCategory: 'external_feature_reuse', complexity: null, anchor: null },
  }));

/**
 * A warning of the gate is about one change, and a red job of a run that was not merged about its branch: both
 * are told where they happened, and leave nothing behind in the project.
 */
function isOfProject({ sources, category, expectedFail }: RunFinding, run: Run): boolean {
  if (category === 'change_size') return false;
  const isCi = sources.every((source) => source === 'ci' || source === 'test');
  return !isCi || expectedFail || run.promotion === 'promoted';
}

function debtOf(finding: RunFinding, debts: readonly Debt[]): Debt | undefined {
  const id = debtId(finding.key);
  const { anchor, category, path } = finding;
  const isLike = ({ entry }: Debt): boolean =>
    entry?.anchor != null &&
    anchor !== null &&
    entry.category === category &&
    entry.path === path &&
    sameAnchor(entry.anchor, anchor);
  return debts.find((debt) => debt.id === id) ?? debts.find(isLike);
}

function newEntries(fresh: readonly RunFinding[], ended: Ended): readonly DebtEntry[] {
  const byId = new Map(fresh.map((one) => [debtId(one.key), entryOf(one, debtId(one.key), ended)]));
  const rank = ({ severity }: DebtEntry): number => (severity === 'major' ? 0 : 1);
  return [...byId.values()].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

function entryOf(finding: RunFinding, id: string, ended: Ended): DebtEntry {
  const { run, redact } = ended;
  const { category, severity, path, anchor } = finding;
  return aged(
    {
      version: 1,
      repoId: run.repo.id,
      id,
      ...{ category, severity, anchor },
      path: path === null ? null : redact(path).slice(0, 300),
      title: redact(finding.title).slice(0, 120),
      reason: redact(finding.reason).slice(0, 600),
      source: finding.sources[0] ?? 'auditor',
      origin: isReuse(finding) ? 'reuse' : 'greenfield',
      first: run.runId,
      last: run.runId,
      seen: [...sightings(finding, ended)].slice(0, MAX_SEEN),
      status: 'open',
      at: run.startedAt,
      resolvedBy: null,
    },
    ended,
  );
}

/** Seen again. What a run that began earlier has to say is only that it saw it as well. */
function again(before: DebtEntry, finding: RunFinding, ended: Ended): DebtEntry {
  const { run } = ended;
  const seen = [...new Set([...before.seen, ...sightings(finding, ended)])].slice(0, MAX_SEEN);
  if (run.startedAt < before.at) return aged({ ...before, seen }, ended);
  const now = entryOf(finding, before.id, ended);
  const severity: Finding['severity'] = before.severity === 'major' ? 'major' : now.severity;
  return aged({ ...now, first: before.first, source: before.source, severity, seen }, ended);
}

function sightings({ phases }: RunFinding, { run, strategy }: Ended): readonly string[] {
  const tierOf = (id: string): string =>
    strategy.phases.find((phase) => phase.id === id)?.tier ?? 'run';
  return [...new Set(phases.map((phase) => `${run.runId}/${tierOf(phase)}`))];
}

/** What is resolved stays so; everything else is as old as its sets. */
function aged(entry: DebtEntry, { strategy }: Ended): DebtEntry {
  if (entry.status === 'resolved') return entry;
  const status = hasAged(entry, strategy.debt?.ages ?? OLD_AGES) ? 'needs_cleanup' : 'open';
  return { ...entry, status };
}

/** Only what reached the default branch can have taken it away, and only if it was there when the run began. */
function isResolved(entry: DebtEntry, ended: Ended): boolean {
  const { run, strategy, isGone } = ended;
  if (run.promotion !== 'promoted' || run.state !== 'DONE_SUCCESS') return false;
  if (entry.status === 'resolved' || entry.at > run.startedAt) return false;
  if (entry.category === OBLIGATION) return false;
  return isCleaned(entry, run, strategy) || isGone(entry) || isGreen(entry, ended);
}

/** The clean-up phase was about it, is complete, and the Auditor did not raise it again. */
const isCleaned = ({ id }: DebtEntry, run: Run, { debt }: Strategy): boolean =>
  debt?.phase != null &&
  debt.aged.some((one) => one.id === id) &&
  run.phases.some((phase) => phase.id === debt.phase && phase.state === 'COMPLETE');

/** A job that failed, and that the report on the merged head has as a success; a test that it has as passed. */
const isGreen = (entry: DebtEntry, { run, hasPassed }: Ended): boolean =>
  hasPassed?.(entry) === true ||
  reportOf(run)?.jobs.some(
    ({ name, conclusion }) => conclusion === 'success' && debtId(ciKey('ci', name)) === entry.id,
  ) === true;

/** What CI said last of the head as it is now; null: nothing. */
export const reportOf = ({ phases, head }: Run): CiReport | null =>
  phases
    .flatMap(({ candidates }) => candidates)
    .findLast((one) => one.head === head && one.ci !== null)?.ci ?? null;

const resolved = (entry: DebtEntry, run: Run): DebtEntry => ({
  ...entry,
  status: 'resolved',
  at: run.startedAt,
  resolvedBy: run.runId,
});
