import { jsonText } from './json.ts';
import { patchFile, proposedFile } from './names.ts';
import type { AttemptTrace, Trace } from './trace.ts';

const lineEnd = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** What was tried, by path: one list, and beside it the diff of each try and the edits that were refused. */
export function tries({ attempts }: Trace): ReadonlyMap<string, string> {
  const files = attempts.flatMap((one) => textsOf(one));
  return new Map([['attempts.json', jsonText(attempts.map(listed))], ...files]);
}

/** A text is told by the name of its file; null: there is none, or the run is older than the keeping of it. */
const listed = (one: AttemptTrace): unknown => ({
  ...one,
  patch: one.patch === null ? null : patchFile(one.phase, one.attempt),
  proposed: one.proposed === null ? null : proposedFile(one.phase, one.attempt),
});

function textsOf(one: AttemptTrace): readonly (readonly [string, string])[] {
  const { phase, attempt, patch, proposed } = one;
  return [
    ...(patch === null ? [] : [[patchFile(phase, attempt), lineEnd(patch)] as const]),
    ...(proposed === null ? [] : [[proposedFile(phase, attempt), lineEnd(proposed)] as const]),
  ];
}
