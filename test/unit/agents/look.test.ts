import { describe, expect, it } from '@jest/globals';
import { repairRequest } from '../../../src/agents/builder.ts';
import { mended, type Mending, mendingOf } from '../../../src/agents/mend.ts';
import { strategy } from '../run/story.ts';
import { aPhase } from './a-phase.ts';

const format = 'search_replace';
const mending = (text: string, stop: 'complete' | 'truncated' | 'refused'): Mending | null =>
  mendingOf({ text, stop, format }, []);
const EDIT = { op: 'replace', path: 'a', search: 'a', replace: 'b', new_path: null };
const OTHER = JSON.stringify({ edits: [EDIT], doubts: [], wants: [], notes: '' });

describe('an answer that asks to be shown something', () => {
  const wants = [
    { op: 'read', arg: ' src/a.ts\u200B' },
    { op: 'list', arg: 'x'.repeat(999) },
  ];
  const asks = (more: object): string => JSON.stringify({ edits: [], notes: '', wants, ...more });
  const shown = [
    { op: 'read', arg: 'src/a.ts' },
    { op: 'list', arg: 'x'.repeat(200) },
  ];

  it('and makes no edits is shown it', () => {
    expect(mending(asks({}), 'complete')).toMatchObject({ is: 'look', wants: shown });
    const patch = JSON.stringify({ patch: '', notes: '', wants });
    expect(mendingOf({ text: patch, stop: 'complete', format: 'v4a' }, [])).toMatchObject({
      ...{ is: 'look', wants: shown },
    });
    const many = asks({ wants: Array.from({ length: 99 }, () => wants[0]) });
    expect(mending(many, 'complete')).toMatchObject({ wants: { length: 6 } });
  });

  it('is understood where nothing held it to the schema', () => {
    const told = [
      'src/a.ts',
      { op: 'GREP', query: 'x y' },
      { op: 'ls', path: 'src' },
      { op: 'run' },
    ];
    expect(mending(asks({ wants: told }), 'complete')).toMatchObject({
      wants: [
        { op: 'read', arg: 'src/a.ts' },
        { op: 'search', arg: 'x y' },
        { op: 'list', arg: 'src' },
      ],
    });
    expect(mending(`I lack one file.\n${asks({})}`, 'complete')).toMatchObject({ wants: shown });
  });

  it.each([
    ['makes edits as well', asks({ edits: [EDIT] }), 'complete'],
    ['asks for nothing', asks({ wants: [] }), 'complete'],
    ['asks for what there is not', asks({ wants: [{ op: 'run', arg: 'rm' }] }), 'complete'],
    ['was cut off', asks({}), 'truncated'],
    ['was declined', asks({}), 'refused'],
  ] as const)('is not when it %s', (_, text, stop) => {
    expect(mending(text, stop)?.is).not.toBe('look');
  });

  it('is told so, and its next answer stands for itself', () => {
    const looking = { is: 'look', wants: [], kept: [], format } as const;
    const looked = [{ op: 'list' as const, arg: 'src', file: null, lines: ['src/a.ts'] }];
    const base = { strategy: strategy([aPhase()]), phase: aPhase(), tree: [], served: [] };
    const { user } = repairRequest({ ...base, omitted: [], evidence: [], looked }, looking);
    expect(user).toContain('<found list="src">\nsrc/a.ts\n</found>\n\nYou asked to be shown more');
    expect(mended(asks({}), looking, OTHER)).toBe(OTHER);
    expect(mended(asks({}), looking, 'Sure!')).toBe('Sure!');
  });
});
