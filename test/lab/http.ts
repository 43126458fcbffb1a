import type { LabRequest } from './internals.ts';

/** Ends a request with GitHub's error body. */
export class HttpError extends Error {
  readonly status: number;
  readonly errors: readonly unknown[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    message: string,
    errors?: readonly unknown[],
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export const notFound = (): HttpError => new HttpError(404, 'Not Found');
/** `accepted`: what would have been enough, as `issues=write; pull_requests=write`. */
export const notAccessible = (accepted?: string): HttpError =>
  new HttpError(403, 'Resource not accessible by integration', undefined, {
    ...(accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted }),
  });
export const invalid = (resource: string, field: string, code = 'invalid'): HttpError =>
  new HttpError(422, 'Validation Failed', [{ resource, field, code }]);

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export const noContent = (): Response => new Response(null, { status: 204 });

export function errorResponse(error: HttpError): Response {
  const body = {
    message: error.message,
    ...(error.errors === undefined ? {} : { errors: error.errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(error.status),
  };
  return json(body, error.status, error.headers);
}

/** One page of a list, with the `Link` header; `wrap` names the list inside an object with `total_count`. */
export function paged(
  request: LabRequest,
  list: readonly unknown[],
  options: { readonly url: string; readonly wrap?: string },
): Response {
  const size = clampInt(request.query.get('per_page'), 30, 100);
  const page = clampInt(request.query.get('page'), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(list.length / size));
  const link = (to: number, rel: string): string => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(to));
    return `<${options.url}${request.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links: string[] = [];
  if (page > 1) links.push(link(page - 1, 'prev'), link(1, 'first'));
  if (page < last) links.push(link(page + 1, 'next'), link(last, 'last'));
  const slice = list.slice((page - 1) * size, page * size);
  const body =
    options.wrap === undefined ? slice : { total_count: list.length, [options.wrap]: slice };
  return json(body, 200, links.length > 0 ? { link: links.join(', ') } : {});
}

function clampInt(text: string | null, fallback: number, max: number): number {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isFinite(value) ? Math.min(max, Math.max(1, value)) : fallback;
}

/** A string of the body, or undefined when it was left out. */
export function text(body: LabRequest['body'], field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}

export function requiredText(body: LabRequest['body'], field: string, resource: string): string {
  const value = text(body, field);
  if (value === undefined) throw invalid(resource, field, 'missing_field');
  return value;
}

const BODY_LIMIT = 65_536;

/** Counted in code points, as the message says. */
export function checkBodyLength(body: string | null | undefined): void {
  if (body === null || body === undefined || Array.from(body).length <= BODY_LIMIT) return;
  const message = `Body is too long (maximum is ${BODY_LIMIT} characters)`;
  throw new HttpError(422, 'Validation Failed', [
    { resource: 'IssueComment', code: 'unprocessable', field: 'data', message },
  ]);
}
