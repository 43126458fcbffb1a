/** The plan, the repository and the models of a simulated run. */
import type { ModelRequest } from '../../src/ports.ts';
import type { FakeCi } from '../support/fake-state.ts';
import type { Said } from '../support/fake-models.ts';
import { planned } from './prose.ts';
import type { Dice } from './random.ts';

/** Stands in logs and in answers of models, and may never stand in anything that people can read. */
export const CANARY = `ghp_${'Canary0'.repeat(6)}`;

export function filesOf(
  tokens: number | null,
  identity: 'app' | 'token',
): Readonly<Record<string, string>> {
  const budget = tokens === null ? '' : `budget: { tokens: ${tokens} }\n`;
  const files = {
    'README.md': 'A repository.\n',
    '.github/autopack.yml': `version: 1\n${budget}ci:\n  required: [test]\n  settle: 10s\n`,
  };
  if (identity === 'app') return files;
  return {
    ...files,
    '.github/autopack.yml': `${files['.github/autopack.yml']}  dispatch: [ci.yml]\n`,
    '.github/workflows/ci.yml': 'on: [push, workflow_dispatch]\n',
  };
}

const part = (id: string, name: string): string => `### ${id}: ${name}

- category: tests
- scope: \`src/**\`
- deliverables: \`src/${id}.txt\`
- acceptance:
  - [ ] ${id} is ok
`;

export const PLAN = `# A simulated plan

## T1: First

${part('T1.P1', 'Begin')}
${part('T1.P2', 'Go on')}
## T2: Second

${part('T2.P1', 'End')}`;

export const PHASES = ['T1.P1', 'T1.P2', 'T2.P1'] as const;

const LINE = /(T\d\.P\d) v(\d+) (ok|bug)/;
const fileLine = (phase: string, version: number, word: string): string =>
  `${phase} v${version} ${word}`;

/** CI reads what was pushed: a file that says `bug` is red. */
export function ciWord(files: ReadonlyMap<string, { readonly text: string }>): FakeCi {
  const bug = [...files.values()].some(({ text }) => / bug\n/.test(text));
  return {
    jobs: { test: bug ? 'failure' : 'success' },
    log: bug ? `not ok: a bug is in there, with ${CANARY}` : '',
    tests: {
      ...{ passed: 1, failed: bug ? 1 : 0, skipped: 0 },
      failing: bug ? [{ name: `no ${CANARY}`, message: `a bug, with ${CANARY}` }] : [],
    },
  };
}

/** How models behave in this story: how often each vice shows. */
export interface Manners {
  readonly vice: number;
}

export interface Provider {
  readonly say: (request: ModelRequest) => Said;
  /** `T1.P1 v2` of what an Auditor approved. */
  readonly approved: ReadonlySet<string>;
}

export function provider(dice: Dice, manners: Manners): Provider {
  const approved = new Set<string>();
  let version = 0;
  return {
    approved,
    say: (request) => {
      const vicious = dice.chance(manners.vice);
      if (vicious && dice.chance(0.4)) return shirk(dice);
      if (request.schema.name === 'audit_answer')
        return { is: 'answer', text: audit(request, approved, vicious ? dice : null) };
      if (request.schema.name === 'plan_answer')
        return { is: 'answer', text: planned(vicious ? dice : null) };
      version += 1;
      return {
        is: 'answer',
        text: build(request, version, vicious ? dice : null),
        ...(vicious && dice.chance(0.3) ? { usage: null } : {}),
      };
    },
  };
}

function shirk(dice: Dice): Said {
  return dice.pick<Said>([
    { is: 'lose' },
    { is: 'decline', kind: 'transient', retryAfterMs: 2_000 },
    { is: 'decline', kind: 'capacity', retryAfterMs: 60_000 },
    { is: 'answer', text: '{"edits":[', stop: 'truncated' },
    { is: 'answer', text: 'I cannot.', stop: 'refused' },
    { is: 'answer', text: `garbage with ${CANARY}` },
  ]);
}

function build({ user }: ModelRequest, version: number, dice: Dice | null): string {
  const phase = PHASES.find((id) => user.includes(`\n${id}: `)) ?? '';
  const path = `src/${phase}.txt`;
  const served = user.match(new RegExp(`${phase.replace('.', '\\.')} v\\d+ (?:ok|bug)`))?.[0];
  const vice = dice?.pick(['bug', 'bug', 'absent', 'outside', 'nothing', 'canary'] as const);
  const line = fileLine(phase, version, vice === 'bug' ? 'bug' : 'ok');
  const edit =
    served === undefined
      ? { op: 'create', path, search: null, replace: `${line}\n`, new_path: null }
      : { op: 'replace', path, search: served, replace: line, new_path: null };
  const edits = {
    absent: [{ ...edit, op: 'replace', search: 'not there', replace: 'x' }],
    outside: [{ ...edit, op: 'create', path: '.github/workflows/own.yml', replace: 'on: push\n' }],
    nothing: [],
    canary: [{ ...edit, replace: `${line} ${CANARY}` }],
    bug: [edit],
    none: [edit],
  }[vice ?? 'none'];
  return JSON.stringify({ edits, notes: 'done' });
}

function audit({ user }: ModelRequest, approved: Set<string>, dice: Dice | null): string {
  const seen = user.match(new RegExp(`\\+${LINE.source}`));
  const phase = PHASES.find((id) => user.includes(`${id} is ok`)) ?? '';
  const vice = dice?.pick(['revise', 'revise', 'escalate', 'canary', 'empty'] as const);
  const finding = {
    severity: 'major',
    category: 'bug',
    title: vice === 'canary' ? `Leaks ${CANARY}` : 'Is not good enough',
    reason: 'It could be better.',
    path: `src/${phase}.txt`,
    line_text: seen?.[0].slice(1) ?? null,
    line: 1,
  };
  const verdict = vice === 'escalate' ? 'escalate' : vice === undefined ? 'approve' : 'revise';
  if (vice === 'empty') return '{}';
  if (verdict === 'approve' && seen !== null) approved.add(`${seen[1] ?? ''} v${seen[2] ?? ''}`);
  return JSON.stringify({
    verdict,
    confidence: 0.9,
    summary: 'Looked at it.',
    findings: verdict === 'revise' ? [finding] : [],
    fixed: verdict === 'approve' ? (user.match(/\bF-\d+\b/g) ?? []) : [],
    acceptance: [
      { criterion: `${phase} is ok`, proven: verdict === 'approve', evidence: 'line 1' },
    ],
  });
}
