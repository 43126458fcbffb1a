import type { RunId } from '../ids.ts';
import type { PhaseStrategy, TierStrategy } from '../strategy/strategy.ts';

/** The folder of a ledger's tree that holds what is rendered; a run's own files lie below its id. */
export const ARTEFACTS_FOLDER = '.autonomous_runs';

export const artefactsFolder = (runId: RunId): string => `${ARTEFACTS_FOLDER}/${runId}`;

/** `01`; plans count their parts from one. */
const nth = (index: number): string => String(index + 1).padStart(2, '0');

/** A name as part of a file's name: nothing in it can leave the folder. */
const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
    .replace(/_+$/, '') || 'unnamed';

/** A part's id may hold dots; as a whole it is never `.` or `..`. */
const idPart = (id: string): string => id.replace(/[^A-Za-z0-9._-]/g, '_');

export const tierFile = ({ index, name }: TierStrategy): string =>
  `tiers/tier_${nth(index)}_${slug(name)}.md`;
export const phaseFile = ({ index, id }: PhaseStrategy): string =>
  `phases/phase_${nth(index)}_${idPart(id)}.md`;
export const phaseIssuesFile = ({ index, id }: PhaseStrategy): string =>
  `issues/phase_${nth(index)}_${idPart(id)}_issues.json`;

/** Of one try, below `incident/`. */
export const patchFile = (phase: string, attempt: number): string =>
  `patches/${idPart(phase)}_try_${attempt}.diff`;
export const proposedFile = (phase: string, attempt: number): string =>
  `refused/${idPart(phase)}_try_${attempt}.txt`;

export const RUN_SUMMARY = 'run_summary.md';
export const ISSUE_INDEX = 'issues/run_issue_index.json';
export const STRATEGY_FILE = 'project_implementation_strategy_v1.json';
