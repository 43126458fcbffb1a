/** CI and the models of a simulated run. */
import type { ModelRequest } from '../../src/ports.ts';
import type { FakeCi } from '../support/fake-state.ts';
import type { Said } from '../support/fake-models.ts';
import { NOTES, PHASES } from './plans.ts';
import { planned } from './prose.ts';
import type { Dice } from './random.ts';

/** Stands in logs and in answers of models, and may never stand in anything that people can read. */
export const CANARY = `ghp_${'Canary0'.repeat(6)}`;

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
  /** Auditors leave smaller things as they are. */
  readonly minor?: boolean;
  /** A phase that is built wrong in the same way again and again. */
  readonly stubborn?: Stubborn;
  /** Of three answers of a Builder, so many ask to be shown more. */
  readonly curious?: number;
}

export interface Stubborn {
  readonly phase: string;
  /** What puts an end to it. */
  readonly until: 'replan' | 'stronger' | 'never';
}

export interface Provider {
  readonly say: (request: ModelRequest) => Said;
  /** `T1.P1 v2` and `mine 3` of what an Auditor approved. */
  readonly approved: ReadonlySet<string>;
}

export function provider(dice: Dice, manners: Manners): Provider {
  const approved = new Set<string>();
  const models = new Map<string, string>();
  let version = 0;
  const isStubborn = (phase: string, { model, user }: ModelRequest): boolean => {
    const first = models.get(phase) ?? model;
    models.set(phase, first);
    if (manners.stubborn?.phase !== phase) return false;
    const { until } = manners.stubborn;
    return until === 'replan' ? !user.includes(ANOTHER) : until === 'never' || model === first;
  };
  return {
    approved,
    say: (request) => {
      const vicious = dice.chance(manners.vice);
      if (vicious && dice.chance(0.4)) return shirk(dice);
      if (request.schema.name === 'audit_answer')
        return { is: 'answer', text: audit(request, { approved, manners }, vicious ? dice : null) };
      if (request.schema.name === 'replan_answer')
        return { is: 'answer', text: replanned(request, vicious ? dice : null) };
      if (request.schema.name === 'locate_answer')
        return { is: 'answer', text: located(vicious ? dice : null) };
      if (request.schema.name === 'plan_answer')
        return { is: 'answer', text: planned(vicious ? dice : null) };
      version += 1;
      if (version % 3 < (manners.curious ?? 0)) return { is: 'answer', text: curious(version) };
      return {
        is: 'answer',
        text: build({ request, version, isStubborn }, vicious ? dice : null),
        ...(vicious && dice.chance(0.3) ? { usage: null } : {}),
      };
    },
  };
}

/** Asks to be shown something, of what there is and of what there is not, before it edits. */
function curious(version: number): string {
  const wants = [
    { op: 'read', arg: 'README.md' },
    { op: 'search', arg: 'ok' },
    { op: 'list', arg: 'src' },
    { op: 'read', arg: '../secrets' },
    { op: 'read', arg: 'README.md:1-9' },
  ];
  return JSON.stringify({ edits: [], doubts: [], wants: wants.slice(version % 5), notes: '' });
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

interface Build {
  readonly request: ModelRequest;
  readonly version: number;
  readonly isStubborn: (phase: string, request: ModelRequest) => boolean;
}

function build({ request, version, isStubborn }: Build, dice: Dice | null): string {
  const { user } = request;
  const phase = PHASES.find((id) => user.includes(`\n${id}: `)) ?? '';
  const path = `src/${phase}.txt`;
  const served = user.match(new RegExp(`${phase.replace('.', '\\.')} v\\d+ (?:ok|bug)`))?.[0];
  const own = isStubborn(phase, request) ? 'bug' : undefined;
  const vice = own ?? dice?.pick(['bug', 'bug', 'absent', 'outside', 'nothing', 'canary'] as const);
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

/** Names files that are there, and where it is vicious some that are not. */
const located = (dice: Dice | null): string =>
  JSON.stringify({
    files: dice?.pick([[CANARY], ['../secrets', '.env'], []]) ?? ['README.md', NOTES[1]],
  });

/** Stands in every approach of the Planner. */
const ANOTHER = 'Write it as ok.';

function replanned({ user }: ModelRequest, dice: Dice | null): string {
  const id = PHASES.find((one) => user.includes(`${one} is ok`)) ?? '';
  const goal = { acceptance: [`${id} is ok`], scope: ['src/**'], deliverables: [`src/${id}.txt`] };
  const answer = { cause: 'The word is wrong.', approach: ANOTHER, ...goal };
  const wrong = dice?.pick([{ acceptance: ['It is there'] }, { approach: '' }, { cause: CANARY }]);
  return JSON.stringify({ ...answer, ...wrong });
}

interface Reviewer {
  readonly approved: Set<string>;
  readonly manners: Manners;
}

const VICES = ['revise', 'revise', 'escalate', 'canary', 'empty'] as const;

function audit({ user }: ModelRequest, { approved, manners }: Reviewer, dice: Dice | null): string {
  const seen = user.match(new RegExp(`\\+${LINE.source}`));
  const phase = PHASES.find((id) => user.includes(`${id} is ok`)) ?? '';
  const vice = dice?.pick(manners.minor === true ? ([...VICES, 'minor', 'minor'] as const) : VICES);
  // CI sees bugs, and an Auditor what is bad.
  const bad = /^\+mine \d+ bad$/m.test(user);
  const finding = {
    severity: vice === 'minor' && !bad ? 'minor' : 'major',
    category: 'bug',
    title: vice === 'canary' ? `Leaks ${CANARY}` : 'Is not good enough',
    reason: 'It could be better.',
    path: `src/${phase}.txt`,
    line_text: seen?.[0].slice(1) ?? null,
    line: 1,
  };
  const approves = !bad && (vice === undefined || vice === 'minor');
  const verdict = vice === 'escalate' ? 'escalate' : approves ? 'approve' : 'revise';
  if (vice === 'empty') return '{}';
  if (approves)
    for (const [, line = ''] of user.matchAll(/^\+(T\d\.P\d v\d+|mine \d+)/gm)) approved.add(line);
  return JSON.stringify({
    verdict,
    summary: 'Looked at it.',
    findings: verdict === 'revise' || vice === 'minor' ? [finding] : [],
    fixed: verdict === 'approve' ? (user.match(/\bF-\d+\b/g) ?? []) : [],
    acceptance: [
      { criterion: `${phase} is ok`, proven: verdict === 'approve', evidence: 'line 1' },
    ],
  });
}
