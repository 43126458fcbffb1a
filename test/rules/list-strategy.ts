/** Section 6: the strategy that governs a run, and its audit. */
import { type Rule, rules, unit } from './rule.ts';

const compile = unit('strategy/compile');
const problems = unit('plan/problems');
const due = unit('run/audit-due');
const audit = unit('agents/parse-audit');
const decide = unit('run/decide');

export const STRATEGIES: readonly Rule[] = [
  ...rules(6, 'src/core/plan/phase.ts', [
    [
      'A phase without a category is an error.',
      "report(\n        planProblem('must', 'plan/no-category'",
      "((_: unknown) => undefined)(\n        planProblem('must', 'plan/no-category'",
      problems('no category'),
    ],
    [
      'An unknown category is an error with the nearest names.',
      "report(planProblem('must', 'plan/unknown-category', { line: field.line, message, fix }));",
      '',
      problems('names the nearest field, category, value and phase'),
    ],
  ]),
  ...rules(6, 'src/core/strategy/compile.ts', [
    [
      'A category’s complexity is a floor.',
      'higher(phase.complexity ?? rule.complexity, rule.complexity)',
      '(phase.complexity ?? rule.complexity)',
      compile('lets a plan ask for more than its category, never for less'),
    ],
    [
      'Strict CI of a category cannot be asked away.',
      "rule.ci === 'strict' || !rule.auto_apply ? 'strict' : (phase.ciProfile ?? 'normal')",
      'phase.ciProfile ?? rule.ci',
      compile('lets a plan ask for more than its category, never for less'),
    ],
    [
      'A phase may spend the larger of its category’s and its complexity’s tokens.',
      'Math.max(rule.token_cap, limits.token_cap)',
      'Math.min(rule.token_cap, limits.token_cap)',
      compile('by category and complexity, the larger cap winning'),
    ],
    [
      'A repository lowers the attempts of a category and never raises them.',
      'builderAttempts: Math.min(',
      'builderAttempts: Math.max(',
      compile('attempts and CI runs are only ever lowered'),
    ],
    [
      'The ruleset’s list of high-risk categories is the only one.',
      'highRisk: rule.high_risk,\n    autoApply',
      'highRisk: false,\n    autoApply',
      compile('by category and complexity, the larger cap winning'),
    ],
    [
      'Every category has its Auditor profile.',
      "auditorProfile: profileOf(phase.alias ?? '') ?? rule.auditor_profile,",
      "auditorProfile: 'standard_review',",
      compile('by category and complexity, the larger cap winning'),
    ],
    [
      'A category has a Builder mode, which a plan may choose otherwise.',
      'phase.builderMode ?? rule.builder_mode',
      'rule.builder_mode',
      compile('lets a plan ask for more than its category, never for less'),
    ],
    [
      'The strategy names the ruleset that it was compiled from by its hash.',
      'rulesetHash: sources.rulesetHash,',
      'rulesetHash: sources.planHash,',
      compile('is the same for the same input, and another for another'),
    ],
  ]),
  ...rules(6, 'src/core/run/evolve.ts', [
    [
      'A strategy is frozen once.',
      "if (run.strategyHash !== null) throw new Error('a strategy is frozen once');",
      '',
      unit('run/states')('a second strategy'),
    ],
  ]),
  ...rules(6, 'src/core/run/audit-due.ts', [
    [
      'Every head is audited where the ruleset says always.',
      "strategy.audit.when === 'always' ||",
      '',
      due('always, by the shipped ruleset'),
    ],
    ['A high-risk phase is always audited.', 'limits.highRisk ||', '', due('in a high-risk phase')],
    [
      'A phase without auto-apply is always audited: it completes only with an approval.',
      '|| !limits.autoApply) return true;',
      ') return true;',
      due('in a phase without auto-apply'),
    ],
    [
      'A phase is audited after a failed attempt.',
      ' || phase.attempt > 1',
      '',
      due('after a failed attempt'),
    ],
    [
      'A change of risk 70 or more is audited.',
      'const AUDIT_FROM_RISK = 70;',
      'const AUDIT_FROM_RISK = 71;',
      due('from a risk of 70 on'),
    ],
    [
      'A change of which the gate has a major warning is audited.',
      'candidate.major === true || ',
      '',
      due('of a change that is larger than it should be'),
    ],
    [
      'A phase in which a major finding is open is audited.',
      "finding.severity === 'major' && finding.status === 'open',",
      "finding.severity === 'major' && finding.status === 'fixed',",
      due('while a major finding is open'),
    ],
    [
      'What people put on the branch is audited.',
      'if (run.people.some(({ sha }) => sha === candidate.head)) return true;',
      '',
      due('of a commit of people'),
    ],
    [
      'A merge of the base by GitHub holds nothing to review.',
      'if (candidate.merge === true) return false;',
      '',
      unit('run/promotion')('makes a head that CI has to judge, and nobody has to review'),
    ],
  ]),
  ...rules(6, 'src/core/run/candidate.ts', [
    [
      'The audit runs beside CI.',
      "if (ci === 'red') return { is: 'known', verdict: 'skipped' };",
      "if (ci !== 'green') return { is: 'known', verdict: 'skipped' };",
      decide('is audited beside CI'),
    ],
    [
      'A head that is red is not worth an audit.',
      "if (ci === 'red') return { is: 'known', verdict: 'skipped' };",
      '',
      decide('is not worth an audit once it is red'),
    ],
    [
      'A phase is complete only when CI is green and the Auditor approves, both on its head.',
      "if (judged.green && judged.audit === 'approve')",
      'if (judged.green)',
      decide('goes back with the findings when the Auditor asks for changes'),
    ],
    [
      'The Auditor’s attempts are answers about one head that cannot be used, two more than which are asked for.',
      'if (missesThatCount(candidate) >= limits.auditorAttempts)',
      'if (candidate.auditMisses < 0)',
      due('ends when no answer for a head can be used'),
    ],
    [
      'Rounds of review are bounded.',
      'audit.round >= strategy.audit.rounds &&',
      'audit.round < 0 &&',
      due('ends after its rounds'),
    ],
    [
      'An Auditor who asks for a person ends the run.',
      "if (verdict === 'escalate')",
      'if (run.seq < 0)',
      decide('ends the run when the Auditor escalates'),
    ],
  ]),
  ...rules(6, 'src/core/run/verdict.ts', [
    [
      'A phase is blocked by its audit while a major finding of it is open, and no longer.',
      "return dismissed && !blocking ? 'approve' : 'revise';",
      "return 'revise';",
      unit('run/commands')('closes a finding with a reason, and what it blocked goes on'),
    ],
  ]),
  ...rules(6, 'src/agents/auditor.ts', [
    [
      'A verdict is tightened by a major finding, whatever the answer says.',
      "major ? 'revise' : 'approve'",
      "answer.verdict === 'approve' ? 'approve' : major ? 'revise' : 'approve'",
      audit('tightens to revise by a major finding, whatever the answer says'),
    ],
    [
      'Changes that are asked for by minor findings alone are an approval with findings.',
      "major ? 'revise' : 'approve'",
      "major ? 'revise' : answer.verdict",
      audit('is approve with findings when only minor ones are named'),
    ],
    [
      'What is escalated stays with a person.',
      "answer.verdict === 'escalate' ? 'escalate' : major",
      'major',
      audit('stays with a person once it is escalated'),
    ],
    [
      'An answer that asks for changes and names none is none.',
      "if (answer.verdict === 'revise' && answer.findings.length + still.length === 0)",
      'if (answer.findings.length < 0)',
      audit('when it asks for changes and names none'),
    ],
    [
      'An approval holds only where each criterion is proven; what is not is asked of the Builder.',
      'return asked.length === 0\n',
      'return asked.length >= 0\n',
      audit('that is not proven is asked of the Builder, whatever the answer approves'),
    ],
  ]),
  ...rules(6, 'src/agents/prompts/profiles.ts', [
    [
      'Each Auditor profile has a focus of its own.',
      '  PROFILES[profile] ??',
      '',
      unit('agents/auditor')('by a focus of its own for each profile that the ruleset gives out'),
    ],
  ]),
  ...rules(6, 'src/agents/prompts/builder.ts', [
    [
      'Each Builder mode has words of its own.',
      '  MODES[phase.builderMode],',
      '  MODES.tweak_light,',
      unit('agents/modes')('has words of its own in the prompt'),
    ],
  ]),
];
