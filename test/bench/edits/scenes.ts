/** Cases where the answer is fine and the file is not as it was, or the answer is cut or wrapped. */
import type { Case } from './case.ts';
import type { Change } from './changes.ts';
import { fileOf, writeAs } from './generate.ts';
import { carefulDraft, type Draft, draftOf, isUnique, oldOf } from './write.ts';

type Format = 'sr' | 'v4a' | 'udiff';
type CaseBody = Omit<Case, 'id'>;

export function scenes(format: Format, change: Change, index: number): readonly CaseBody[] {
  const draft = format === 'sr' ? carefulDraft(change) : draftOf(change, 3);
  const answer = writeAs(format, [draft], index % 2 === 0);
  const sure = draft.hunks.every((hunk) => isUnique(hunk, change.before)) ? 'exact' : 'either';
  const made = (kind: string, more: Partial<CaseBody>): CaseBody => ({
    format,
    kind,
    expect: sure,
    answer,
    files: [fileOf(change)],
    ...more,
  });
  return [
    ...ends(change, made),
    ...wrapped(format, answer, made),
    ...moved(change, draft, made),
    ...refusals(change, draft, made),
    ...cuts(format, answer, made),
  ];
}

type Made = (kind: string, more: Partial<CaseBody>) => CaseBody;

function ends(change: Change, made: Made): readonly CaseBody[] {
  const crlf = (text: string): string => text.replaceAll('\n', '\r\n');
  const bare = (text: string): string => text.replace(/\n$/, '');
  const as = (of: (text: string) => string): Case['files'] => [
    fileOf({ ...change, before: of(change.before), after: of(change.after) }),
  ];
  return [made('crlf-file', { files: as(crlf) }), made('no-end-of-file', { files: as(bare) })];
}

function wrapped(format: Format, answer: string, made: Made): readonly CaseBody[] {
  const fence = `\`\`\`${format === 'sr' ? 'json' : 'diff'}\n${answer.replace(/\n$/, '')}\n\`\`\`\n`;
  const crlf =
    format === 'sr'
      ? JSON.stringify(JSON.parse(answer), (_, value: unknown) =>
          typeof value === 'string' ? value.replaceAll('\n', '\r\n') : value,
        )
      : answer.replaceAll('\n', '\r\n');
  // A file that holds fences itself cannot be told from the fence around.
  const fenced = answer.includes('```') && format !== 'sr' ? { expect: 'either' as const } : {};
  const path =
    format === 'sr'
      ? answer.replaceAll('"path":"', '"path":"./')
      : answer.replace(/(File: )/g, '$1./').replace(/^(---|\+\+\+) [ab]\//gm, '$1 ./');
  return [
    made('fence', { answer: fence, ...fenced }),
    made('prose', { answer: `Here is the change you asked for:\n\n${fence}\nDone.\n`, ...fenced }),
    made('crlf-answer', { answer: crlf }),
    made('path-prefix', { answer: path }),
  ];
}

function moved(change: Change, { hunks }: Draft, made: Made): readonly CaseBody[] {
  const { path, before, after } = change;
  const added = '// added by somebody\n';
  const first = before.split('\n')[0] ?? '';
  // Somebody's line is put where nobody else changes anything: at the file's end, if the change is not there.
  const free = before.endsWith(after.split('\n').slice(-4).join('\n'));
  const target = hunks[0]?.find((line) => line[0] === '-' && line.trim().length > 3)?.slice(1);
  const touched = target === undefined ? null : before.replace(target, `${target} /* theirs */`);
  const conflict =
    touched !== null && isOnce(before, target ?? '')
      ? [
          made('stale-conflict', {
            expect: 'refuse',
            files: [{ path, served: before, current: touched, truth: touched }],
          }),
        ]
      : [];
  const clean =
    free && first.length > 0
      ? [
          made('stale-clean', {
            files: [{ path, served: before, current: before + added, truth: after + added }],
          }),
        ]
      : [];
  return [...clean, ...conflict];
}

const isOnce = (text: string, part: string): boolean => text.split(part).length === 2;

/** The block of the first hunk stands there twice, or the change is there already, or a second file cannot be changed. */
function refusals(change: Change, { hunks }: Draft, made: Made): readonly CaseBody[] {
  const { path, before, after } = change;
  const [first] = hunks;
  if (first === undefined) return [];
  const block = oldOf(first).join('\n');
  const twice = `${before}\n${block}\n`;
  const again = { path, served: after, current: after, truth: after };
  const other = { path: 'other.js', served: 'a();\n', current: 'b();\n', truth: 'b();\n' };
  return [
    made('ambiguous', {
      expect: 'refuse',
      files: [{ path, served: twice, current: twice, truth: twice }],
    }),
    made('applied-already', { expect: 'refuse', files: [again] }),
    made('not-served', {
      expect: 'refuse',
      files: [{ ...fileOf(change), served: null, truth: before }, other],
    }),
  ];
}

function cuts(format: Format, answer: string, made: Made): readonly CaseBody[] {
  const expect = format === 'udiff' ? 'either' : 'refuse';
  const somewhere = [0.35, 0.6, 0.85, 0.97].map((share) => {
    const cut = answer.slice(0, Math.floor(answer.length * share));
    return made(`cut-${share}`, { answer: cut, expect });
  });
  return [
    ...somewhere,
    ...boundaries(answer).map((cut) => made('cut-line', { answer: cut, expect })),
  ];
}

const MAX_BOUNDARIES = 8;

/** An answer cut after some of its lines; after the last of a hunk nothing of a diff shows that another one was to come. */
function boundaries(answer: string): readonly string[] {
  const lines = answer.split('\n');
  const ends = lines.flatMap((line, at) => (at > 0 && !/^(@@|\*\*\* End)/.test(line) ? [at] : []));
  const every = Math.max(1, Math.ceil(ends.length / MAX_BOUNDARIES));
  return ends
    .filter((at, index) => index % every === 0 && at < lines.length - 1)
    .map((at) => `${lines.slice(0, at).join('\n')}\n`);
}
