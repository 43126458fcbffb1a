/** Every API request that was made, and faults for those to come. */
import { parse } from 'graphql';
import type { Caller, Json } from './internals.ts';

export interface RequestRecord {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** GraphQL only: `query` or `mutation`, and the root fields asked for. */
  readonly graphql: {
    readonly kind: string;
    readonly name: string | null;
    readonly fields: readonly string[];
  } | null;
  /** `autopack[bot]`, a login, `app:<id>` for a JWT, or `nobody`. */
  readonly as: string;
  /** Of a POST, PUT, PATCH or DELETE, or a mutation. */
  readonly writes: boolean;
  /** 0 until answered. */
  status: number;
  fault: Fault | null;
}

/** GitHub's secondary limit: nothing done, and not to be asked again for so many seconds. */
export interface Limited {
  readonly status: 403 | 429;
  readonly retryAfter: number;
}

/**
 * `error-before`: 502, nothing done. `error-after`: done, then 502. A number: that status, nothing done. `stale`, for a
 * read: what the same question was answered before, as by a replica that lags; the truth where nobody had asked.
 */
type Fault = 'error-before' | 'error-after' | 'stale' | number | Limited;
type FaultHook = (request: RequestRecord) => Fault | undefined;

export interface RequestLog {
  all(): readonly RequestRecord[];
  count(filter?: (request: RequestRecord) => boolean): number;
  /** POSTs of issues, comments, reviews, review comments and pull requests. */
  contentCreates(): number;
  clear(): void;
}

export interface Faults {
  /** Replaces the hook; undefined removes it. */
  hook(hook: FaultHook | undefined): void;
  /** The next request for which `matches` holds gets the fault, once. */
  once(matches: (request: RequestRecord) => boolean, fault: Fault): void;
}

export interface Recorder {
  readonly log: RequestLog;
  readonly faults: Faults;
  /** What a read was answered, so that a replica may lag behind. */
  answered(question: string, answer: Response): void;
  lastAnswer(question: string): Response | undefined;
  begin(request: {
    readonly method: string;
    readonly url: URL;
    readonly body: Json;
    readonly caller: Caller;
  }): RequestRecord;
}

const CREATES =
  /^\/repos\/[^/]+\/[^/]+\/(issues|issues\/\d+\/comments|pulls|pulls\/\d+\/(reviews|comments|comments\/\d+\/replies))$/;

export function createRecorder(): Recorder {
  const records: RequestRecord[] = [];
  let hook: FaultHook | undefined;
  const single: { matches: (request: RequestRecord) => boolean; fault: Fault }[] = [];
  const answers = new Map<string, Response>();
  let n = 0;

  const faultFor = (record: RequestRecord): Fault | null => {
    const at = single.findIndex((entry) => entry.matches(record));
    const [once] = at < 0 ? [] : single.splice(at, 1);
    return once?.fault ?? hook?.(record) ?? null;
  };

  return {
    log: {
      all: () => records,
      count: (filter = () => true) => records.filter(filter).length,
      contentCreates: () =>
        records.filter((record) => record.method === 'POST' && CREATES.test(record.path)).length,
      clear: () => void records.splice(0),
    },
    faults: {
      hook: (next) => void (hook = next),
      once: (matches, fault) => void single.push({ matches, fault }),
    },
    answered: (question, answer) => void answers.set(question, answer),
    lastAnswer: (question) => answers.get(question)?.clone(),
    begin({ method, url, body, caller }) {
      const graphql = url.pathname === '/graphql' ? describe(body) : null;
      const record: RequestRecord = {
        n: ++n,
        method,
        path: url.pathname,
        query: url.search,
        graphql,
        as: nameOf(caller),
        writes: graphql === null ? !['GET', 'HEAD'].includes(method) : graphql.kind === 'mutation',
        status: 0,
        fault: null,
      };
      records.push(record);
      record.fault = faultFor(record);
      return record;
    },
  };
}

function nameOf(caller: Caller): string {
  switch (caller.is) {
    case 'nobody':
      return 'nobody';
    case 'app':
      return `app:${caller.appId}`;
    case 'person':
    case 'installation':
      return caller.user.login;
  }
}

function describe(body: Json): RequestRecord['graphql'] {
  const source = body['query'];
  if (typeof source !== 'string') return null;
  // A document that does not parse is answered as GitHub does; here it has no fields.
  const document = parseOrNull(source);
  const operation = document?.definitions.find((part) => part.kind === 'OperationDefinition');
  if (operation?.kind !== 'OperationDefinition') return { kind: 'query', name: null, fields: [] };
  const fields = operation.selectionSet.selections.flatMap((part) =>
    part.kind === 'Field' ? [part.name.value] : [],
  );
  return { kind: operation.operation, name: operation.name?.value ?? null, fields };
}

function parseOrNull(source: string): ReturnType<typeof parse> | null {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof Error && error.name === 'GraphQLError') return null;
    throw error;
  }
}
