import type { Finding } from '../findings.ts';
import { CHECKS, externalId } from '../names.ts';
import { isTerminal } from '../run/evolve.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import { verdictOf } from '../run/verdict.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { codeSpan, neutralise, quoted, quotedCell } from '../text/neutralise.ts';
import type { Headline } from './headline.ts';
import { redBaseNote } from './red-base.ts';
import { commitLink, costWords, count, issueLink, type Links, PHASE_WORDS } from './words.ts';

/** A check run as it should stand on a head. */
export interface CheckWanted {
  readonly name: (typeof CHECKS)[keyof typeof CHECKS];
  readonly head: string;
  readonly externalId: string;
  readonly status: 'in_progress' | 'completed';
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required' | 'cancelled' | null;
  readonly title: string;
  readonly summary: string;
  /** Said at lines of files, when the check is made; at most fifty. */
  readonly annotations?: readonly CheckNote[];
}

export interface CheckNote {
  readonly path: string;
  readonly line: number;
  readonly level: 'failure' | 'warning';
  readonly title: string;
  readonly message: string;
}

interface About {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly links: Links;
}

/** `autopack / audit` on the head that was audited, and `autopack / run` on the branch's head when the run is over. Before the first push there is no head. */
export function checksOf(about: About, head: Headline): readonly CheckWanted[] {
  const { run } = about;
  if (run.head === run.base.sha) return [];
  const phase = run.phases.findLast((one) =>
    one.candidates.some((candidate) => candidate.head === run.head),
  );
  const candidate = phase?.candidates.findLast((one) => one.head === run.head);
  const over = isTerminal(run) && run.promotion !== 'verifying';
  const judged = candidate !== undefined && (candidate.audit !== null || over);
  const audit = judged && phase !== undefined ? [auditCheck(run, phase, candidate)] : [];
  // The audit's check speaks when there is a verdict, the promotion check when the run is over: each is one request.
  return isTerminal(run) ? [...audit, runCheck(about, head)] : audit;
}

function auditCheck(run: Run, phase: PhaseRun, candidate: Candidate): CheckWanted {
  const common = {
    name: CHECKS.audit,
    head: candidate.head,
    externalId: externalId(run.runId, phase.id, candidate.attempt, 'audit', candidate.head),
  };
  const { audit } = candidate;
  if (audit === null) return notReviewed(common, phase);
  const open = run.findings.filter(
    (finding) => audit.findings.includes(finding.id) && finding.status === 'open',
  );
  const major = open.filter((finding) => finding.severity === 'major').length;
  const lines = open.map((f) => `- ${f.id} ${f.severity}: ${quoted(f.title, 120)}${whereOf(f)}`);
  return {
    ...common,
    status: 'completed',
    conclusion: verdictOf(run, candidate) === 'approve' ? 'success' : 'failure',
    title: `${phase.id}: ${audit.verdict}, ${major} major and ${open.length - major} minor open`,
    summary: [quoted(audit.summary, 600), ...lines].join('\n'),
    ...notesOf(open),
  };
}

const whereOf = ({ path, line }: Finding): string =>
  path === null ? '' : ` (${codeSpan(line === null ? path : `${path}:${line}`)})`;

/** GitHub takes fifty annotations in one request. */
export const MAX_NOTES = 50;

/** What is open at lines, the worst first. Annotations are shown as they are: nothing in them is Markdown. */
function notesOf(open: readonly Finding[]): Pick<CheckWanted, 'annotations'> {
  const sorted = open.toSorted(
    (a, b) => Number(b.severity === 'major') - Number(a.severity === 'major'),
  );
  const annotations = sorted.flatMap(({ id, severity, title, reason, path, line }): CheckNote[] =>
    path === null || line === null
      ? []
      : [
          {
            ...{ path, line, level: severity === 'major' ? 'failure' : 'warning' },
            title: `${id}: ${neutralise(title)}`.slice(0, 200),
            message: neutralise(reason) || neutralise(title),
          },
        ],
  );
  return annotations.length === 0 ? {} : { annotations: annotations.slice(0, MAX_NOTES) };
}

/** The promotion check: green only on the verified head of a run that succeeded. */
function runCheck(about: About, head: Headline): CheckWanted {
  const { run } = about;
  const common = {
    name: CHECKS.run,
    head: run.head,
    externalId: externalId(run.runId, '-', 0, 'run', run.head),
    title: `Run ${run.runId}: ${head.word}`,
  };
  const summary = phasesAndCost(about);
  if (run.state === 'DONE_SUCCESS' && run.promotion === 'verifying')
    return { ...common, status: 'in_progress', conclusion: null, summary };
  const why = run.state === 'DONE_SUCCESS' ? heldBack(run) : whyFailed(run);
  return {
    ...common,
    status: 'completed',
    conclusion: conclusionOf(run),
    summary: [...why.filter((line) => line !== ''), summary].join('\n\n'),
  };
}

function conclusionOf({
  state,
  promotion,
  failure,
}: Run): 'success' | 'failure' | 'cancelled' | 'action_required' {
  if (state === 'DONE_SUCCESS')
    return promotion === 'eligible' || promotion === 'promoted' ? 'success' : 'failure';
  if (failure?.reason === 'cancelled') return 'cancelled';
  return state === 'DONE_FAILED_REQUIRES_HUMAN_REVIEW' ? 'action_required' : 'failure';
}

/** Why what is built may not be merged; nothing: it may. */
function heldBack({ promotion, blocked }: Run): readonly string[] {
  if (promotion === 'blocked') return [quoted(blocked?.detail ?? '', 600)];
  return promotion === 'closed'
    ? [
        'The pull request was closed, which ended the run. To go on, comment `/autopack run` on the issue for a new one.',
      ]
    : [];
}

function whyFailed(run: Run): readonly string[] {
  const phase = run.phases.find(({ id }) => id === run.failure?.phase);
  const note = phase === undefined ? null : redBaseNote(run, phase);
  return [quoted(run.failure?.detail ?? '', 600), ...(note === null ? [] : [note])];
}

function phasesAndCost({ run, strategy, links }: About): string {
  const rows = run.phases.map((phase) => {
    const name = strategy.phases.find(({ id }) => id === phase.id)?.name ?? '';
    const commit = phase.candidates.at(-1)?.head;
    return `| ${phase.id} ${quotedCell(name, 80)} | ${PHASE_WORDS[phase.state]} | ${phase.attempt} | ${commit === undefined ? '' : commitLink(links, commit)} |`;
  });
  return [
    '| Phase | State | Tries | Commit |',
    '|---|---|---|---|',
    ...rows,
    '',
    `The status comment is on ${issueLink(links, run.issue.number)}. Spent ${costWords(run.spent, null)}${count(run.spent.tokens)} tokens.`,
  ].join('\n');
}

const notReviewed = (
  common: Pick<CheckWanted, 'name' | 'head' | 'externalId'>,
  phase: PhaseRun,
): CheckWanted => ({
  ...common,
  status: 'completed',
  conclusion: 'neutral',
  title: `${phase.id}: not reviewed`,
  summary: 'This head was not reviewed: it was red, or the run ended before.',
});
