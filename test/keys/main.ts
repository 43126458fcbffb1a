/** `npm run keys`: reads each key as it is shipped, whatever is written, and shows that its row notices. */
import { ROWS } from './rows.ts';
import { allKeys, isFor, look } from './settings.ts';

const CELL = 60;
const cell = (text: string): string =>
  text.length > CELL ? `${text.slice(0, CELL - 1)}…` : text.padEnd(CELL);

let failed = 0;
console.log(`${cell('KEY')}  ${cell('AS SHIPPED')}  ${cell('CHANGED')}  UNREAD`);
for (const row of ROWS) {
  const { before, after } = await look(row);
  const unread = await look(row, row.key);
  const holds = before !== after;
  const notices = unread.before === unread.after;
  if (!holds || !notices) failed += 1;
  const verdict = holds ? (notices ? 'row fails' : 'NOT NOTICED') : 'CHANGES NOTHING';
  console.log(`${cell(row.key)}  ${cell(before)}  ${cell(after)}  ${verdict}`);
}
const missing = allKeys().filter((key) => !ROWS.some((row) => isFor(key, row)));
for (const key of missing) console.log(`${cell(key)}  has no row`);
console.log(
  `\n${allKeys().length} keys, ${ROWS.length} rows, ${failed + missing.length} of them wrong`,
);
if (failed + missing.length > 0) process.exitCode = 1;
