/** How many requests a run and each of its phases cost, from the lab's own record. */
import type { RequestRecord } from '../lab/requests.ts';
import type { Stage } from '../support/stage.ts';

export interface Cost {
  readonly requests: number;
  /** POSTs of issues, comments, reviews, review comments and pull requests. */
  readonly creates: number;
}

const CREATES =
  /^\/repos\/[^/]+\/[^/]+\/(issues|issues\/\d+\/comments|pulls|pulls\/\d+\/(reviews|comments|comments\/\d+\/replies))$/;

const isOurs = (request: RequestRecord): boolean =>
  request.as.startsWith('app:') || request.as === 'nobody' || request.as.endsWith('[bot]');

export function costOf(requests: readonly RequestRecord[]): Cost {
  const ours = requests.filter(isOurs);
  const creates = ours.filter((one) => one.method === 'POST' && CREATES.test(one.path));
  return { requests: ours.length, creates: creates.length };
}

export interface Meter {
  /** Before the first look at the new run: the server's start and the run's. */
  start(): Cost;
  /** From there, each phase up to the ledger commit that completes it. */
  phases(): Readonly<Record<string, Cost>>;
}

const COMPLETED = /"phase":"([^"]+)","type":"phase-completed"/g;

/** Cuts the record where the ledger says so. */
export function meter(stage: Stage): Meter {
  const marks: { readonly phase: string; readonly at: number }[] = [];
  stage.lab.internals.onExchange(({ path, requestBody }) => {
    const text =
      path === '/graphql' || path.endsWith('/git/commits') ? JSON.stringify(requestBody) : '';
    for (const found of text.replaceAll('\\', '').matchAll(COMPLETED))
      marks.push({ phase: found[1] ?? '', at: stage.lab.requests.count() });
  });
  const all = (): readonly RequestRecord[] => stage.lab.requests.all();
  const first = (): number =>
    Math.max(
      0,
      all().findIndex((one) => one.graphql?.name === 'World'),
    );
  return {
    start: () => costOf(all().slice(0, first())),
    phases: () =>
      Object.fromEntries(
        marks.map(({ phase, at }, index) => [
          phase,
          costOf(all().slice(marks[index - 1]?.at ?? first(), at)),
        ]),
      ),
  };
}
