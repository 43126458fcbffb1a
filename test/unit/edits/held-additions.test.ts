import { describe, expect, it } from '@jest/globals';
import { applyAnswer } from '../../../src/core/edits/apply-answer.ts';

const MARK = '```';
const FILE = [
  ...['# Use', '', MARK, 'use(fast);', MARK, '', '## Options', 'none', ''],
  ...['More.', MARK, 'more();', MARK, '', '## Comparison', 'none', ''],
].join('\n');

/** Where the answer says that a section is put below a block and above a heading. */
function placed(heading: string): string | undefined {
  const search = `${MARK}\nuse(fast);\n${MARK}\n\n${heading}\n`;
  const replace = `${MARK}\nuse(slow);\n${MARK}\n\n## New\n\n${heading}\n`;
  const edit = { op: 'replace', path: 'a.md', search, replace, new_path: null };
  const applied = applyAnswer({
    ...{ format: 'sr', answer: JSON.stringify({ edits: [edit], notes: '' }) },
    files: [{ path: 'a.md', served: FILE, current: FILE }],
  });
  if (applied.is === 'refused') return applied.refusals[0]?.code;
  const [change] = applied.changes;
  return change?.op === 'update' ? change.after : undefined;
}

describe('an addition between a bracket and an empty line', () => {
  it('goes where the heading below it stands', () => {
    expect(placed('## Options')).toContain('use(slow);\n```\n\n## New\n\n## Options');
  });

  it('is refused where that heading stands somewhere else: two places were told as one', () => {
    expect(placed('## Comparison')).toBe('search-missing');
  });
});
