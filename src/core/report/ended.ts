import { z } from 'zod';
import { canonicalJson } from '../canonical.ts';
import { Instant, RunId } from '../ids.ts';
import type { IssueSeen } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { many } from './words.ts';

/** What stays of a run whose ledger was deleted, in its status comment. */
export const Ended = z.strictObject({
  runId: RunId,
  /** The last thing that its record knew of. */
  until: Instant,
});
export type Ended = z.infer<typeof Ended>;

const BLOCK = /^<!-- autopack:v1:ended (\{[^\n]{1,200}\}) -->$/m;
const SAID =
  /^The record of this run, the branch [^\n]*\n\n<!-- autopack:v1:ended \{[^\n]{1,200}\} -->\n?/m;
const STATE = '<!-- autopack:v1:state ';

/** The status comment of a run from then on: what it said stays, and its last line stays the last. */
export function withEnded(body: string, ended: Ended, days: number): string {
  const clean = body.trimEnd();
  if (BLOCK.test(clean)) return clean;
  const said = `The record of this run, the branch \`autopack/state/${ended.runId}\`, was deleted ${many(days, 'day')} after its last event, as \`retention.ledger_days\` says.`;
  const block = `${said}\n\n<!-- autopack:v1:ended ${canonicalJson(ended)} -->`;
  const at = clean.lastIndexOf(STATE);
  return at < 0 ? `${clean}\n\n${block}` : `${clean.slice(0, at)}${block}\n${clean.slice(at)}`;
}

/** The same without that: the record stays after all. */
export const withoutEnded = (body: string): string => body.replace(SAID, '');

/** Whether a status comment says of the run, as it is known, that its record is gone or about to go. */
export function saysEnded(
  body: string,
  { runId, updatedAt }: Pick<Run, 'runId' | 'updatedAt'>,
): boolean {
  const ended = endedOf(body);
  return ended?.runId === runId && ended.until >= updatedAt;
}

/** The newest run of an issue whose record was deleted; null: there is none. */
export function endedIn(comments: IssueSeen['ours']): Ended | null {
  const all = comments.flatMap(({ body }) => endedOf(body) ?? []);
  return all.toSorted((a, b) => numberOf(a) - numberOf(b)).at(-1) ?? null;
}

function endedOf(body: string): Ended | null {
  const json = BLOCK.exec(body)?.[1];
  if (json === undefined) return null;
  try {
    return Ended.safeParse(JSON.parse(json)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const numberOf = ({ runId }: Pick<Ended, 'runId'>): number => Number(runId.split('-')[1]);

/** An issue as it asks today: what was said while a run that is forgotten had a record was answered by it. */
export function withoutPast(issue: IssueSeen, ended: Ended | null): IssueSeen {
  if (ended === null) return issue;
  const isNews = ({ at }: { readonly at: Instant }): boolean => at > ended.until;
  const { labelled, commands } = issue;
  return {
    ...issue,
    labelled: labelled !== null && isNews(labelled) ? labelled : null,
    commands: commands.filter(isNews),
  };
}
