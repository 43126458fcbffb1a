/** Section 8: findings at three levels. */
import { type Rule, rules, unit } from './rule.ts';

const clean = unit('findings/cleanliness');
const stream = unit('findings/stream');
const identify = unit('findings/identify');
const key = unit('agents/findings-key');
const audit = unit('agents/audit-findings');

export const FINDINGS: readonly Rule[] = [
  ...rules(8, 'src/core/findings-key.ts', [
    [
      'A key is made of what the code says, and not of how the reviewer says it.',
      "const detail = site === null ? code(lineText ?? '') || words(title)",
      'const detail = site === null ? words(title)',
      key('in other words'),
    ],
    [
      'A key does not change with the layout of the code.',
      "line.replace(/[\\s;,'\"`]+/g, '')",
      'line',
      key('after a formatter'),
    ],
    ['A key names the file.', "${path ?? 'run'}", 'run', key('src/b.ts')],
    [
      'A key names the category.',
      'const key = `${words(category)}__',
      'const key = `__',
      key('security'),
    ],
    [
      'A key holds no line number: it names what the code stands in.',
      "const symbol = site?.symbol == null ? '' : `#${site.symbol}`;",
      "const symbol = site?.symbol == null ? '' : `#${site.at}`;",
      identify('by category, file, symbol and code, and by nothing that moves'),
    ],
  ]),
  ...rules(8, 'src/core/findings/identify.ts', [
    [
      'A finding that is known keeps its key when the code around it moves.',
      'return { key: found?.key ?? unused(key, known),',
      'return { key: unused(key, known),',
      identify('as the one that is known, with its key'),
    ],
    [
      'Two problems of the same words and surroundings are two.',
      'key: found?.key ?? unused(key, known)',
      'key: found?.key ?? key',
      identify('with a number where nothing else tells it from another'),
    ],
  ]),
  ...rules(8, 'src/core/findings/stream.ts', [
    [
      'There is one entry a key, however often it was seen.',
      'const known = byKey.get(draft.key);',
      'const known = byKey.get(draft.key) && undefined;\n    if (byKey.has(draft.key)) byKey.set(`${draft.key} ${byKey.size}`, one);',
      stream('stay open while the same job fails, and are counted once'),
    ],
    [
      'Failures of CI are findings.',
      '...ciFindings(phase),',
      '',
      stream('are those of the Auditor, CI, its tests, the gate and the Builder'),
    ],
    [
      'Warnings of the gate are findings.',
      '...gateFindings(phase),',
      '',
      stream('are those of the Auditor, CI, its tests, the gate and the Builder'),
    ],
    [
      'The Builder’s own doubts are findings.',
      '...doubts(phase),',
      '',
      stream('are those of the Auditor, CI, its tests, the gate and the Builder'),
    ],
    [
      'A finding that goes with its candidate is fixed.',
      "status: isLast ? 'open' : 'fixed',",
      "status: 'open',",
      stream('are gone with the candidate that they were about'),
    ],
    [
      'A failure of the base commit is expected.',
      'expectedFail: ci.expected?.includes(name) === true,',
      'expectedFail: false,',
      stream('that were there on the base commit are expected'),
    ],
    [
      'What a person dismissed is not open, whoever else sees it.',
      "isDismissed ? { ...draft, status: 'dismissed' } : draft",
      'isDismissed ? draft : draft',
      unit('findings/dismissed')('by its key is not open'),
    ],
    [
      'What the gate calls major is major.',
      "severity: isMajor(line) ? 'major' : 'minor' },",
      "severity: 'minor' },",
      stream('of the gate are major where it says so'),
    ],
    [
      'A finding knows the kind of work that it was found in.',
      'taskCategory: draft.taskCategory ?? limits?.category ?? null,',
      'taskCategory: null,',
      stream('know the work that they were found in'),
    ],
  ]),
  ...rules(8, 'src/core/findings/effective.ts', [
    [
      'A minor finding that has aged counts as major.',
      "=== true ? 'major' : 'minor';",
      "=== true ? 'minor' : 'minor';",
      stream('is major once it has aged, whatever it was raised as'),
    ],
  ]),
  ...rules(8, 'src/core/findings/cleanliness.ts', [
    [
      'What was there before the run began does not count.',
      "one.status === 'open' && !one.expectedFail",
      "one.status === 'open'",
      clean('is not the worse for what is fixed, dismissed, expected or in another tier'),
    ],
    [
      'Findings in code that came from elsewhere are counted apart.',
      'const reuse = counted.filter(isReuse);',
      'const reuse = counted;',
      clean('of reused code is told apart'),
    ],
    [
      'The categories of external code are counted as such wherever they are found.',
      "category.startsWith('external_');",
      "category === '';",
      clean('of reused code is told apart'),
    ],
  ]),
  ...rules(8, 'src/agents/audit-findings.ts', [
    [
      'A second round asks for what is major or worked before, a third for what is major.',
      'about.round < REGRESSIONS) return true;',
      'about.round < 9) return true;',
      unit('agents/audit-rounds')(
        '1 takes everything, 2 what is major or worked before, 3 what is major',
      ),
    ],
    [
      'What a person dismissed stays dismissed, whoever raises it again.',
      'if (isSettled(one, draft, about.known)) continue;',
      '',
      audit('that a person dismissed is settled'),
    ],
    [
      'A finding that is raised again keeps its id.',
      'before?.id ?? `F-${next++}`',
      '`F-${next++}`',
      audit('that is raised again keeps its id and its severity'),
    ],
    [
      'Its severity does not fall while it is open.',
      "before?.severity === 'major' ? 'major' : severity,",
      'severity,',
      audit('that is raised again keeps its id and its severity'),
    ],
    [
      'A finding has the severity of its category where nobody says another.',
      'raw.severity ?? about.phase.defaultSeverity',
      "raw.severity ?? 'minor'",
      audit('has the phase’s severity where the provider left it out'),
    ],
  ]),
];
