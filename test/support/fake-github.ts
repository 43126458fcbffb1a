/**
 * A GitHub in memory with the meaning of the ports `Forge` and `Ledger`. Deterministic: no timers, time only
 * by the clock that is passed in. It is trusted because it passes the contract of the real adapters.
 */
import type { Sha } from '../../src/core/ids.ts';
import { codeBranch, ledgerBranch } from '../../src/core/names.ts';
import type { Forge, Ledger, Permission, Random } from '../../src/ports.ts';
import { fakeRandom } from './fake-clock.ts';
import { fakeFaults, type FakeFaults } from './fake-faults.ts';
import { fakeForge } from './fake-forge.ts';
import { changeFiles } from './fake-git.ts';
import { fakeHand, type FakeHand } from './fake-hand.ts';
import { fakeLedger } from './fake-ledger.ts';
import { fakeState, type FakeCi, type FakeSeed, type FakeState } from './fake-state.ts';

export interface FakeGithub {
  readonly forge: Forge;
  readonly ledger: Ledger;
  /** Everything there is, for a test to look at. */
  readonly state: FakeState;
  /** Failures on demand; `calls` lists what was asked for, as `forge.comment`, `ledger.append` … */
  readonly faults: FakeFaults;
  /** The default branch's first commit. */
  readonly base: Sha;
  as(login: string): FakeHand;
  permit(login: string, level: Permission): void;
  /** What CI says about a head, one entry a workflow; it replaces what was said before. */
  setCi(head: Sha, ...says: readonly FakeCi[]): void;
  /** A check run of another app; null: it has not ended. */
  otherCheck(head: Sha, name: string, conclusion: string | null): void;
  /** The tip of a branch; undefined: there is none. */
  tip(branch: string): Sha | undefined;
  /** Text of a file at a branch or commit. */
  text(at: string, path: string): string | undefined;
  /** Somebody puts a commit of their own on a ledger. */
  tamper(runId: string, files: Readonly<Record<string, string | null>>): Sha;
  deleteLedger(runId: string): void;
  rewind(runId: string, to: Sha): void;
}

export function fakeGithub(
  seed: FakeSeed & { readonly random?: Random; readonly trusted?: 'app' | 'token' },
): FakeGithub {
  const state = fakeState(seed);
  const { git } = state;
  const faults = fakeFaults();
  const trusted = seed.trusted === 'token' ? null : { botId: state.bot.id };
  const owner = state.account(state.repo.owner);
  const files = seed.files ?? { 'README.md': 'hello\n', 'src/a.ts': 'export const a = 1;\n' };
  const base = git.commit({
    files: changeFiles(new Map(), Object.entries(files)),
    parents: [],
    author: owner,
    message: 'Initial commit',
    signed: false,
  }).sha;
  git.branches.set(state.defaultBranch, base);
  state.permissions.set(owner.login, 'admin');
  const as = (login: string): FakeHand => fakeHand(state, state.account(login));

  return {
    forge: faults.wrap('forge', fakeForge(state)),
    ledger: faults.wrap('ledger', fakeLedger(state, seed.random ?? fakeRandom(), trusted)),
    state,
    faults,
    base,
    as,
    permit: (login, level) => void state.permissions.set(state.account(login).login, level),
    setCi: (head, ...says) => void state.ci.set(head, says),
    otherCheck: (head, name, conclusion) => {
      const known = state.otherChecks.find((one) => one.head === head && one.name === name);
      if (known !== undefined) known.conclusion = conclusion;
      else state.otherChecks.push({ head, name, conclusion, id: state.nextId() });
    },
    tip: (branch) => git.branches.get(branch),
    text: (at, path) => git.at(git.branches.get(at) ?? at).files.get(path)?.text,
    tamper: (runId, changes) =>
      as('mallory').push(ledgerBranch(runId), changes, 'autopack: nothing to see here'),
    deleteLedger: (runId) => as(owner.login).force(ledgerBranch(runId), null),
    rewind: (runId, to) => as(owner.login).force(codeBranch(runId), to),
  };
}
