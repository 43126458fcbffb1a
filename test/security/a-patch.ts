/** What the gate says of a patch under our own default configuration, as a repository without one has it. */
import { loadDefaults } from '../../src/config/load.ts';
import { applyEdits } from '../../src/core/edits/apply.ts';
import { parseBuilderAnswer } from '../../src/core/edits/answer.ts';
import { govern } from '../../src/core/govern/govern.ts';

const { ruleset } = loadDefaults();
const TREE = [
  { path: 'src/a.ts', mode: '100644' },
  { path: 'package.json', mode: '100644' },
  { path: 'README.md', mode: '100644' },
  { path: 'out', mode: '120000' },
  { path: 'sub', mode: '160000' },
];
export const MANIFEST = '{"name":"a","scripts":{"test":"jest"},"dependencies":{"b":"^1.0.0"}}\n';
const SERVED = [
  { path: 'src/a.ts', text: 'export const a = 1;\n' },
  { path: 'package.json', text: MANIFEST },
  { path: 'README.md', text: '# A\n' },
].map((file) => ({ ...file, sha: '1'.repeat(40), mode: '100644' as const }));

export interface Written {
  readonly op: string;
  readonly path: string;
  readonly search?: string;
  readonly replace?: string;
  readonly new_path?: string;
}

/** The whole way of an answer: read, applied, governed. The rules that refuse it, or `through`. */
export function verdictOn(...edits: readonly Written[]): readonly string[] {
  const full = edits.map((edit) => ({ search: null, replace: null, new_path: null, ...edit }));
  const parsed = parseBuilderAnswer(JSON.stringify({ edits: full, notes: '' }));
  if (parsed.is === 'malformed') return ['malformed'];
  const exists = (path: string): boolean => TREE.some((entry) => entry.path === path);
  const applied = applyEdits({ served: SERVED, edits: parsed.answer.edits, exists });
  if (applied.is === 'refused') return applied.refusals.map(({ code }) => code);
  const verdict = govern(applied.changes, {
    scope: [],
    protectedPaths: ruleset.protected,
    allowProtected: [],
    deliverables: [],
    allowNoop: false,
    tree: TREE,
    parsed: [],
  });
  if (verdict.is === 'governed') return ['through'];
  return [...new Set(verdict.violations.map(({ rule }) => rule))];
}

export const creating = (path: string, text = 'x\n'): readonly string[] =>
  verdictOn({ op: 'create', path, replace: text });
export const rewriting = (path: string, search: string, replace: string): readonly string[] =>
  verdictOn({ op: 'replace', path, search, replace });
