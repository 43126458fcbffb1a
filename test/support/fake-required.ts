/** What the fake's branch rules require of a pull request, among what was said about a head. */
import type { Sha } from '../../src/core/ids.ts';
import type { CiJob, RequiredSeen } from '../../src/core/run/observation.ts';
import type { FakeState } from './fake-state.ts';

const OPEN: readonly string[] = ['queued', 'running', 'waiting'];
const OF_STATE: Readonly<Record<string, string>> = { pending: 'running', expected: 'queued' };

/** `word` is a conclusion, or a status while there is none. */
const seen = (job: string, word: string, more: Pick<CiJob, 'event' | 'id'>): CiJob => ({
  ...{ workflow: null, workflowRun: 0, attempt: 1, job, ...more },
  status: OPEN.includes(word) ? (word as CiJob['status']) : 'completed',
  conclusion: OPEN.includes(word) ? null : word,
});

export function fakeRequired(state: FakeState, head: Sha): RequiredSeen | undefined {
  const { required } = state;
  if (required === null) return undefined;
  const files = state.git.has(head) ? [...state.git.at(head).files] : [];
  const texts = new Map(files.map(([path, { text }]) => [path, text]));
  const ruled = state.ciRule?.(head, texts);
  const says = state.ci.get(head) ?? (ruled === undefined ? [] : [ruled]);
  const jobs = new Map(says.flatMap((one) => Object.entries(one.jobs)));
  const statuses = new Map(
    state.statuses.filter((one) => one.head === head).map((one) => [one.context, one.state]),
  );
  return {
    ofActions: [...jobs]
      .filter(([name]) => required.includes(name))
      .map(([name, word]) => seen(name, word, { event: 'check_run', id: 1 })),
    ofOthers: [
      ...state.otherChecks
        .filter((check) => check.head === head && required.includes(check.name))
        .map(({ name, conclusion, id }) =>
          seen(name, conclusion ?? 'running', { event: 'check_run', id }),
        ),
      ...[...statuses]
        .filter(([context]) => required.includes(context))
        .map(([context, word]) =>
          seen(context, OF_STATE[word] ?? word, { event: 'status', id: 0 }),
        ),
    ],
  };
}
