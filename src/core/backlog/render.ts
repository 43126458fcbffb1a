import { clamp, codeSpan, commitText, fenceCode, plainText } from '../text/neutralise.ts';
import { type DebtEntry, runsOf, tiersOf } from './entry.ts';
import { idMarker, sealedEntry } from './marker.ts';

export interface DebtText {
  readonly title: string;
  readonly body: string;
}

const MAX_BODY = 20_000;
/** How many runs a row of the table names. */
const SHOWN = 10;

/** The issue of an entry: the same entry is the same text. */
export function debtText(entry: DebtEntry, key: string | null): DebtText {
  const where = entry.path === null ? '' : ` in ${codeSpan(entry.path)}`;
  const body = [
    idMarker(entry.id),
    `Autopack found this${where}: ${plainText(entry.title, 120)}`,
    '',
    fenceCode(entry.reason === '' ? entry.title : entry.reason),
    '',
    '| | |',
    '| --- | --- |',
    ...rows(entry).map(([name, value]) => `| ${name} | ${value} |`),
    '',
    nextStep(entry),
  ].join('\n');
  return {
    title: `Debt: ${commitText(entry.title, 100)}`,
    body: `${clamp(body, MAX_BODY)}\n\n${sealedEntry(entry, key)}`,
  };
}

function rows(entry: DebtEntry): readonly (readonly [string, string])[] {
  const runs = runsOf(entry);
  const more = runs.length > SHOWN ? ` and ${runs.length - SHOWN} more` : '';
  return [
    ['Status', STATUS[entry.status]],
    ['Severity', entry.severity],
    ['Category', codeSpan(entry.category)],
    ['Found by', entry.source.replaceAll('_', ' ')],
    ['Code', entry.origin === 'reuse' ? 'reused' : 'own'],
    ['First seen', `run ${entry.first}`],
    ['Last seen', `run ${entry.last}`],
    [`Runs (${runs.length})`, runs.slice(-SHOWN).join(', ') + more],
    [
      `Tiers (${tiersOf(entry).length})`,
      tiersOf(entry)
        .map((tier) => codeSpan(tier))
        .join(', '),
    ],
    ...(entry.resolvedBy === null ? [] : [['Resolved by', `run ${entry.resolvedBy}`] as const]),
  ];
}

const STATUS: Readonly<Record<DebtEntry['status'], string>> = {
  open: 'open',
  needs_cleanup: 'needs clean-up',
  resolved: 'resolved',
};

function nextStep({ status }: DebtEntry): string {
  switch (status) {
    case 'open':
      return 'It is watched. Fix it when it suits you; close this issue to say that it is no problem.';
    case 'needs_cleanup':
      return 'It has been seen too often: the next run counts it as major and begins with a clean-up of the files it is in. Close this issue to say that it is no problem.';
    case 'resolved':
      return 'It is gone. If it comes back, this issue is opened again.';
  }
}

/** Takes the place of an issue that was made twice. */
export const doubleText = (of: number): DebtText => ({
  title: `Debt: made twice, see ${of}`,
  body: `This finding has an issue already: #${of}.`,
});
