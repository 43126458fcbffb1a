import type { RunKey } from '../ids.ts';
import { ledgerBranch, marker } from '../names.ts';
import type { BadLink, Rule, Verification } from '../verify/evidence.ts';
import { codeSpan, plainText } from '../text/neutralise.ts';
import { type Links, many, short } from './words.ts';

/** What holds when a rule holds, after the number of times it was looked at. */
const HOLDS: Readonly<Record<Rule, string>> = {
  message: 'messages as the ledger writes them, each keyed to its events and its parent',
  chain: 'commits in one line, one parent each',
  seq: 'step numbers, none left out',
  events: 'messages whose events can be read, large ones by their hash',
  author: 'commits signed by GitHub, all by one App',
  plan: 'times the plan as it was at the start',
  strategy: 'times the strategy as it was frozen',
  fold: 'events, each a legal next step',
  budget: 'times the sums added up again, within every cap',
  verdicts: 'verdicts of CI, audit and merge, each about the head that stood there',
  code: 'code commits with the recorded parent, tree and trailers',
  state: 'stored states that are the fold of their events',
  answers: 'times the kept answer as it was hashed, and no other',
  artefacts: 'times the artefacts as the record renders them',
  branch: 'code branch where the record has it',
  snapshot: 'status comment that agrees',
  reviews: 'set of reviews that the record explains',
  merge: 'merge, of the head that was verified',
};

/** A verification on a terminal: a line for each rule, and at the end `OK` or the first bad link. */
export function verifyLines(verified: Verification, key: RunKey): readonly string[] {
  const { bad, held, notes, runId, writer } = verified;
  const by = writer === null ? '' : `, written by account ${writer}`;
  return [
    `${key.owner}/${key.name}#${key.issue}, run ${runId}${by}`,
    ...held
      .filter(({ rule, times }) => times > 0 || rule === bad?.rule)
      .map(
        ({ rule, times }) =>
          `  ${rule === bad?.rule ? 'BAD' : 'ok '} ${rule.padEnd(9)} ${times} ${HOLDS[rule]}`,
      ),
    ...notes.map((note) => `  note ${note}`),
    ...(bad === null ? [okLine(verified)] : badLines(bad)),
  ];
}

const okLine = ({ commits, events, tip, state }: Verification): string =>
  `OK ${commits} commits, ${events} events, ${state ?? 'no state'}, tip ${tip ?? 'none'}`;

const badLines = (bad: BadLink): readonly string[] => [
  `BAD ${where(bad)}`,
  `  rule     ${bad.rule}`,
  `  expected ${bad.expected}`,
  `  found    ${bad.found}`,
];

const where = ({ commit, seq }: BadLink): string =>
  commit === null
    ? `after ${seq} events, around the ledger`
    : `commit ${commit}, after ${seq} events`;

/** The one comment that answers `/autopack verify`; edited each time it is asked. `null`: there is no run. */
export function verifyComment(verified: Verification | null, links: Links): string {
  if (verified === null)
    return [marker.verify(), '### 🔎 Nothing to verify: this issue has no run'].join('\n\n');
  const { bad, runId, held, notes } = verified;
  const record = `[record](${links.server}/${links.owner}/${links.name}/commits/${ledgerBranch(runId)})`;
  const rows = held
    .filter(({ rule, times }) => times > 0 || rule === bad?.rule)
    .map(
      ({ rule, times }) =>
        `| ${rule === bad?.rule ? '🔴' : '🟢'} | ${rule} | ${times} ${HOLDS[rule]} |`,
    );
  const verdict =
    bad === null
      ? `### 🔎 Run \`${runId}\` verified: **OK**, ${many(verified.commits, 'commit')}, ${many(verified.events, 'event')}`
      : `### 🔎 Run \`${runId}\` does not verify: **${bad.rule}**`;
  return [
    marker.verify(),
    verdict,
    ...(bad === null ? [] : [badTable(bad)]),
    `Recomputed from GitHub alone up to ${verified.tip === null ? 'nothing' : `\`${short(verified.tip)}\``} of the ${record}.`,
    ['| | Rule | What was found to hold |', '|---|---|---|', ...rows].join('\n'),
    ...notes.map((note) => `> ${plainText(note, 300)}`),
  ].join('\n\n');
}

/** What is shown of the fault was written by whoever made it. */
const badTable = (bad: BadLink): string =>
  [
    '| First bad link | |',
    '|---|---|',
    `| Where | ${plainText(where(bad), 200)} |`,
    `| Expected | ${codeSpan(bad.expected, 300)} |`,
    `| Found | ${codeSpan(bad.found, 300)} |`,
  ].join('\n');
