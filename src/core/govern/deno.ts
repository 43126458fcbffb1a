import { canonicalJson } from '../canonical.ts';
import type { FileChange } from '../edits/edits.ts';
import { readJson } from '../text/loose-json.ts';
import { group, jsonOf, leaves } from './json-tree.ts';
import { textAfter, textBefore } from './rule.ts';

/** What Deno takes modules from by their names. */
export const isImportMap = (path: string): boolean =>
  /(?:^|\/)(?:deno\.jsonc?|jsr\.json|import[-_]?maps?\.jsonc?|[^/]+\.importmap)$/i.test(path);

/** Modules are fetched from an address; these two are the registries of Deno. */
const ADDRESS = /^\s*(?:\w+:)?\/\/(?!(?:deno\.land|jsr\.io)\/)/i;
/** What decides which code may do what without being asked, and what pins it. */
const SETTINGS = ['permissions', 'allowScripts', 'lock'];

/** What is wrong with a change of what Deno takes modules from, in words. */
export function denoProblems(change: FileChange): readonly string[] {
  const after = textAfter(change);
  if (after !== '' && readJson(after.replace(/^\uFEFF/, '')) === undefined)
    return ['cannot be read, so nobody knows where it takes modules from'];
  const [was, is] = [jsonOf(textBefore(change)), jsonOf(after)];
  const differs = (of: (value: unknown) => unknown): boolean =>
    canonicalJson(of(was) ?? null) !== canonicalJson(of(is) ?? null);
  const had = leaves(was);
  const elsewhere = [...leaves(is)].filter(
    ([name, value]) => name !== '$schema' && had.get(name) !== value && ADDRESS.test(value),
  );
  const tasks = Object.keys(group(was, 'tasks') ?? {}).filter((name) =>
    differs((value) => group(group(value, 'tasks'), name)),
  );
  const steered = SETTINGS.filter((name) => differs((value) => group(value, name)));
  return [
    ...elsewhere.map(([name]) => `takes "${name}" from outside the registry`),
    ...tasks.map((name) => `changes what "${name}" runs, by which the work may be judged`),
    ...steered.map((name) => `changes "${name}", which decides what runs by itself`),
  ];
}
