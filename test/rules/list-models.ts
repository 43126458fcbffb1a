/** Section 13: models and prices. */
import { type Rule, rules, unit } from './rule.ts';

const models = unit('strategy/models');
const rounds = unit('agents/audit-rounds');
const afford = unit('run/afford');

export const MODEL_RULES: readonly Rule[] = [
  ...rules(13, 'src/core/strategy/models.ts', [
    [
      'What a repository chose comes before everything else.',
      'if (own !== undefined) return { model: own,',
      'if (own === null) return { model: own,',
      models('by the repository before everything else'),
    ],
    [
      'A category’s model is looked up for every category.',
      'if (byCategory !== undefined)\n',
      'if (byCategory === null)\n',
      unit('strategy/compile')('with models, and why each was chosen'),
    ],
    [
      'High risk has models of its own.',
      'if (work.highRisk)\n',
      'if (work.category === null)\n',
      unit('strategy/compile')('with models, and why each was chosen'),
    ],
    [
      'Security, external code and schemas have a second opinion.',
      'if (!DUAL.includes(category)) return undefined;',
      "if (category !== 'security_auth_change') return undefined;",
      models('for a second opinion where two are due, and never the first again'),
    ],
    [
      'The second opinion is another model’s.',
      'catalog.second_auditor.filter((model) => model !== chosen.auditor)',
      'catalog.second_auditor.filter((model) => model !== undefined)',
      models('for a second opinion where two are due, and never the first again'),
    ],
    [
      'A model that keeps declining is followed by the next of the ladder.',
      'export const DECLINED_ENOUGH = 3;',
      'export const DECLINED_ENOUGH = 4;',
      models('is asked until it has declined often enough, then the next of the ladder'),
    ],
    [
      'No model judges its own work as long as there is another.',
      '...all.filter((model) => !avoid.includes(model)),',
      '...all,',
      models('is not followed by the one whose work is judged'),
    ],
    [
      'Where money is capped the ladder has only models whose price is known.',
      '!capped || priceOf(pricing, model) !== undefined',
      'capped || !capped',
      models('has only models whose price is known where money is capped'),
    ],
  ]),
  ...rules(13, 'src/core/strategy/compile.ts', [
    [
      'The output limit is by complexity, and never above what the model can.',
      'Math.min(limits.output_tokens, ...longest)',
      'Math.max(limits.output_tokens, ...longest)',
      unit('strategy/compile')('by category and complexity, the larger cap winning'),
    ],
  ]),
  ...rules(13, 'src/core/strategy/freeze-models.ts', [
    [
      'A model that nobody knows is refused.',
      'if (model === undefined || known.includes(model)) return [];',
      'return [];',
      unit('plan/preflight')('a model nobody knows'),
    ],
  ]),
  ...rules(13, 'src/core/strategy/ruleset.ts', [
    [
      'No output limit is above 64,000.',
      'z.int().positive().max(64_000)',
      'z.int().positive()',
      unit('strategy/ruleset')('has no output limit above 64,000'),
    ],
  ]),
  ...rules(13, 'src/agents/builder.ts', [
    [
      'The Builder is asked at a temperature of 0.2.',
      'const TEMPERATURE = 0.2;',
      'const TEMPERATURE = 0.7;',
      unit('agents/builder')('with what the model takes, and nothing else'),
    ],
    [
      'What was cut off is asked for once more with a quarter more room.',
      'const MORE = 1.25;',
      'const MORE = 1;',
      unit('agents/mend')('of a cut answer is asked for with a quarter more room'),
    ],
  ]),
  ...rules(13, 'src/core/run/mends.ts', [
    [
      'An answer goes on where it was cut off up to four times, as long as it gets on.',
      '(rests < MAX_RESTS && finished > rests)',
      'rests < MAX_RESTS',
      unit('run/answers')('not for the rest again when it did not'),
    ],
    [
      'A Builder that lacks something is shown what it asks for up to four times an attempt, each time by a call with a hold of its own.',
      'looks.length < MAX_LOOKS &&',
      '',
      unit('run/answers')('not five times'),
    ],
  ]),
  ...rules(13, 'src/agents/ask.ts', [
    [
      'No call asks for more than its model’s own limit.',
      'Math.min(want.outputTokens, maxOutput, ',
      'Math.min(want.outputTokens, ',
      unit('agents/ask')('never for more than the model can'),
    ],
    [
      'A temperature is sent where the model takes one.',
      'able?.temperature === true ?',
      'able?.temperature !== null ?',
      unit('agents/ask')('with a temperature where the model takes one'),
    ],
  ]),
  ...rules(13, 'src/agents/audit-parts.ts', [
    [
      'A schema has a second opinion where something is taken away.',
      "(phase.category !== 'schema_contract_change' || isDestructive(changes));",
      'changes.length >= 0;',
      rounds('are due by category, and for a schema where something is taken away'),
    ],
    [
      'Of two opinions the worse verdict counts.',
      'RANK[first.verdict] > RANK[second.verdict] ?',
      'RANK[first.verdict] < RANK[second.verdict] ?',
      unit('agents/two-opinions')('have the worse verdict'),
    ],
    [
      'Of two opinions all findings count.',
      '...first.findings.filter(({ id }) => !second.findings.some((one) => one.id === id)),',
      '',
      unit('agents/two-opinions')('have all findings of both'),
    ],
    [
      'Only what both say is fixed is fixed.',
      'second.fixed.filter((id) => first.fixed.includes(id))',
      'second.fixed',
      rounds('become one: all findings, the worse of each'),
    ],
  ]),
  ...rules(13, 'src/core/run/afford.ts', [
    [
      'What the money left cannot pay is asked of the first model of the ladder that it can pay.',
      'for (const offer of others) if (hitOf(offer) === null) return { offer, hit: null };',
      '',
      unit('run/model-call')('goes to the first of the ladder that it can pay'),
    ],
    [
      'A cap in tokens is no reason for another model.',
      "if (hit?.cap !== 'cost_cap') return",
      'if (hit === null) return',
      afford('is not looked for where tokens are what is missing'),
    ],
    [
      'Where money is counted, only models with a price stand in.',
      'prices[model] !== undefined &&',
      '',
      afford('is of the frozen ladder, in its order, and priced'),
    ],
    [
      'Who keeps declining does not stand in.',
      '(declines[model] ?? 0) < DECLINED_ENOUGH',
      '(declines[model] ?? 0) >= 0',
      afford('is nobody who keeps declining in this phase'),
    ],
    [
      'Who stands in is the other role’s model last, so that no work is judged by its own.',
      '...others.filter((model) => !avoid.includes(model)),',
      '...others,',
      afford('is the other role’s model only where nobody else is left'),
    ],
  ]),
  ...rules(13, 'src/engine/offer.ts', [
    [
      'Who stands in has room for what is asked.',
      'if (offer.tokens + offer.request.maxOutputTokens <= room) yield offer;',
      'yield offer;',
      unit('run/model-call')('goes to the first of the ladder that it can pay'),
    ],
    [
      'The ledger says who stands in, and for whom.',
      '...(request.model === model\n',
      '...(model !== null\n',
      unit('run/model-call')('goes to the first of the ladder that it can pay'),
    ],
  ]),
  ...rules(13, 'src/config/planning.ts', [
    [
      'Prices older than 90 days are warned of where money is capped.',
      'const STALE_MS = 90 *',
      'const STALE_MS = 900 *',
      unit('plan/preflight')('old prices, where money is capped'),
    ],
  ]),
];
