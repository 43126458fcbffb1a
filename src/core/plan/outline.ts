import { planProblem } from './draft.ts';
import type { DraftField, DraftPhase, DraftTier, FrontField, PhaseField, Piece } from './draft.ts';
import type { Problem } from './plan.ts';

/** A draft under construction. Local to one reading of one plan. */
export interface Outline {
  title: string;
  readonly front: DraftField<FrontField>[];
  readonly tiers: OpenTier[];
  readonly problems: Problem[];
  tier: OpenTier | null;
  phase: OpenPhase | null;
  field: OpenField | null;
  /** A section below a tier or after the plan that is neither a tier nor a phase. */
  stray: { readonly name: string; readonly line: number } | null;
  /** A heading before the plan that names a field, with its value still to come. */
  frontOpen: FrontField | null;
}

interface OpenTier {
  /** 0: there is no heading for it, the phases stand alone. */
  readonly depth: number;
  readonly id: string | null;
  readonly name: string;
  readonly line: number;
  readonly prose: string[];
  readonly phases: OpenPhase[];
}

interface OpenPhase {
  readonly depth: number;
  readonly id: string | null;
  readonly name: string;
  readonly line: number;
  readonly prose: string[];
  readonly fields: OpenField[];
}

export interface OpenField {
  readonly name: PhaseField;
  readonly line: number;
  inline: string;
  readonly items: Piece[];
}

export interface Label {
  readonly id: string | null;
  readonly name: string;
  readonly line: number;
  readonly depth: number;
}

export const newOutline = (): Outline => ({
  title: '',
  front: [],
  tiers: [],
  problems: [],
  tier: null,
  phase: null,
  field: null,
  stray: null,
  frontOpen: null,
});

export function openTier(outline: Outline, label: Label): void {
  const open = outline.tier;
  if (open !== null && open.depth > 0 && label.depth > open.depth)
    outline.problems.push(
      depthProblem(
        label,
        `Tier “${label.name}” stands inside tier “${open.name}”.`,
        'Give all tiers headings of the same level.',
      ),
    );
  const tier = { ...label, prose: [], phases: [] };
  outline.tiers.push(tier);
  Object.assign(outline, { tier, phase: null, field: null, stray: null });
}

export function openPhase(outline: Outline, label: Label): void {
  if (outline.tier === null) openTier(outline, { id: null, name: '', line: label.line, depth: 0 });
  const tier = outline.tier;
  if (tier === null) return;
  const above = outline.phase;
  if (tier.depth > 0 && label.depth <= tier.depth)
    outline.problems.push(
      depthProblem(
        label,
        `Phase “${label.name}” is not below a tier: its heading is not deeper than the tier's.`,
        'Give phases deeper headings than tiers, `###` below `##`.',
      ),
    );
  else if (above !== null && above.depth > 0 && label.depth > above.depth)
    outline.problems.push(
      depthProblem(
        label,
        `Phase “${label.name}” stands inside phase “${above.name}”.`,
        'Give all phases of a tier headings of the same level.',
      ),
    );
  const phase = { ...label, prose: [], fields: [] };
  tier.phases.push(phase);
  Object.assign(outline, { phase, field: null, stray: null });
}

export function addField(outline: Outline, field: OpenField): OpenField {
  outline.phase?.fields.push(field);
  return field;
}

const depthProblem = (label: Label, message: string, fix: string): Problem =>
  planProblem('must', 'plan/heading-depth', { line: label.line, message, fix });

/** The finished draft; phases that stand before the first tier heading belong to no tier. */
export function finished(outline: Outline): readonly DraftTier[] {
  const loose = outline.tiers.find((tier) => tier.depth === 0 && tier.id === null);
  if (loose !== undefined && outline.tiers.length > 1)
    for (const phase of loose.phases)
      outline.problems.push(
        planProblem('must', 'plan/phase-without-tier', {
          line: phase.line,
          message: `Phase “${phase.name}” belongs to no tier, and the plan has tiers.`,
          fix: 'Move the phase below a tier heading.',
        }),
      );
  return outline.tiers.map((tier) => ({
    id: tier.id,
    name: tier.name,
    line: tier.line,
    description: tier.prose.join('\n\n'),
    phases: tier.phases.map(draftPhase),
  }));
}

const draftPhase = (phase: OpenPhase): DraftPhase => ({
  id: phase.id,
  name: phase.name,
  line: phase.line,
  description: phase.prose.filter((part) => part !== '').join('\n\n'),
  fields: phase.fields,
});
