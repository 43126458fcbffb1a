import type { Handler } from './internals.ts';

interface Route {
  readonly method: string;
  readonly pattern: string;
  readonly regex: RegExp;
  readonly handler: Handler;
}

export interface Router {
  /** Later routes win, so that a part of the lab can take over an earlier one. */
  add(method: string, pattern: string, handler: Handler): void;
  find(
    method: string,
    path: string,
  ): { readonly handler: Handler; readonly params: Record<string, string> } | undefined;
}

export function createRouter(): Router {
  const routes: Route[] = [];
  return {
    add: (method, pattern, handler) =>
      void routes.unshift({ method, pattern, regex: compile(pattern), handler }),
    find(method, path) {
      for (const route of routes) {
        if (route.method !== method) continue;
        const match = route.regex.exec(path);
        if (match === null) continue;
        const params = Object.entries(match.groups ?? {}).map(
          ([name, value]) => [name, decode(value)] as const,
        );
        return { handler: route.handler, params: Object.fromEntries(params) };
      }
      return undefined;
    },
  };
}

/** `:name` is one segment, `:name*` takes slashes too. */
function compile(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:([a-z_]+)(\*?)/g, (_, name: string, star: string) =>
      star === '' ? `(?<${name}>[^/]+)` : `(?<${name}>.+)`,
    );
  return new RegExp(`^${source}/?$`);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}
