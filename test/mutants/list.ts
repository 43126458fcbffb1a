import { GITHUB } from './github.ts';
import { PLANNING } from './planning.ts';

/** Guards that are taken out one at a time; for each a test that has to notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly test: { readonly file: string; readonly name: string };
}

const app = (name: string): Mutant['test'] => ({ file: 'test/e2e/app.test.ts', name });
const unit = (file: string, name: string): Mutant['test'] => ({
  file: `test/unit/run/${file}.test.ts`,
  name,
});

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'drop the hold',
    file: 'src/engine/call.ts',
    find: 'const { request, hit } = offer;',
    replace: 'const { request } = offer; const hit = pass.run().seq < 0 ? offer.hit : null;',
    test: app('never makes a call that the token cap does not hold'),
  },
  {
    name: 'ask about files again and again',
    file: 'src/core/run/evolve-call.ts',
    find: 'opened(withPhase(run, { ...phase, located: [] }), hold, run.head, at)',
    replace: 'opened(withPhase(run, { ...phase }), hold, run.head, at)',
    test: unit('locate', 'that is lost with its worker is settled in full'),
  },
  {
    name: 'skip the gate',
    file: 'src/core/govern/govern.ts',
    find: 'if (violations.length > 0 || gate.length !== rules.length)',
    replace: 'if (gate.length !== rules.length)',
    test: { file: 'test/e2e/replay.test.ts', name: 'of picocolors is built' },
  },
  {
    name: 'drop beforeOid',
    file: 'src/git/objects.ts',
    find: 'beforeOid: before,',
    replace: 'force: before.length > 0,',
    test: {
      file: 'test/contract/ledger.lab.test.ts',
      name: 'moves nothing when a person moved the branch',
    },
  },
  {
    name: 'post without marker',
    file: 'src/core/report/review.ts',
    find: '    mark,\n',
    replace: '',
    test: app('turns a labelled issue into a merged pull request'),
  },
  {
    name: 'ignore the verdict’s head',
    file: 'src/core/run/ci-step.ts',
    find: 'if (ci === null || ci.head !== candidate.head)',
    replace: 'if (ci === null)',
    test: unit('decide', 'does not complete on green CI of another head'),
  },
  {
    name: 'trust the label’s actor',
    file: 'src/engine/start.ts',
    find: 'if (!mayDo(has, needs))',
    replace: "if (!mayDo(has, 'none'))",
    test: app('does not start for somebody without write access'),
  },
  {
    name: 'empty gate green',
    file: 'src/core/gate.ts',
    find: 'if (missing.length > 0 || nothing) {',
    replace:
      "if (units.length === 0) return { is: 'green', jobs: [] };\n  if (missing.length > 0 || nothing) {",
    test: { file: 'test/unit/gate/judge.test.ts', name: 'nothing registered is not green' },
  },
  {
    name: 'no lease',
    file: 'src/core/run/decide.ts',
    find: 'const dead = hold.lease.worker === seen.worker || hold.lease.until <= seen.now;',
    replace: 'const dead = hold.lease.until > 0;',
    test: unit('decide-limits', 'of another worker is left alone while its lease lasts'),
  },
  {
    name: 'settle nothing',
    file: 'src/core/run/evolve-call.ts',
    find: '    spent: plus(run.spent, amount),',
    replace: '    spent: plus(run.spent, { tokens: 0, microUsd: 0 }),',
    test: unit('budget', 'token_cap stops the call that would break it'),
  },
  {
    name: 'follow the PR branch’s configuration',
    file: 'src/github/queries.ts',
    find: 'HEAD:.github/autopack.yml',
    replace: 'topic:.github/autopack.yml',
    test: app('reads its configuration from the default branch, whatever other branches say'),
  },
  {
    name: 'edit what was not shown',
    file: 'src/core/edits/update.ts',
    find: "if (ways.length > 0) return { is: 'ways', ways };",
    replace: 'if (ways.length >= 0) return found;',
    test: {
      file: 'test/unit/edits/parts.test.ts',
      name: 'never changes a line that was not shown',
    },
  },
  ...PLANNING,
  ...GITHUB,
];
