/** What every request goes through: identity, log, fault, access, our route or the emulator's. */
import { assertAccess } from './access.ts';
import type { EmulatorApp, EmulatorContext, Middleware, TokenMap, TokenUser } from './emulator.ts';
import { badGateway, limited } from './fault-answers.ts';
import { errorResponse, HttpError, json, notFound } from './http.ts';
import type { Caller, Exchange, Json, LabInternals, LabRequest } from './internals.ts';
import type { Recorder, RequestRecord } from './requests.ts';
import type { Router } from './router.ts';

export interface MiddlewareParts {
  readonly lab: LabInternals;
  readonly app: EmulatorApp;
  readonly tokens: TokenMap;
  readonly router: Router;
  readonly recorder: Recorder;
  readonly unknownRoutes: string[];
  /** Old names of repositories. */
  readonly renamed: ReadonlyMap<string, number>;
  /** Smart HTTP, outside the API. Undefined: not a git path. */
  readonly git: (request: Request, url: URL) => Promise<Response> | undefined;
  readonly exchanged: (exchange: Exchange) => void;
}

/** Marks our own way through to the emulator's route. */
const PASS = 'x-lab-pass';

/** Routes of the emulator that are good as they are. What is neither here nor ours is unknown. */
const TRUSTED: readonly RegExp[] = [
  /^GET \/app$/,
  /^GET \/app\/installations(\/\d+)?$/,
  /^POST \/app\/installations\/\d+\/access_tokens$/,
  /^GET \/users\/[^/]+(\/installation)?$/,
  /^GET \/user$/,
  /^GET \/rate_limit$/,
  /^GET \/repos\/[^/]+\/[^/]+\/installation$/,
  /^\w+ \/repos\/[^/]+\/[^/]+\/(issues|labels|milestones|assignees|actions)(\/|$)/,
  /^(GET|PUT|DELETE) \/repos\/[^/]+\/[^/]+\/collaborators(\/[^/]+)?$/,
];

export function createMiddleware(parts: () => MiddlewareParts, passKey: string): Middleware {
  return async (context, next) => {
    const { raw } = context.req;
    if (raw.headers.get(PASS) === passKey) return next();
    const url = new URL(raw.url);
    const elsewhere = redirected(parts(), raw.method, url);
    if (elsewhere !== undefined) return elsewhere;
    byName(parts(), url);
    return parts().git(raw, url) ?? answerApi(parts(), context, { url, passKey });
  };
}

/** An old name leads to the address by id: for good, and so that what is not a GET stays what it is. */
function redirected({ lab, renamed }: MiddlewareParts, method: string, url: URL) {
  const found = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(url.pathname);
  const id = renamed.get(found?.[1]?.toLowerCase() ?? '');
  if (id === undefined || lab.repo(found?.[1] ?? '') !== undefined) return undefined;
  const location = `${lab.url}/repositories/${id}${found?.[2] ?? ''}${url.search}`;
  return json({ message: 'Moved', url: location }, method === 'GET' ? 301 : 307, { location });
}

/** The same routes serve a repository by its id. */
function byName({ lab }: MiddlewareParts, url: URL): void {
  const found = /^\/repositories\/(\d+)(.*)$/.exec(url.pathname);
  if (found === null) return;
  url.pathname = `/repos/${lab.repoById(Number(found[1])).full_name}${found[2] ?? ''}`;
}

async function answerApi(
  parts: MiddlewareParts,
  context: EmulatorContext,
  { url, passKey }: { readonly url: URL; readonly passKey: string },
): Promise<Response> {
  const { raw } = context.req;
  const source = await raw.text();
  const body = parseBody(source);
  const caller = identify(parts, context);
  const record = parts.recorder.begin({
    method: raw.method,
    url,
    body: body ?? {},
    caller: caller ?? { is: 'nobody' },
  });
  const finish = async (response: Response): Promise<Response> => {
    record.status = response.status;
    return tell(parts, { record, requestBody: body ?? source, response });
  };
  const question = `${record.as} ${record.method} ${record.path}${record.query} ${source}`;
  const old = record.fault === 'stale' ? parts.recorder.lastAnswer(question) : undefined;
  if (old !== undefined) return finish(old);
  if (record.fault !== null && typeof record.fault === 'object')
    return finish(limited(record.fault));
  if (typeof record.fault === 'number')
    return finish(errorResponse(new HttpError(record.fault, 'A fault of the lab')));
  if (record.fault === 'error-before') return finish(badGateway());
  const response = await handled(async () => {
    if (caller === undefined) throw new HttpError(401, 'Bad credentials');
    assertInstalled(parts, url.pathname, caller);
    if (body === undefined) throw new HttpError(400, 'Problems parsing JSON');
    const headers = Object.fromEntries(raw.headers.entries());
    const request: LabRequest = {
      method: raw.method,
      path: url.pathname,
      params: {},
      query: url.searchParams,
      headers,
      body,
      caller,
    };
    return route(parts, request, () =>
      parts.app.request(url.href, {
        method: raw.method,
        headers: { ...headers, [PASS]: passKey, 'content-type': 'application/json' },
        ...(['GET', 'HEAD'].includes(raw.method) ? {} : { body: source === '' ? '{}' : source }),
      }),
    );
  });
  if (!record.writes) parts.recorder.answered(question, response.clone());
  return finish(record.fault === 'error-after' ? badGateway() : response);
}

/** Tokens end with their installation, and rest while it is suspended. */
function assertInstalled({ lab }: MiddlewareParts, path: string, caller: Caller): void {
  // GitHub Actions is installed everywhere, and nobody can take it away.
  if (caller.is === 'installation' && caller.repositoryId !== undefined) return;
  const asked = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1];
  const id = caller.is === 'installation' ? caller.installationId : Number(asked);
  // 0: what a workflow run got.
  if (Number.isNaN(id) || id === 0) return;
  const row = lab.gh.appInstallations.all().find((one) => one.installation_id === id);
  if (row === undefined && caller.is === 'installation')
    throw new HttpError(401, 'Bad credentials');
  if (row?.suspended_at) throw new HttpError(403, 'This installation has been suspended');
}

async function handled(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HttpError) return errorResponse(error);
    // A bug of the lab must not look like GitHub's weather.
    console.error(error);
    const message = `the lab is broken: ${error instanceof Error ? (error.stack ?? '') : 'unknown'}`;
    return json({ message }, 500);
  }
}

async function route(
  parts: MiddlewareParts,
  request: LabRequest,
  pass: () => Promise<Response>,
): Promise<Response> {
  const { method, path } = request;
  const found = parts.router.find(method, path);
  const line = `${method} ${path}`;
  const known =
    found !== undefined ||
    (TRUSTED.some((each) => each.test(line)) && parts.app.matchedRoute(method, path) !== undefined);
  if (!known) {
    parts.unknownRoutes.push(line);
    throw notFound();
  }
  const inRepo = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(path);
  if (inRepo !== null && !path.endsWith('/installation')) {
    const repo = parts.lab.repo(inRepo[1] ?? '');
    if (repo === undefined) throw notFound();
    const rest = (inRepo[2] ?? '').replace(/\/$/, '');
    assertAccess(parts.lab, { method, repo, rest, caller: request.caller });
    if (repo.archived && method !== 'GET')
      throw new HttpError(403, 'Repository was archived so is read-only.');
  }
  const own = await found?.handler({ ...request, params: found.params });
  return own ?? pass();
}

function parseBody(source: string): Json | undefined {
  if (source === '') return {};
  try {
    const value: unknown = JSON.parse(source);
    return Array.isArray(value) ? { items: value } : (value as Json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Undefined: a token that is not one. The emulator would take it for its first user. */
function identify(parts: MiddlewareParts, context: EmulatorContext): Caller | undefined {
  const header = context.req.raw.headers.get('authorization');
  if (header === null) return { is: 'nobody' };
  const app = context.get('authApp') as { readonly appId: number } | undefined;
  if (app !== undefined) return { is: 'app', appId: app.appId };
  const token = header.replace(/^(Bearer|token)\s+/i, '').trim();
  return callerOf(parts.lab, parts.tokens.get(token));
}

export function callerOf(
  lab: Pick<LabInternals, 'gh'>,
  token: TokenUser | undefined,
): Caller | undefined {
  if (token === undefined) return undefined;
  const { installation } = token;
  if (installation === undefined) {
    const user = lab.gh.users.findOneBy('login', token.login);
    return user === undefined ? undefined : { is: 'person', user };
  }
  const app = lab.gh.apps.all().find((row) => row.app_id === installation.appId);
  const user = lab.gh.users.findOneBy('login', `${app?.slug ?? ''}[bot]`);
  if (user === undefined) return undefined;
  const { appId, installationId, permissions, repositoryId } = installation;
  return { is: 'installation', appId, installationId, permissions, repositoryId, user };
}

const MILLISECONDS = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z"/g;

/** GitHub's times have seconds. */
const inSeconds = (text: string): string => text.replace(MILLISECONDS, '"$1Z"');

async function tell(
  parts: MiddlewareParts,
  exchange: {
    readonly record: RequestRecord;
    readonly requestBody: unknown;
    readonly response: Response;
  },
): Promise<Response> {
  const { record, requestBody, response } = exchange;
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = isJson ? inSeconds(bytes.toString('utf8')) : '';
  parts.exchanged({
    method: record.method,
    path: record.path,
    query: record.query,
    as: record.as,
    requestBody,
    status: response.status,
    responseBody: isJson && text !== '' ? JSON.parse(text) : bytes.toString('utf8'),
  });
  const headers = new Headers(response.headers);
  headers.set('x-github-request-id', `LAB:${record.n}`);
  const empty = response.status === 204 || response.status === 304 || bytes.length === 0;
  return new Response(empty ? null : isJson ? text : bytes, { status: response.status, headers });
}
