/** Who is on stage in one story, and what is remembered of it. */
import { findSecrets, redact } from '../../src/core/text/redact.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import type { LedgerTip, Log } from '../../src/ports.ts';
import type { FaultPlan, PlacedFault } from './faults.ts';
import type { Watch } from './invariants.ts';
import type { Habits } from './people.ts';
import type { Dice } from './random.ts';
import { gated, incarnation, type Gate, type Incarnation } from './replica.ts';
import { CANARY } from './story.ts';
import type { Weather } from './weather.ts';
import type { World, WorldSeed } from './world.ts';

export interface Story extends WorldSeed {
  readonly replicas: number;
  readonly faults: FaultPlan;
  /** How likely somebody does something at a step. */
  readonly people: number;
  /** What somebody does then. */
  readonly habits: Habits;
  /** The share of hints that never arrive. */
  readonly deaf: number;
  readonly weather: Weather;
  /** Steps after which faults and people stop. */
  readonly quiesceAt: number;
  readonly say?: ((line: string) => void) | undefined;
}

export interface Outcome {
  readonly violation: string | null;
  /** The state of the run; `none`: no run was made. */
  readonly terminal: string;
  readonly calls: number;
  readonly crashes: number;
  readonly faults: readonly PlacedFault[];
  readonly methods: readonly string[];
  /** How often each kind of fact came. */
  readonly facts: ReadonlyMap<string, number>;
}

export const LEASE_MS = 300_000;

export interface Seat {
  who: Incarnation;
  hinted: boolean;
  wakeAt: number;
  /** Steps for which the call at hand does not come back. */
  asleep: number;
  /** The answer of a call that was carried out and not yet delivered. */
  late: (() => void) | null;
  /** How many writes there had been when its pass began. */
  begunAt: number;
  /** When its pass began, a person had ended the run. */
  stopped: boolean;
}

export interface Stage {
  readonly story: Story;
  readonly world: World;
  readonly eye: Watch;
  readonly seats: Seat[];
  readonly placed: PlacedFault[];
  readonly methods: string[];
  calls: number;
  crashes: number;
  born: number;
  quiet: boolean;
  writes: number;
  /** A whole pass has been made since the last write, and had nothing to do. */
  settled: boolean;
  /** For the weather, which leaves the world's own dice alone. */
  readonly spare: Dice;
  /** Until then GitHub answers nobody of ours. */
  limitedUntil: number;
  /** What reads brought lately, oldest first. */
  readonly answers: Map<string, readonly { readonly at: number; readonly value: unknown }[]>;
}

export function newSeat(stage: Stage): Seat {
  const name = `P${(stage.born += 1)}`;
  const who = incarnation(name, (gate) => wire(stage.world, name, gate));
  return { who, hinted: true, wakeAt: 0, asleep: 0, late: null, begunAt: 0, stopped: false };
}

const SECRETS = [CANARY];
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function wire(world: World, worker: string, gate: Gate): EnginePorts {
  const { github, models, clock, dice } = world;
  const call = models.call;
  return {
    repo: github.state.repo,
    forge: gated('forge', github.forge, gate),
    ledger: gated('ledger', github.ledger, gate),
    models: {
      countTokens: models.countTokens,
      call: (request) =>
        gate('models.call', [request], () => call(request)) as ReturnType<typeof call>,
    },
    planning: world.planning,
    syntax: { parse: () => Promise.resolve([]) },
    clock,
    random: { nonce: () => dice.hex(32) },
    log: silent,
    worker,
    leaseMs: LEASE_MS,
    pause: () => Promise.resolve(),
    identity: world.identity,
    server: 'https://github.com',
    sealKey: world.identity === 'app' ? 'a'.repeat(64) : null,
    tips: new Map<number, LedgerTip>(),
    redact: (text) => redact(text, SECRETS),
    secretsIn: (text, shown) => findSecrets(text, SECRETS, shown).map((found) => found.kind),
  };
}
