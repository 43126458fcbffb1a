import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { PlanAnswer } from '../../src/core/planning/answer.ts';
import type { PlanLine } from '../lab/model/planner.ts';
import { ended, openPlay, type Play } from '../support/play.ts';
import { MAINTAINER } from '../support/stage.ts';
import {
  featuresOf,
  REUSE_PLAN,
  reuseScript,
  type SourceOptions,
  URL,
} from '../support/a-source.ts';
import { TINY_FILES, TINY_SCRIPT } from '../support/tiny.ts';

jest.setTimeout(180_000);

let play: Play | undefined;
afterEach(async () => {
  play?.lab.assertClean();
  await play?.close();
  play = undefined;
});

const PROSE =
  'Our adding is broken: `add(2, 3)` gives -1, I would expect 5. Could somebody mend it?\n';

const SOUND: PlanAnswer = {
  title: 'Mend add',
  safety_profile: null,
  tiers: [
    {
      name: 'Mend',
      phases: [
        {
          name: 'Add adds',
          category: 'tests',
          complexity: null,
          description: '`src/add.js` subtracts. It has to add.',
          scope: ['src/**', 'test/**'],
          deliverables: ['src/add.js'],
          acceptance: ['add(2, 3) is 5'],
          depends_on: [],
          reuse: [],
        },
      ],
    },
  ],
};
const withPhase = (change: Partial<PlanAnswer['tiers'][number]['phases'][number]>): PlanAnswer => ({
  ...SOUND,
  tiers: SOUND.tiers.map((tier) => ({
    ...tier,
    phases: tier.phases.map((phase) => ({ ...phase, ...change })),
  })),
});
const PROTECTED = withPhase({ scope: ['.github/workflows/ci.yml'], deliverables: [] });

const says = (answer: PlanAnswer, requires: readonly string[] = []): PlanLine => ({
  requires: ['add(2, 3)', 'src/add.js', ...requires],
  forbids: [],
  answer,
});
const open = async (plans: readonly PlanLine[]): Promise<Play> =>
  (play = await openPlay({ files: TINY_FILES, script: TINY_SCRIPT, plans }));
const roles = ({ model }: Play): readonly string[] => model.calls().map(({ role }) => role);

describe('an issue of prose', () => {
  it('becomes a plan that people see before the work starts, and a pull request', async () => {
    const stage = await open([says(SOUND)]);
    let issue = 0;
    let before: readonly string[] = [];
    stage.model.hook(async ({ role }) => {
      if (role === 'builder' && before.length === 0) before = await stage.comments(issue);
      return undefined;
    });
    issue = await stage.label(PROSE);
    expect(await stage.until(ended)).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(roles(stage)).toEqual(['planner', 'builder', 'auditor']);
    const plan = before.find((body) => body.includes('autopack:plan:1-1'));
    expect(plan).toContain('### T1.P1: Add adds');
    expect(plan).toContain('- category: tests');
    expect(plan).toContain('  - [ ] add(2, 3) is 5');
    const comments = await stage.comments(issue);
    expect(comments.filter((body) => body.includes('autopack:plan:1-1'))).toEqual([plan]);
    const show = (file: string) =>
      stage.lab.git(stage.repo, ['show', `autopack/state/1-1:${file}`]);
    expect((await show('plan.md')).text).toContain('### T1.P1: Add adds');
    await stage.lab.as(MAINTAINER).comment(stage.repo, issue, '/autopack verify');
    await stage.rest();
    const verified = (await stage.comments(issue)).find((body) => body.includes('autopack:verify'));
    expect(verified).toContain('verified: **OK**');
  });

  it('is planned once more, with what was wrong with the first plan', async () => {
    const stage = await open([says(PROTECTED), says(SOUND, ['<problems>', 'a protected path'])]);
    await stage.label(PROSE);
    const done = await stage.until(ended);
    expect(done.state).toBe('DONE_SUCCESS');
    expect(roles(stage)).toEqual(['planner', 'planner', 'builder', 'auditor']);
    expect(stage.model.calls()[1]?.user).toContain('### T1.P1: Add adds');
  });

  it('ends with an incident when no plan holds, before anything was built', async () => {
    const stage = await open([says(PROTECTED)]);
    const issue = await stage.label(PROSE);
    const done = await stage.until(ended);
    expect(done.state).toBe('DONE_FAILED_REQUIRES_HUMAN_REVIEW');
    expect(roles(stage)).toEqual(['planner', 'planner']);
    const incident = (await stage.comments(issue)).at(-1);
    expect(incident).toContain('plan_unusable');
    expect(incident).toContain('a protected path');
    expect(await stage.labels(issue)).toEqual(['autopack:failed']);
  });

  it('is told what a run would begin with, for free', async () => {
    const stage = await open([says(SOUND)]);
    const mona = stage.lab.as(MAINTAINER);
    const issue = await mona.openIssue(stage.repo, { title: 'Adding', body: PROSE });
    await mona.comment(stage.repo, issue, '/autopack plan');
    await stage.rest();
    expect((await stage.comments(issue)).at(-1)).toContain('prose, nothing has been spent');
    expect(stage.model.calls()).toEqual([]);
  });
});

describe('a feature that is taken over', () => {
  const openReuse = async (options: SourceOptions = {}, forgets = false): Promise<Play> => {
    const script = { ...TINY_SCRIPT };
    play = await openPlay({
      files: TINY_FILES,
      script,
      features: async (lab) => {
        const { file, commit } = await featuresOf(lab, options);
        Object.assign(script, reuseScript(commit, forgets));
        return file;
      },
    });
    return play;
  };

  it('is fetched at its commit, fitted before what uses it, and named where people look', async () => {
    const stage = await openReuse({}, true);
    await stage.label(REUSE_PLAN);
    const done = await stage.until(ended);
    expect(done).toMatchObject({ state: 'DONE_SUCCESS' });
    expect(done.phases.map(({ id, state, attempt }) => [id, state, attempt])).toEqual([
      ['T0.R1', 'COMPLETE', 2],
      ['T1.P1', 'COMPLETE', 1],
    ]);
    const git = async (...args: readonly string[]): Promise<string> =>
      (await stage.lab.git(stage.repo, args)).text;
    expect(await git('show', 'autonomous/1-1:NOTICE')).toContain('MIT License');
    expect(await git('show', 'autonomous/1-1:README.md')).toContain(URL);
    expect(await git('log', '--format=%B', 'autonomous/1-1')).toContain(
      'Takes over code of vendor/sums at',
    );
  });

  it.each<readonly [string, SourceOptions, string]>([
    ['is not the pinned text', { pinned: 'another text' }, 'is not the pinned text'],
    [
      'has a licence with a sentence more',
      { licence: 'MIT License\n\nNot for shops.\n' },
      'no licence',
    ],
    ['cannot be read', { private: true }, 'cannot be read'],
  ])('is refused before the run where its source %s', async (_, options, why) => {
    const stage = await openReuse(options);
    const issue = await stage.label(REUSE_PLAN);
    await stage.rest();
    const [check] = await stage.comments(issue);
    expect(check).toContain(why);
    expect(check).toContain('plan:10');
    expect(stage.model.calls()).toEqual([]);
  });

  it('ends the run before a call is paid for, when its source has gone meanwhile', async () => {
    const stage = await openReuse();
    let asked = 0;
    stage.lab.faults.hook((request) =>
      request.graphql?.name === 'NamesAt' && (asked += 1) > 1 ? 404 : undefined,
    );
    const issue = await stage.label(REUSE_PLAN);
    const done = await stage.until(ended);
    expect(done.state).toBe('DONE_FAILED_POLICY_VIOLATION');
    expect((await stage.comments(issue)).at(-1)).toContain('source_mismatch');
    expect(stage.model.calls()).toEqual([]);
  });

  it('is refused when nobody has pinned it, or nobody knows it', async () => {
    const stage = await openReuse();
    const plan = REUSE_PLAN.replace(
      'reuse: summing',
      'reuse: rate_limiting, https://evil.example/x',
    );
    const issue = await stage.label(plan);
    await stage.rest();
    const [check] = await stage.comments(issue);
    expect(check).toContain('is not pinned');
    expect(check).toContain('is not in the feature catalog');
  });
});
