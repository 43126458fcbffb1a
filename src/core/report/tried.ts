import type { RunFailure } from '../run/event.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import { codeSpan, quotedCell } from '../text/neutralise.ts';
import { type Failing, failingIn, testNames } from './failing.ts';
import { redBaseNote } from './red-base.ts';
import { commitLink, type Links, many, runLink } from './words.ts';

interface About {
  readonly run: Run;
  readonly phase: PhaseRun;
  readonly failure: RunFailure;
  readonly links: Links;
}

/** What was tried in the phase that failed: one line a try, and below them what is the same for all. */
export function triedPart(about: About): readonly string[] {
  const { phase } = about;
  if (phase.attempt === 0) return [];
  const rows: Row[] = [];
  for (let attempt = 1; attempt <= phase.attempt; attempt += 1)
    rows.push(rowOf(about, attempt, rows));
  const why = whyLine(rows);
  return [
    ...(why === null ? [] : [why]),
    [
      '**What was tried**',
      '',
      '| Try | Commit | Changed | Result | What failed |',
      '|---|---|---|---|---|',
      ...rows.map(({ cells }) => `| ${cells.join(' | ')} |`),
    ].join('\n'),
    ...rightsLine(phase),
    ...baseLine(about),
  ];
}

/** It may be nobody's fault here, and then no further try mends it. */
function baseLine({ run, phase }: About): readonly string[] {
  const note = redBaseNote(run, phase);
  return note === null ? [] : [`> ${note} After that, comment \`/autopack resume\`.`];
}

interface Row {
  readonly attempt: number;
  readonly cells: readonly string[];
  readonly failed: string;
  readonly failing: Failing | null;
}

function rowOf(
  { run, phase, failure, links }: About,
  attempt: number,
  before: readonly Row[],
): Row {
  const candidate = phase.candidates.findLast((one) => one.attempt === attempt);
  const ci = candidate?.ci?.verdict === 'red' ? candidate.ci : null;
  const failing = ci === null ? null : failingIn(ci);
  const failed = failing?.sentence ?? otherwise({ run, phase, failure, links }, attempt, candidate);
  const same = before.find((row) => row.failed === failed);
  const cells = [
    String(attempt),
    candidate === undefined ? '–' : commitLink(links, candidate.head),
    candidate === undefined ? '–' : changed(candidate),
    result(phase, attempt, candidate, links),
    same === undefined ? failed : `the same as in try ${same.attempt}`,
  ];
  return { attempt, cells, failed, failing };
}

const changed = ({ files, added, removed }: Candidate): string =>
  `${many(files, 'file')}, +${added} −${removed}`;

function result(
  phase: PhaseRun,
  attempt: number,
  candidate: Candidate | undefined,
  links: Links,
): string {
  const failed = candidate?.ci?.jobs.find(({ conclusion }) => !HARMLESS.includes(conclusion));
  if (candidate?.ci?.verdict === 'red') return runLink(links, '🔴 CI', failed?.workflowRun ?? 0);
  if (candidate?.audit?.verdict === 'revise') return '🔴 audit';
  const kinds = phase.evidence.filter((one) => one.attempt === attempt).map(({ kind }) => kind);
  if (kinds.length > 0) return `🔴 ${[...new Set(kinds)].join(', ')}`;
  return candidate !== undefined && candidate.ci === null ? '⚪ no verdict' : '–';
}

const HARMLESS: readonly string[] = ['success', 'neutral', 'skipped'];

/** Where CI was not red: what the Auditor found, what was refused, or that nobody had spoken. */
function otherwise(
  { run, phase, failure }: About,
  attempt: number,
  candidate: Candidate | undefined,
): string {
  if (candidate?.audit?.verdict === 'revise') return auditWords(run, candidate);
  const evidence = phase.evidence.filter((one) => one.attempt === attempt);
  if (evidence.length > 0) return evidence.map(({ text }) => gist(text)).join('; ');
  if (attempt !== phase.attempt || candidate?.ci?.verdict === 'green') return '';
  return UNJUDGED[failure.reason] ?? 'not judged before the run ended';
}

const UNJUDGED: Partial<Record<RunFailure['reason'], string>> = {
  ci_not_registered: 'what is required of CI never started on it',
  ci_wait: 'CI did not report in time',
  pull_refused: 'GitHub took no pull request for it',
  people_wait: 'a workflow waited for approval until the time was up',
  base_conflict: 'it conflicts with the base, so CI did not start',
};

function auditWords(run: Run, { audit }: Candidate): string {
  const own = run.findings.filter(({ id }) => audit?.findings.includes(id));
  const worst = own.find(({ severity }) => severity === 'major') ?? own[0];
  if (worst === undefined) return quotedCell(audit?.summary ?? '', 160);
  const { id, title, path, line } = worst;
  const where =
    path === null ? '' : ` (${codeSpan(line === null ? path : `${path}:${line}`, 120)})`;
  const more = own.length > 1 ? `, and ${own.length - 1} more` : '';
  return `${id}: ${quotedCell(title, 120)}${where}${more}`;
}

/** The first two lines that say something. */
const gist = (text: string): string =>
  quotedCell(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(0, 2)
      .join(' · '),
    160,
  );

/** What failed in each of several tries is what stands in the way. */
function whyLine(rows: readonly Row[]): string | null {
  const red = rows.flatMap(({ failing }) => (failing === null ? [] : [failing.tests]));
  const [first = [], ...rest] = red;
  if (rest.length === 0) return null;
  const always = first.filter((name) => rest.every((tests) => tests.includes(name)));
  if (always.length === 0) return null;
  const tries =
    red.length === rows.length
      ? `all ${red.length} tries`
      : `${red.length} of ${rows.length} tries`;
  return `**Why** ${testNames(always)} ${always.length === 1 ? 'fails' : 'fail'} in ${tries}.`;
}

/** GitHub's refusals are about rights and not about the work. */
function rightsLine({ candidates }: PhaseRun): readonly string[] {
  const refused = new Set(candidates.flatMap(({ rerun }) => rerun?.refused ?? []));
  return [...refused].map(
    (why) =>
      `> Failed jobs could not be run once more to rule out chance: ${quotedCell(why, 200)}.`,
  );
}
