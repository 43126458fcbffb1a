/** Turns the difference of two versions into a plan of several phases, and into the answers that build them. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { BuilderAnswer } from '../../src/core/edits/edits.ts';
import {
  createEdit,
  deleteEdit,
  type Difference,
  type Files,
  repeatedLine,
  replaceEdits,
} from './difference.ts';

export interface ReplayPhase {
  readonly id: string;
  readonly name: string;
  readonly files: readonly string[];
  /** Answers in the order they are given; all but the last have to be refused. */
  readonly answers: readonly BuilderAnswer[];
}

/** A phase shows its files whole, so it takes no more than a prompt can hold. */
const PHASE_BYTES = 60_000;
/** Its answer has to fit the output limit of a phase of high complexity, with room for the JSON around it. */
const ANSWER_TOKENS = 13_000;
const PHASE_FILES = 20;

const CODE = /\.[cm]?[jt]sx?$/;

/**
 * New files come first, because changed code may need them; then the code; then everything that is not
 * code; deletions last. Each replay holds one ambiguous and one out-of-scope answer.
 */
export function replayPhases(
  difference: Difference,
  before: Files,
  after: Files,
): readonly ReplayPhase[] {
  const size = (path: string): Size => ({
    bytes: (before.get(path)?.length ?? 0) + (after.get(path)?.length ?? 0),
    tokens: countTokens(JSON.stringify(editsOf(path, before, after))),
  });
  const code = difference.changed.filter((path) => CODE.test(path) && !path.endsWith('.d.ts'));
  const rest = difference.changed.filter((path) => !code.includes(path));
  const steps: readonly (readonly [string, readonly string[]])[] = [
    ...chunks(difference.added, size).map((files) => ['Add files', files] as const),
    ...chunks(code, size).map((files) => ['Change the code', files] as const),
    ...chunks(rest, size).map((files) => ['Change the rest', files] as const),
    ...chunks(difference.deleted, size).map((files) => ['Delete files', files] as const),
  ];
  const phases = steps.map(([name, files], index) => ({
    id: `T1.P${index + 1}`,
    name,
    files,
    answers: [{ edits: files.flatMap((path) => editsOf(path, before, after)), notes: 'replayed' }],
  }));
  return withBadAnswers(phases, before);
}

function editsOf(path: string, before: Files, after: Files): BuilderAnswer['edits'] {
  const [old, now] = [before.get(path), after.get(path)];
  if (now === undefined) return [deleteEdit(path)];
  return old === undefined ? [createEdit(path, now)] : [...replaceEdits(path, old, now)];
}

function withBadAnswers(phases: readonly ReplayPhase[], before: Files): readonly ReplayPhase[] {
  const ambiguous = phases.flatMap((phase) =>
    phase.files.map((path) => ({ phase, path, line: repeatedLine(before.get(path) ?? '') })),
  );
  const target = ambiguous.find(({ line }) => line !== undefined);
  const outsider = phases.at(-1);
  if (target?.line === undefined || outsider === undefined)
    throw new Error('this difference has no file with a repeated line');
  const twice = {
    op: 'replace',
    path: target.path,
    search: target.line,
    replace: '// once',
    new_path: null,
  } as const;
  const outside = createEdit('elsewhere/not-in-scope.js', 'export const outside = true;\n');
  return phases.map((phase) => ({
    ...phase,
    answers: [
      ...(phase === target.phase ? [{ edits: [twice], notes: 'ambiguous' }] : []),
      ...(phase === outsider ? [{ edits: [outside], notes: 'out of scope' }] : []),
      ...phase.answers,
    ],
  }));
}

interface Size {
  readonly bytes: number;
  readonly tokens: number;
}

function chunks(
  paths: readonly string[],
  size: (path: string) => Size,
): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room: Size = { bytes: 0, tokens: 0 };
  for (const path of paths) {
    const { bytes, tokens } = size(path);
    if (tokens > ANSWER_TOKENS)
      throw new Error(`${path} changes too much for one answer: ${tokens} tokens`);
    const last = groups.at(-1);
    const fits = room.bytes >= bytes && room.tokens >= tokens;
    if (last === undefined || !fits || last.length >= PHASE_FILES) {
      groups.push([path]);
      room = { bytes: PHASE_BYTES - bytes, tokens: ANSWER_TOKENS - tokens };
    } else {
      last.push(path);
      room = { bytes: room.bytes - bytes, tokens: room.tokens - tokens };
    }
  }
  return groups;
}

export function planText(title: string, phases: readonly ReplayPhase[]): string {
  const part = (phase: ReplayPhase): string =>
    [
      `### ${phase.id}: ${phase.name}`,
      '',
      '- category: feature_scaffolding',
      '- complexity: high',
      `- scope: ${phase.files.map((path) => `\`${path}\``).join(', ')}`,
      '- acceptance:',
      '  - [ ] the files are those of the newer version',
      '',
      `Bring ${phase.files.length} files to the newer version.`,
    ].join('\n');
  return [title, '', '## T1: Update', '', ...phases.map(part)].join('\n\n');
}
