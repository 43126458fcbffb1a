/** What the rules remember of a story: from the ledger's commits and from GitHub, never from the engine. */
import type { Sha } from '../../src/core/ids.ts';
import type { RunEvent } from '../../src/core/run/event.ts';
import type { Run } from '../../src/core/run/run.ts';
import type { Strategy } from '../../src/core/strategy/strategy.ts';
import { decodeMessage } from '../../src/git/encode.ts';
import type { FakeCommit } from '../support/fake-git.ts';

export interface Memory {
  ledger: Sha | undefined;
  code: Sha | undefined;
  run: Run | null;
  strategy: Strategy | null;
  /** Holds that are in the ledger and paid for no call yet, by the digest of their prompt. */
  readonly holds: Map<string, string[]>;
  readonly heldEver: Set<string>;
  readonly steps: Set<string>;
  /** Phases that were judged as people left the branch: their work is what the Auditor takes for it. */
  readonly adopted: Set<string>;
  /** The hold that is open by the events. */
  open: string | null;
  /** The last tree that everything was well with. */
  snapshot: Sha | null;
  /** What people added: tokens, and attempts by phase. */
  raised: number;
  readonly more: Map<string, number>;
  /** How often each kind of fact came. */
  readonly facts: Map<string, number>;
  /** A person ended the run, and none has reopened it. */
  stopped: boolean;
  /** The merge was one of the verified head, by the record. */
  verified: boolean;
  /** The ledger was deleted by us, long after the end. */
  retired: boolean;
}

export const newMemory = (): Memory => ({
  ...{ ledger: undefined, code: undefined, run: null, strategy: null },
  ...{ holds: new Map<string, string[]>(), heldEver: new Set<string>(), steps: new Set<string>() },
  adopted: new Set<string>(),
  ...{ open: null, snapshot: null, raised: 0, more: new Map<string, number>(), stopped: false },
  ...{ verified: false, retired: false },
  facts: new Map<string, number>(),
});

/** The facts of one step, as anybody can read them in its message. */
export function eventsIn({ message, files }: FakeCommit): readonly RunEvent[] {
  return (decodeMessage(message)?.lines ?? []).map((line) => {
    const event = JSON.parse(line) as RunEvent & { readonly payload?: string };
    if (event.payload === undefined) return event;
    return JSON.parse(files.get(`payloads/${event.payload}.json`)?.text ?? '{}') as RunEvent;
  });
}
