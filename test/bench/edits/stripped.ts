/** Searches that begin behind the indentation of their first line, as models copy them. */
import type { Case } from './case.ts';
import type { Change } from './changes.ts';
import { fileOf, writeAs } from './generate.ts';
import {
  carefulDraft,
  type Draft,
  draftOf,
  isUnique,
  oldOf,
  sideOf,
  type Signed,
} from './write.ts';

type CaseBody = Omit<Case, 'id'>;

/** Only a search can begin in the middle of a line. */
export function stripped(format: Case['format'], change: Change): readonly CaseBody[] {
  return format === 'sr' ? [...blocks(change), ...lines(change)] : [];
}

const leadOf = (text: string): string => /^[ \t]*/.exec(text)?.[0] ?? '';
const isFull = (text: string): boolean => text.trim() !== '';
const isOnce = (text: string, part: string): boolean => text.split(part).length === 2;

/** The first line of both halves has lost its indentation, all others have theirs. */
function firstOf(hunk: Signed): Signed {
  const seen = new Set<string>();
  return hunk.map((line) => {
    const signs = line[0] === ' ' ? ['-', '+'] : [line[0] ?? ''];
    const isFirst = signs.some((sign) => !seen.has(sign));
    for (const sign of signs) seen.add(sign);
    return isFirst ? `${line[0] ?? ' '}${line.slice(1).trimStart()}` : line;
  });
}

function blocks(change: Change): readonly CaseBody[] {
  const draft = carefulDraft(change);
  const hunks = draft.hunks.map((hunk) => (isFull(oldOf(hunk)[0] ?? '') ? firstOf(hunk) : hunk));
  if (JSON.stringify(hunks) === JSON.stringify(draft.hunks)) return [];
  const sure = draft.hunks.every((hunk, at) => isSure(hunk, hunks[at] ?? [], change));
  const answer = writeAs('sr', [{ ...draft, hunks }]);
  const expect = sure ? 'exact' : 'either';
  return [{ format: 'sr', kind: 'first-stripped', expect, answer, files: [fileOf(change)] }];
}

/** The search stands there once as it is, has more lines, begins with a kept one, and nothing below it is less deep. */
function isSure(hunk: Signed, out: Signed, { before }: Change): boolean {
  if (!isUnique(hunk, before)) return false;
  if (JSON.stringify(hunk) === JSON.stringify(out)) return true;
  const [old, now] = [oldOf(hunk).filter(isFull), sideOf(hunk, '+').filter(isFull)];
  const [first = '', second = ''] = now;
  const least = Math.min(...old.map((line) => leadOf(line).length));
  return (
    old.length > 1 &&
    first === old[0] &&
    leadOf(second).startsWith(leadOf(first)) &&
    (second === old[1] || !/[:{([]$/.test(first)) &&
    now.every((line) => leadOf(line).length >= least) &&
    isOnce(before, oldOf(out).join('\n'))
  );
}

/** One line, and it with what is new below it: with the indentation of its first line lost, or of all. */
function lines(change: Change): readonly CaseBody[] {
  const { hunks, at } = draftOf(change, 1);
  return hunks.flatMap((hunk, index): readonly CaseBody[] => {
    const [first = '', ...below] = hunk;
    const end = below.findIndex((line) => line[0] !== '+');
    const added = below.slice(0, end < 0 ? undefined : end);
    const text = first.slice(1);
    const lead = leadOf(text);
    const isOne = isOnce(change.before, text.trimStart());
    if (first[0] !== ' ' || added.length === 0 || lead === '' || !isFull(text) || !isOne) return [];
    const all = change.before.split('\n');
    const after = all.toSpliced(at[index]?.[0] ?? 0, 0, ...added.map((line) => line.slice(1)));
    const files = [fileOf({ ...change, after: after.join('\n') })];
    const made = (kind: string, told: Signed): CaseBody => {
      const draft: Draft = { path: change.path, hunks: [told], at: [] };
      return { format: 'sr', kind, expect: 'either', answer: writeAs('sr', [draft], false), files };
    };
    const bare = added.every((line) => !isFull(line.slice(1)) || line.slice(1).startsWith(lead));
    const lost = (line: string): string => `${line[0] ?? ' '}${line.slice(1).replace(lead, '')}`;
    return [
      made('line-first-stripped', firstOf([first, ...added])),
      ...(bare ? [made('line-all-stripped', [first, ...added].map(lost))] : []),
    ];
  });
}
