import { builderRequest } from '../agents/builder.ts';
import { roomIn } from '../agents/prompts/room.ts';
import type { PhaseStrategy, Strategy } from '../core/strategy/strategy.ts';
import type { TreeEntry } from '../ports.ts';
import { roomOf } from './look.ts';
import type { EnginePorts } from './ports.ts';

/** A third of the phase's tokens may be files: the rest is for the answers and the next attempts. */
const FILES_SHARE = 0.3;
const USUAL_CONTEXT = 128_000;
/** Where a model can be told less than this, all else in its prompt is counted before files are. */
const LITTLE = 64_000;
const CHARS_PER_TOKEN = 3;

/** What of a pass it takes. */
interface Asks {
  readonly ports: Pick<EnginePorts, 'models'>;
  readonly strategy: Strategy;
}

/** Tokens of the files that a Builder is shown, by what is known before the first attempt: each serves the same. */
export function roomForFiles(
  pass: Asks,
  about: {
    readonly phase: PhaseStrategy;
    readonly tree: readonly TreeEntry[];
    readonly began: readonly TreeEntry[];
    /** Whether the repository says something to those who work on it. */
    readonly isTold: boolean;
  },
): number {
  const { phase, tree, began, isTold } = about;
  const { strategy, ports } = pass;
  const context = strategy.capabilities[phase.builder.model]?.maxContext ?? USUAL_CONTEXT;
  const share = Math.min((phase.tokenCap * FILES_SHARE) / phase.builderAttempts, context / 2);
  if (context >= LITTLE) return Math.floor(share);
  const bare = builderRequest({
    ...{ strategy, phase, tree, began },
    ...{ served: [], omitted: [], evidence: [] },
  });
  // The feedback of an attempt, what the Builder asks to be shown, and what the repository says.
  const parts = roomIn(context) * (isTold ? 2 : 1) + roomOf(pass, phase.id);
  const used = ports.models.countTokens(bare) + bare.maxOutputTokens + parts / CHARS_PER_TOKEN;
  return Math.max(0, Math.floor(Math.min(share, context - used)));
}

/** How many of the files that are left out are outlined: each takes about as much as a short one. */
export const outlinesFor = (pass: Pick<Asks, 'strategy'>, model: string): number =>
  Math.min(
    MAX_OUTLINES,
    Math.floor((pass.strategy.capabilities[model]?.maxContext ?? Infinity) / 2_000),
  );
const MAX_OUTLINES = 30;
