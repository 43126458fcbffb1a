/** Section 15: the records of runs that were over long ago. */
import { type Rule, rules, unit } from './rule.ts';

const stays = unit('run/retention');
const retire = unit('retire');

export const RETENTIONS: readonly Rule[] = [
  ...rules(15, 'src/core/run/retention.ts', [
    [
      'A record stays for its days after the last event, and while the run is at work.',
      'isTerminal(run) && now - run.updatedAt >= days * DAY_MS;',
      'now >= 0 || days < 0;',
      stays('is old when its last event is'),
    ],
    [
      'The record of a run stays while people may have it go on.',
      'closedBecause({ run, seen }) === null)',
      'closedBecause({ run, seen }) === undefined)',
      stays('stays while people may have it go on'),
    ],
    [
      'The record of a run that succeeded stays until it is merged or given up.',
      "run.state === 'DONE_SUCCESS' ? !isOver",
      "run.state === 'DONE_SUCCESS' ? isOver && false",
      stays('stays until it is merged or given up'),
    ],
    [
      'The record that a plan of many tiers goes on from stays.',
      "if (isBuiltOn(run, strategy)) return 'the tiers that are done stand in it';",
      '',
      stays('stays while later tiers of its plan are to be built'),
    ],
    [
      'A record goes only when the status comment has seen its end.',
      'unsealedSnapshot(comment.body)?.oid === oid',
      "oid !== ''",
      stays('stays where it has moved, or nobody was shown the end of it'),
    ],
  ]),
  ...rules(15, 'src/engine/retire.ts', [
    [
      'A record that somebody touched stays.',
      'if (tip === undefined || tip.broken !== null) continue;',
      'if (tip === undefined) continue;',
      retire('stays when somebody touched it, whatever the comment says'),
    ],
    [
      'Of an issue the oldest record goes first.',
      'inOrder.filter((one, index) => one.issue !== inOrder[index - 1]?.issue);',
      'inOrder.toReversed();',
      retire('of an issue goes before those of later runs'),
    ],
  ]),
  ...rules(15, 'src/core/report/ended.ts', [
    [
      'What was said before a record was deleted is not heard again.',
      'at > ended.until;',
      'at >= 0;',
      retire('is a run of the next number, and nothing that was said before'),
    ],
  ]),
  ...rules(15, 'src/engine/start.ts', [
    [
      'No number of a run is given twice.',
      'const past = [latest, endedIn(ours)]',
      'const past = [latest, ours.length < 0 ? endedIn(ours) : null]',
      retire('is a run of the next number, and nothing that was said before'),
    ],
  ]),
  ...rules(15, 'src/engine/show-comments.ts', [
    [
      'That a record goes stays said, whatever another process still knows of it.',
      'const body = saysEnded(there, pass.run())',
      'const body = saysEnded(there, pass.run()) && there.length < 0',
      retire('is only another round where a process died in between'),
    ],
  ]),
];
