import type { Finding } from '../findings.ts';
import { marker } from '../names.ts';
import type { Candidate, PhaseRun, Run } from '../run/run.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { clampFolded, codeSpan, plainText, quoted, quotedCell } from '../text/neutralise.ts';
import { MAX_TEXT } from './limits.ts';
import { isShown, type ShownFile } from './review-lines.ts';
import { folded, many, short } from './words.ts';

interface Draft {
  /** The commit that is reviewed; null: whatever is newest on the pull request. */
  readonly head: string | null;
  readonly body: string;
  readonly comments: readonly {
    readonly path: string;
    readonly line: number;
    /** The first of several; `line` is the last then. */
    readonly startLine?: number;
    /** Of the old side, which the change takes away. */
    readonly isOld?: true;
    readonly body: string;
  }[];
}

export interface ReviewWanted {
  readonly marker: string;
  readonly draft: Draft;
  /**
   * The same with lines only where GitHub shows them. It refuses the whole review when one is no part of the pull
   * request's diff: a later phase put back what an earlier one had changed, the base has it too by now, GitHub
   * compares a file otherwise than we do, or leaves out a large one.
   */
  within(shown: readonly ShownFile[]): Draft;
  /** The same without a commit and lines, for a commit that is no part of the pull request any more. */
  readonly plain: Draft;
}

const ICON = { major: '🔴', minor: '🟡' } as const;

/** One review for each head that was audited. It only comments: the check run is the gate. */
export function reviewsOf(run: Run, strategy: Strategy): readonly ReviewWanted[] {
  return run.phases.flatMap((phase) =>
    phase.candidates
      .filter((candidate) => candidate.audit !== null && candidate.head !== run.base.sha)
      .map((candidate) => review({ run, strategy, phase }, candidate)),
  );
}

/** What is left of a review that two processes posted at the same moment; GitHub lets nobody delete one. */
export const doubledReview = (): string =>
  `${marker.doubled()}\nPosted twice at the same moment; the first one counts.`;

interface About {
  readonly run: Run;
  readonly strategy: Strategy;
  readonly phase: PhaseRun;
}

function review({ run, strategy, phase }: About, candidate: Candidate): ReviewWanted {
  const mark = marker.review(run.runId, phase.id, candidate.head);
  const { audit } = candidate;
  const findings = run.findings.filter((finding) => audit?.findings.includes(finding.id));
  const fixed = run.findings.filter((finding) => audit?.fixed.includes(finding.id));
  const inline = findings
    .filter((finding) => placeOf(finding) !== null)
    .sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'major' ? -1 : 1))
    .slice(0, strategy.audit.maxInline);
  const bodyWith = (outside: readonly Finding[]): string =>
    clampFolded(
      [
        mark,
        `**Audit of ${phase.id} at \`${short(candidate.head)}\`** (round ${audit?.round ?? 1} of ${strategy.audit.rounds}): ${counts(findings)}${fixed.length > 0 ? ` · ${fixed.length} earlier fixed` : ''}`,
        quoted(audit?.summary ?? '', 600),
        ...(findings.length + fixed.length > 0 ? [table(findings, fixed)] : []),
        ...acceptance(audit?.acceptance ?? []),
        ...(outside.length > 0 ? [details(outside, run)] : []),
      ].join('\n\n'),
      MAX_TEXT,
    );
  const draftWith = (placed: readonly Finding[]): Draft => ({
    head: candidate.head,
    body: bodyWith(findings.filter((finding) => !placed.includes(finding))),
    comments: placed.flatMap((finding) => {
      const place = placeOf(finding);
      return place === null ? [] : [{ ...place, body: comment(finding, run) }];
    }),
  });
  return {
    marker: mark,
    draft: draftWith(inline),
    within: (shown) =>
      draftWith(
        inline.filter((finding) => {
          const place = placeOf(finding);
          return place !== null && isShown(place, shown);
        }),
      ),
    get plain() {
      return { head: null, body: bodyWith(findings), comments: [] };
    },
  };
}

function counts(findings: readonly Finding[]): string {
  const major = findings.filter((finding) => finding.severity === 'major').length;
  if (findings.length === 0) return '🟢 no findings';
  return `🔴 ${major} major · 🟡 ${findings.length - major} minor`;
}

/** Where GitHub can show it; null: nowhere. */
function placeOf({
  path,
  line,
  endLine,
  removedLine,
}: Finding): Omit<Draft['comments'][number], 'body'> | null {
  if (path === null) return null;
  if (line !== null)
    return { path, line: endLine ?? line, ...(endLine === undefined ? {} : { startLine: line }) };
  return removedLine === undefined ? null : { path, line: removedLine, isOld: true };
}

function where({ path, line, endLine }: Finding): string {
  if (path === null) return '';
  const lines = endLine === undefined ? `${line}` : `${line}-${endLine}`;
  return codeSpan(line === null ? path : `${path}:${lines}`);
}

function table(findings: readonly Finding[], fixed: readonly Finding[]): string {
  const rows = [
    ...findings.map(
      (f) =>
        `| ${ICON[f.severity]} \`${f.id}\` | ${quotedCell(f.title, 120)} | ${where(f)} | open |`,
    ),
    ...fixed.map((f) => `| ✅ \`${f.id}\` | ${quotedCell(f.title, 120)} | | fixed |`),
  ];
  return ['| | Finding | Where | State |', '|---|---|---|---|', ...rows].join('\n');
}

function acceptance(entries: NonNullable<Candidate['audit']>['acceptance']): readonly string[] {
  if (entries.length === 0) return [];
  const proven = entries.filter((entry) => entry.proven).length;
  const lines = entries.map(
    (entry) =>
      `- ${entry.proven ? '✔' : '✖'} ${quoted(entry.criterion, 300)}: ${quoted(entry.evidence, 300)}`,
  );
  return [`Acceptance: ${proven} of ${entries.length} proven.\n${lines.join('\n')}`];
}

/** Those that no comment on a line tells of, with what such a comment ends with. */
const details = (findings: readonly Finding[], { issue }: Run): string =>
  folded(
    `${many(findings.length, 'finding')} not on a line of the diff`,
    [
      ...findings.map(
        (f) =>
          `${ICON[f.severity]} **${f.id} · ${quoted(f.title, 120)}** ${where(f)}\n${quoted(f.reason, 600)}`,
      ),
      `Not a problem? Comment \`/autopack dismiss ${findings.length === 1 ? findings[0]?.id : 'F-n'} reason\` on issue #${issue.number}.`,
    ].join('\n\n'),
  );

const comment = (finding: Finding, { issue }: Run): string =>
  [
    `${ICON[finding.severity]} **${finding.id} · ${quoted(finding.title, 120)}** (${finding.severity} · ${plainText(finding.category, 40)})`,
    quoted(finding.reason, 600),
    ...(finding.evidence ?? []).map((text) => `Evidence: ${quoted(text, 300)}`),
    ...(finding.suggestion === undefined ? [] : [suggestion(finding.suggestion)]),
    `Not a problem? Reply here with \`/autopack dismiss reason\`, or comment \`/autopack dismiss ${finding.id} reason\` on issue #${issue.number}.`,
    marker.finding(finding.id),
  ].join('\n\n');

/** A block that GitHub offers to commit. Within a fence nothing is a mention, a link or HTML; the fence is longer than any in it. */
function suggestion(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}suggestion\n${text}\n${fence}`;
}
