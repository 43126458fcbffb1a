import { codePoint, hiddenIn, revealed } from './invisible.ts';

const MAX_PATH = 300;

/** Scripts with letters that look like Latin ones. */
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/gu;
const LATIN = /\p{Script=Latin}/u;

/**
 * Why a path or glob of a plan is refused, or null. Paths are relative to the repository's root and spelled
 * with `/`; what a person cannot read as what it is, is refused with its code points.
 */
export function pathFault(path: string): string | null {
  const hidden = hiddenIn(path);
  if (hidden.length > 0)
    return `The path \`${shown(path)}\` holds hidden characters: ${hidden.slice(0, 8).join(', ')}.`;
  const say = (what: string): string => `The path \`${shown(path)}\` ${what}.`;
  if (path === '') return 'A path is empty.';
  if (path.length > MAX_PATH) return say(`is longer than ${MAX_PATH} characters`);
  if (path.includes('\\')) return say('holds a backslash; directories are separated by `/`');
  if (/^[A-Za-z]:/.test(path)) return say('begins with a drive letter');
  if (/^[/~]/.test(path)) return say('is absolute');
  if (path.startsWith('!')) return say('begins with `!`, and exclusions are not supported');
  return segmentFault(path, say) ?? globFault(path, say) ?? scriptFault(path);
}

/** What stands for a path and is a sentence: as a pattern it would match nothing, and every edit would be refused. */
export const wordsFault = (path: string): string | null =>
  /\s/.test(path)
    ? `“${shown(path)}” holds spaces. A path that does stands in backticks; words stand outside of the field.`
    : null;

const shown = (path: string): string => revealed(path.replaceAll('`', "'")).slice(0, 120);

function segmentFault(path: string, say: (what: string) => string): string | null {
  const segments = path.split('/');
  if (segments.includes('..')) return say('leaves its directory by `..`');
  if (segments.includes('.')) return say('holds a `.` segment');
  if (segments.slice(0, -1).includes('')) return say('holds an empty segment');
  if (segments.some((segment) => /^(?:\.git|git~1)$/i.test(segment)))
    return say('reaches into `.git`');
  return null;
}

/** What other tools read as a pattern would be a name here. */
const globFault = (path: string, say: (what: string) => string): string | null =>
  /[!?+*@]\(/.test(path) ? say('uses an extended glob, which is not supported') : null;

/** Letters of two scripts within one word: `раckage` with a Cyrillic `ра`. */
function scriptFault(path: string): string | null {
  for (const word of path.match(/\p{L}+/gu) ?? []) {
    const foreign = word.match(LOOKALIKE);
    if (foreign === null || !LATIN.test(word)) continue;
    const points = [...new Set(foreign)]
      .slice(0, 8)
      .map((char) => `${char} ${codePoint(char)}`)
      .join(', ');
    return `The path \`${shown(path)}\` mixes scripts in \`${word.slice(0, 40)}\`: ${points}.`;
  }
  return null;
}

/** A directory means everything below it; a leading `./` means nothing. */
export function normalisePath(path: string): string {
  const relative = path.replace(/^(?:\.\/)+/, '');
  return relative.endsWith('/') ? `${relative}**` : relative;
}
