/** One event of each kind there is; a kind that is new is missing here until it has one. */
import { EVERY_RECOVERY_EVENT } from './every-recovery-event.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { BASE, evidence, hold, sha } from './story.ts';

const at = 1_000;
const digest = '0'.repeat(64);
const about = { at, phase: 'T1.P1' } as const;
const actor = { id: 5, login: 'alice' };

export const EVERY: { readonly [T in RunEvent['type']]: Extract<RunEvent, { type: T }> } = {
  'run-started': {
    ...{ type: 'run-started', at, runId: '7-1', repo: { id: 1, owner: 'o', name: 'r' } },
    ...{ issue: { number: 7, title: 'A plan' }, trigger: { id: 'L1', kind: 'label', actor } },
    ...{ base: { branch: 'main', sha: BASE }, planHash: digest, identity: 'app' },
  },
  'strategy-frozen': {
    ...{ type: 'strategy-frozen', at, strategyHash: digest, tiers: [{ id: 'T1' }] },
    phases: [{ id: 'T1.P1', tier: 'T1' }],
  },
  'plan-wanted': { type: 'plan-wanted', at, strategyHash: digest },
  'plan-started': {
    ...{ type: 'plan-started', at },
    hold: { ...hold('builder'), id: '7-1.T0.planner.1', role: 'planner', phase: 'T0' },
  },
  'plan-refused': { type: 'plan-refused', at, problems: ['No phase was found.'], draft: '' },
  'plan-made': { type: 'plan-made', at, planHash: digest },
  'preflight-passed': { type: 'preflight-passed', at },
  'queue-entered': { type: 'queue-entered', at },
  'phase-started': { type: 'phase-started', ...about },
  'build-started': { type: 'build-started', ...about, attempt: 1, hold: hold('builder') },
  'audit-started': { type: 'audit-started', ...about, head: sha(2), hold: hold('auditor') },
  'repair-started': { type: 'repair-started', ...about, attempt: 1, hold: hold('builder') },
  'locate-started': {
    ...{ type: 'locate-started', ...about },
    hold: hold('builder', { id: '7-1.T1.P1.locator.1', role: 'locator' }),
  },
  'files-located': { type: 'files-located', ...about, paths: ['src/add.ts'] },
  'audit-part-kept': {
    ...{ type: 'audit-part-kept', ...about, head: sha(2) },
    part: {
      ...{ model: 'gpt-5.2', verdict: 'revise', summary: 'No.', findings: [], fixed: [] },
      acceptance: [],
    },
  },
  'answer-kept': {
    ...{ type: 'answer-kept', at, hold: hold('builder').id, usage: null, answer: digest },
    ...{ settled: { tokens: 10_000, microUsd: 20_000 }, stop: 'complete', anomaly: true },
  },
  'call-refused': {
    ...{ type: 'call-refused', at, hold: hold('builder').id, kind: 'capacity' },
    ...{ detail: 'no quota', retryAt: 2_000 },
  },
  'call-lost': { type: 'call-lost', at, hold: hold('builder').id },
  'edits-refused': {
    ...{ type: 'edits-refused', ...about, attempt: 1, evidence: evidence('refused'), gate: [] },
  },
  'edits-committed': {
    ...{ type: 'edits-committed', ...about, attempt: 1, before: BASE, head: sha(2), tree: sha(9) },
    ...{ files: 1, added: 3, removed: 1, risk: 10, gate: [] },
  },
  'pr-opened': { type: 'pr-opened', at, number: 8 },
  'audit-finished': {
    ...{ type: 'audit-finished', ...about, head: sha(2), round: 1, verdict: 'approve' },
    ...{ summary: 'Fine.', findings: [], fixed: [], acceptance: [] },
  },
  'audit-unusable': {
    ...{ type: 'audit-unusable', ...about, head: sha(2), why: 'not JSON', cause: 'malformed' },
  },
  'ci-asked': { type: 'ci-asked', ...about, head: sha(2), what: 'the failed jobs once more' },
  'ci-dispatched': { type: 'ci-dispatched', ...about, head: sha(2), refused: null },
  'ci-rerun': { type: 'ci-rerun', ...about, head: sha(2), runs: [30], refused: null },
  'ci-gate-started': {
    ...{ type: 'ci-gate-started', ...about, head: sha(2), attempt: 1, refused: null },
  },
  'baseline-recorded': {
    ...{ type: 'baseline-recorded', at },
    baseline: { base: BASE, jobs: ['.github/workflows/ci.yml › test'], tests: null },
  },
  'ci-finished': {
    ...{ type: 'ci-finished', ...about, head: sha(2) },
    report: { verdict: 'green', jobs: [], excerpt: '' },
  },
  'attempt-failed': {
    ...{ type: 'attempt-failed', ...about, attempt: 1, evidence: [evidence('ci')] },
  },
  'phase-completed': { type: 'phase-completed', ...about, head: sha(2) },
  'phase-failed': { type: 'phase-failed', ...about, reason: 'no attempts left' },
  'phase-skipped': { type: 'phase-skipped', ...about, reason: 'not wanted' },
  'branch-advanced': {
    ...{ type: 'branch-advanced', at, before: BASE, head: sha(5) },
    commits: [{ sha: sha(5), by: 'bob' }],
  },
  'command-seen': {
    ...{ type: 'command-seen', at, id: 'C1', actor, command: 'cancel', accepted: true, answer: '' },
  },
  'run-succeeded': { type: 'run-succeeded', at, head: sha(2) },
  'run-failed': {
    type: 'run-failed',
    at,
    failure: {
      ...{ state: 'DONE_FAILED_ENVIRONMENT', reason: 'ci_wait', phase: 'T1.P1' },
      detail: 'Waited 48 hours.',
    },
  },
  'run-promoted': { type: 'run-promoted', at, head: sha(2), merge: sha(6), verified: true },
  'promotion-closed': { type: 'promotion-closed', at },
  ...EVERY_RECOVERY_EVENT,
  'artefacts-recorded': { type: 'artefacts-recorded', at, version: 1, tree: sha(7), files: 12 },
};
