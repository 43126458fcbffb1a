import type { ErrorCode } from 'yaml';

/** What is wrong with a line of YAML, and how to mend it, for somebody who does not know the parser's words. */
export interface FaultWords {
  readonly message: string;
  readonly fix: string;
}

const INDENT =
  'Indent with two spaces a level, the keys of one level alike, and write `key: value` with a space after the colon.';
const QUOTES = 'Put the text into quotes: `"…"`.';

const KNOWN: Partial<Record<ErrorCode, FaultWords>> = {
  TAB_AS_INDENT: {
    message: 'The line is indented with a tab, which YAML does not allow.',
    fix: 'Indent it with spaces, two a level.',
  },
  DUPLICATE_KEY: {
    message: 'This key stands twice in the same place.',
    fix: 'Keep one of them, with all that belongs to it.',
  },
  MULTIPLE_DOCS: {
    message: 'A second document begins here, because of a line `---`.',
    fix: 'Remove that line.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'The lines are indented so that it is not clear what belongs to what.',
    fix: INDENT,
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'This is neither `key: value` nor does it belong to the line above.',
    fix: INDENT,
  },
  BAD_INDENT: { message: 'The indentation does not fit the lines above.', fix: INDENT },
  BAD_SCALAR_START: {
    message: 'A text cannot begin with this sign unless it stands in quotes.',
    fix: QUOTES,
  },
  UNEXPECTED_TOKEN: { message: 'Something stands here that does not belong here.', fix: INDENT },
  MISSING_CHAR: {
    message: 'A sign is missing here, such as the other quote or a closing bracket.',
    fix: 'Close what was opened.',
  },
};

/** The parser's own words where there are no better ones. */
export const wordsOf = (code: ErrorCode, message: string): FaultWords =>
  KNOWN[code] ?? { message: `${message.slice(0, 200)}.`, fix: 'Correct the YAML.' };

export const ANCHOR: FaultWords = {
  message:
    'A text that begins with `*` or `&` means something else in YAML, which is not allowed here.',
  fix: 'Put it into quotes: `"**/name"`.',
};
