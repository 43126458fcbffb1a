/** Guards of planning and reuse. */
import type { Mutant } from './list.ts';

const unit = (file: string, name: string): Mutant['test'] => ({
  file: `test/unit/${file}.test.ts`,
  name,
});

export const PLANNING: readonly Mutant[] = [
  {
    name: 'plan for ever',
    file: 'src/core/run/plan-step.ts',
    find: 'if (planning.attempts < PLAN_ATTEMPTS)',
    replace: 'if (planning.attempts < Infinity)',
    test: unit('run/plan-first', 'mends a plan once, and ends after that'),
  },
  {
    name: 'let the Planner loosen what the issue says',
    file: 'src/core/planning/write-plan.ts',
    find: "front.safetyProfile === 'safety_critical' ||",
    replace: '',
    test: unit('planning/prose', 'cannot loosen what the issue says'),
  },
  {
    name: 'let the plan loosen the rules of the run',
    file: 'src/core/verify/state.ts',
    find: 'now.run.tokenCap <= first.run.tokenCap &&',
    replace: '',
    test: unit('verify/planned', 'brings looser rules than the run began with'),
  },
  {
    name: 'move the goal in a replan',
    file: 'src/core/planning/replan.ts',
    find: 'if (goalHash(parsed.data) !== wanted)',
    replace: "if (wanted === '')",
    test: unit('agents/planner', 'a criterion less is not used'),
  },
  {
    name: 'take over what is not verified, unasked',
    file: 'src/core/planning/judge-repo.ts',
    find: "[!repo.verified && automatic, 'it is not verified'],",
    replace: '',
    test: unit('planning/reuse', 'by itself is not what is not verified'),
  },
  {
    name: 'take over what nobody pinned',
    file: 'src/core/planning/judge-repo.ts',
    find: '[!isPinned(repo),',
    replace: '[false && !isPinned(repo),',
    test: unit('planning/reuse', 'is not what has no files'),
  },
  {
    name: 'take over under any licence',
    file: 'src/core/planning/judge-repo.ts',
    find: "[verdict.is === 'restricted',",
    replace: "[verdict.is !== 'restricted' && false,",
    test: unit('planning/reuse', 'is not what has a restricted licence'),
  },
  {
    name: 'believe a pin',
    file: 'src/core/planning/sources.ts',
    find: 'if (sha256Hex(text) !== sha256)',
    replace: "if (sha256 === '')",
    test: unit('planning/attribution', 'is another by a byte'),
  },
  {
    name: 'believe the name of a licence',
    file: 'src/core/planning/sources.ts',
    find: 'if (licence === null || !reuse.licences.includes(licence))',
    replace: 'if (reuse.licences.length === 0)',
    test: unit('planning/attribution', 'has the licence that the catalog says'),
  },
  {
    name: 'read over terms in the line of a name',
    file: 'src/core/planning/licence.ts',
    find: 'if (hidesTerms(text)) return null;',
    replace: '',
    test: unit('planning/licence', 'a condition in the line of a name'),
  },
  {
    name: 'forget whose it is',
    file: 'src/core/planning/attribution.ts',
    find: '...missing(NOTICE, [url, commit, license]),',
    replace: '',
    test: unit('planning/attribution', 'is missed piece by piece'),
  },
];
