/** Makes cases of real changes: every kind of corruption, one at a time, in every format. */
import type { Case } from './case.ts';
import type { Change } from './changes.ts';
import { DRIFTS } from './drift.ts';
import { scenes } from './scenes.ts';
import { stripped } from './stripped.ts';
import {
  carefulDraft,
  type Draft,
  draftOf,
  isUnique,
  searchReplace,
  unified,
  v4a,
} from './write.ts';

type Format = 'sr' | 'v4a' | 'udiff';
type CaseBody = Omit<Case, 'id'>;

const FORMATS: readonly Format[] = ['sr', 'v4a', 'udiff'];

export const writeAs = (format: Format, drafts: readonly Draft[], closed = true): string =>
  format === 'sr'
    ? searchReplace(drafts, closed)
    : format === 'v4a'
      ? v4a(drafts)
      : unified(drafts);

export function casesOf(name: string, changes: readonly Change[]): readonly Case[] {
  return changes.flatMap((change, index) => {
    const bodies = FORMATS.flatMap((format) => [
      ...drifted(format, change, index),
      ...numbered(format, change),
      ...fewer(format, change),
      ...stripped(format, change),
      ...scenes(format, change, index),
    ]);
    return [...bodies, ...wholes(change)].map((body, at) => ({
      id: `${name}/${change.path}/${body.format}/${body.kind}/${at}`,
      ...body,
    }));
  });
}

export const fileOf = ({ path, before, after }: Change): Case['files'][number] => ({
  path,
  served: before,
  current: before,
  truth: after,
});

function drifted(format: Format, change: Change, index: number): readonly CaseBody[] {
  const draft = format === 'sr' ? carefulDraft(change) : draftOf(change, 3);
  return Object.entries(DRIFTS).flatMap(([kind, drift]) => {
    const wide = /^(elided|context)/.test(kind) ? draftOf(change, 6) : draft;
    const made = drift(change, wide);
    if (made === null) return [];
    const answer = writeAs(format, [{ ...wide, hunks: made.hunks }], index % 2 === 0);
    return [{ format, kind, expect: made.expect, answer, files: [fileOf(change)] }];
  });
}

/** Only a unified diff has numbers to be wrong, and they must not matter. */
function numbered(format: Format, change: Change): readonly CaseBody[] {
  if (format !== 'udiff') return [];
  const draft = draftOf(change, 3);
  const sure = draft.hunks.every((hunk) => isUnique(hunk, change.before));
  const expect = sure ? 'exact' : 'either';
  const files = [fileOf(change)];
  const made = (kind: string, answer: string): CaseBody => ({
    format,
    kind,
    expect,
    answer,
    files,
  });
  return [
    made('numbers-wrong', unified([draft], { shift: 37, counts: 0, bare: false })),
    made('counts-high', unified([draft], { shift: 0, counts: 2, bare: false })),
    made('counts-low', unified([draft], { shift: 0, counts: -1, bare: false })),
    made('header-bare', unified([draft], { shift: 0, counts: 0, bare: true })),
    made('file-header-lost', unified([draft]).split('\n').slice(2).join('\n')),
    made('path-plain', unified([draft]).replace('--- a/', '--- ').replace('+++ b/', '+++ ')),
  ];
}

function fewer(format: Format, change: Change): readonly CaseBody[] {
  return [0, 1].flatMap((context): readonly CaseBody[] => {
    const draft = draftOf(change, context);
    if (draft.hunks.some((hunk) => hunk.every((line) => line[0] === '+'))) return [];
    const sure = draft.hunks.every((hunk) => isUnique(hunk, change.before));
    const answer = writeAs(format, [draft]);
    const kind = `context-${context}`;
    return [{ format, kind, expect: sure ? 'exact' : 'either', answer, files: [fileOf(change)] }];
  });
}

function wholes(change: Change): readonly CaseBody[] {
  const { before, after } = change;
  const lines = after.split('\n');
  const made = (kind: string, expect: Case['expect'], answer: string): CaseBody => ({
    format: 'whole',
    kind,
    expect,
    answer,
    files: [fileOf(change)],
  });
  const half = Math.floor(lines.length / 2);
  const elided = [...lines.slice(0, half), '// ... rest of the file unchanged ...'].join('\n');
  const moved = { ...fileOf(change), current: `${before}// added by somebody\n` };
  const bodies = [
    made('clean', 'exact', after),
    ...(after.endsWith('\n\n') ? [] : [made('end-lost', 'exact', after.replace(/\n$/, ''))]),
    made('crlf-answer', 'exact', after.replaceAll('\n', '\r\n')),
    made('elided', 'refuse', elided),
    made('cut', 'refuse', after.slice(0, Math.floor(after.length * 0.6))),
    made('cut-late', 'refuse', lines.slice(0, Math.floor(lines.length * 0.85) - 1).join('\n')),
    made('already', 'refuse', before),
    {
      ...made('stale-clean', 'either', after),
      files: [{ ...moved, truth: `${after}// added by somebody\n` }],
    },
  ];
  if (change.path.endsWith('.md')) return bodies;
  const fenced = `\`\`\`\n${after}\`\`\`\n`;
  return [
    ...bodies,
    made('fence', 'exact', fenced),
    made('prose', 'exact', `Here is the file:\n\n${fenced}\nLet me know.\n`),
    made('fence-open', 'refuse', `\`\`\`\n${after.slice(0, Math.floor(after.length * 0.7))}`),
  ];
}
