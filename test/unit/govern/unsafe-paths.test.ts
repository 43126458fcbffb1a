import { expect, it } from '@jest/globals';
import { pathProblems } from '../../../src/core/govern/paths.ts';

it.each([
  ['is empty', '', 'is empty'],
  ['is absolute', '/etc/passwd', 'is absolute'],
  ['names a drive', 'C:/x', 'is absolute'],
  ['holds a backslash', 'a\\b', 'holds a backslash'],
  ['holds a control character', 'a\u0007', 'holds a control character'],
  ['holds invisible characters', 'a\u200Bb.ts', 'holds invisible characters'],
  ['holds a part that leads upwards', 'src/../../x', 'holds an empty, "." or ".." part'],
  ['ends in a dot', 'src/a.', 'ends in a dot'],
  ['leads into .git', 'sub/.GIT/config', 'leads into .git'],
  ['leads into .git by its short name', 'GIT~1/config', 'leads into .git'],
  ['names a device', 'src/nul.txt', 'names a device'],
  ['holds what Windows refuses', 'a:b', 'that Windows refuses'],
  ['is not in normal form', 'e\u0301.ts', 'normal form C'],
  ['mixes alphabets', 'src/р\u0061ckage.ts', 'mixes alphabets'],
])('a path that %s is refused', (_what, path, why) => {
  expect(pathProblems(path).join('; ')).toContain(why);
});
