import type { Problem } from './plan.ts';

/** A piece of the plan's text with the line it begins on, 1-based. */
export interface Piece {
  readonly text: string;
  readonly line: number;
  /** Why a read-only path is wanted, where the form has a place of its own for it. */
  readonly reason?: string | undefined;
}

export const PHASE_FIELDS = [
  'category',
  'complexity',
  'scope',
  'read only',
  'deliverables',
  'acceptance',
  'depends on',
  'allow no-op',
  'ci',
  'builder mode',
  'reuse',
  'description',
] as const;
export type PhaseField = (typeof PHASE_FIELDS)[number];

export const FRONT_FIELDS = ['safety profile', 'run scope'] as const;
export type FrontField = (typeof FRONT_FIELDS)[number];

/** One field as written: what stands behind the colon, and the list below it. */
export interface DraftField<Name extends string> {
  readonly name: Name;
  readonly line: number;
  readonly inline: string;
  readonly items: readonly Piece[];
}

/** A plan as written, before anything in it is understood. Both forms, Markdown and YAML, lead here. */
export interface DraftPlan {
  readonly title: string;
  readonly front: readonly DraftField<FrontField>[];
  readonly tiers: readonly DraftTier[];
}

export interface DraftTier {
  /** Null: to be numbered. */
  readonly id: string | null;
  readonly name: string;
  readonly line: number;
  readonly description: string;
  readonly phases: readonly DraftPhase[];
}

export interface DraftPhase {
  readonly id: string | null;
  readonly name: string;
  readonly line: number;
  readonly description: string;
  readonly fields: readonly DraftField<PhaseField>[];
}

export interface Drafted {
  readonly draft: DraftPlan;
  readonly problems: readonly Problem[];
}

/** A problem of the plan's text. */
export const planProblem = (
  level: Problem['level'],
  code: string,
  at: { readonly line: number | undefined; readonly message: string; readonly fix: string },
): Problem => ({ level, where: 'plan', line: at.line, code, message: at.message, fix: at.fix });
