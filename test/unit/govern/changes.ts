/** Changes and policies in their shortest form. */
import type { FileChange, FileMode } from '../../../src/core/edits/edits.ts';
import { govern } from '../../../src/core/govern/govern.ts';
import type { GovernPolicy } from '../../../src/core/govern/governed.ts';

export const made = (path: string, after = 'x\n', mode: FileMode = '100644'): FileChange => ({
  ...{ op: 'create', path, mode, after },
});
export const changed = (path: string, before: string, after: string): FileChange => ({
  ...{ op: 'update', path, mode: '100644', before, after },
});
export const gone = (path: string, before = 'x\n', mode: FileMode = '100644'): FileChange => ({
  ...{ op: 'delete', path, mode, before },
});
export const lines = (n: number, from = 1): string =>
  Array.from({ length: n }, (_, index) => `line ${index + from}\n`).join('');

/** Files of the tree; a mode other than a plain file's stands behind `=`. */
export const tree = (...paths: readonly string[]): GovernPolicy['tree'] =>
  paths.map((text) => {
    const [path = '', mode = '100644'] = text.split('=');
    return { path, mode };
  });

export const allowing = (more: Partial<GovernPolicy> = {}): GovernPolicy => ({
  scope: [],
  protectedPaths: [],
  allowProtected: [],
  deliverables: [],
  allowNoop: false,
  tree: [],
  parsed: [],
  ...more,
});

/** How each line of the gate reads that is no pass; a refused rule with the paths it names. */
export function gateOf(changes: readonly FileChange[], more: Partial<GovernPolicy> = {}): string[] {
  const result = govern(changes, allowing(more));
  const violations = result.is === 'refused' ? result.violations : [];
  const refused = violations.map(({ kind, rule, path }) => `${kind} ${rule} ${path ?? '-'}`);
  const warned = result.gate
    .filter(({ verdict }) => verdict === 'warn')
    .map(({ rule }) => `warn ${rule}`);
  return [...new Set([...refused, ...warned])];
}
