/** Replays the difference of two published versions as a run, and compares the merged tree with one that plain git makes. */
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Script } from '../lab/model/script.ts';
import type { ModelCall } from '../lab/model/model.ts';
import { approval } from '../lab/model/script.ts';
import { mustGit } from '../lab/git/process.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import { workflow } from './ci.ts';
import { differenceOf, type Files } from './difference.ts';
import { planText, replayPhases, type ReplayPhase } from './plan.ts';

const CI = '.github/workflows/ci.yml';
const CONFIG = '.github/autopack.yml';

export interface Replay {
  readonly state: string;
  readonly phases: readonly {
    readonly id: string;
    readonly state: string;
    readonly attempt: number;
  }[];
  /** Answers that had to be refused, and were. */
  readonly refused: number;
  readonly expectedRefusals: number;
  readonly calls: readonly ModelCall[];
  /** `git ls-tree -r` of the default branch after the merge, less the two seeded files. */
  readonly tree: string;
  /** The same of a tree that plain git made from the newer version. */
  readonly expected: string;
}

export async function replay(
  before: Files,
  after: Files,
  tell: (comments: readonly string[]) => void = () => undefined,
): Promise<Replay> {
  const phases = replayPhases(differenceOf(before, after), before, after);
  const files = Object.fromEntries([
    ...before,
    [CI, workflow(after)],
    [CONFIG, configText(phases)],
  ]);
  const play = await openPlay({ files, script: scriptOf(phases, after) });
  try {
    const issue = await play.label(planText('# Newer version', phases));
    const done = await play.until(ended).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${(await play.comments(issue)).join('\n\n')}`);
    });
    if (done.state !== 'DONE_SUCCESS') tell(await play.comments(issue));
    if (done.state === 'DONE_SUCCESS' && done.pr !== null) {
      await play.lab.as(MAINTAINER).merge(play.repo, done.pr);
      await play.until((ledger) => ledger.promotion === 'promoted');
    }
    play.lab.assertClean();
    const log = await play.lab.git(play.repo, [
      'log',
      '--format=%B',
      `autopack/state/${done.runId}`,
    ]);
    return {
      state: done.state,
      phases: done.phases,
      refused: log.text.split('"type":"edits-refused"').length - 1,
      expectedRefusals: phases.reduce((sum, phase) => sum + phase.answers.length - 1, 0),
      calls: play.model.calls(),
      tree: await mergedTree(play),
      expected: await plainTree(after),
    };
  } finally {
    await play.close();
  }
}

/** Package manifests and the like are protected; a repository that wants them changed says so. */
const configText = (phases: readonly ReplayPhase[]): string =>
  [
    'version: 1',
    'ci:',
    '  required: [test]',
    '  settle: 0s',
    'allow_protected:',
    ...phases.flatMap((phase) => phase.files).map((file) => `  - ${JSON.stringify(file)}`),
    '',
  ].join('\n');

/** A bad answer comes first; what follows it is given only to a request that says why it was refused. */
function scriptOf(phases: readonly ReplayPhase[], after: Files): Script {
  return Object.fromEntries(
    phases.map((phase) => [
      phase.id,
      {
        builds: phase.answers.map((answer, index) => ({
          requires: refusalOf(phase.answers[index - 1]?.notes),
          forbids: [],
          answer,
        })),
        audits: [
          approval(newLines(phase, after), 'replayed', [
            'the files are those of the newer version',
          ]),
        ],
      },
    ]),
  );
}

const refusalOf = (notes: string | undefined): readonly string[] => {
  if (notes === undefined) return [];
  // The mistake is repeated where it is to be mended, and made good only by the next attempt.
  return ['<feedback', notes === 'ambiguous' ? 'search-ambiguous' : 'outside the phase'];
};

/** A line that only the newer version has, of the first file that has one. */
function newLines(phase: ReplayPhase, after: Files): readonly string[] {
  const created = phase.answers.at(-1)?.edits.find((edit) => edit.op === 'create');
  const text = created === undefined ? '' : (after.get(created.path) ?? '');
  const line = text.split('\n').find((each) => each.trim().length > 8);
  return line === undefined
    ? [`b/${phase.files[0] ?? ''}`].filter(() => created !== undefined)
    : [`+${line}`];
}

async function mergedTree({ lab, repo }: Play): Promise<string> {
  const { text } = await lab.git(repo, ['ls-tree', '-r', 'main']);
  return text
    .split('\n')
    .filter((line) => !line.endsWith(`\t${CI}`) && !line.endsWith(`\t${CONFIG}`))
    .join('\n');
}

async function plainTree(files: Files): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'replay-tree-'));
  try {
    await mustGit(folder, ['init', '-q']);
    await mustGit(folder, ['config', 'core.autocrlf', 'false']);
    for (const [name, text] of files) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await mustGit(folder, ['add', '-A', '-f']);
    const { text: tree } = await mustGit(folder, ['write-tree']);
    return (await mustGit(folder, ['ls-tree', '-r', tree])).text;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
