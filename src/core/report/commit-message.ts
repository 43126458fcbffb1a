import type { Category } from '../plan/plan.ts';
import type { Run } from '../run/run.ts';
import type { PhaseStrategy } from '../strategy/strategy.ts';
import { commitText } from '../text/neutralise.ts';

/** The Conventional Commits type that a category of work is. */
const TYPES: Readonly<Record<Category, string>> = {
  feature_scaffolding: 'feat',
  docs: 'docs',
  tests: 'test',
  debt_cleanup: 'refactor',
  cross_cutting_refactor: 'refactor',
  index_registry_change: 'feat',
  schema_contract_change: 'feat',
  bulk_multi_file_operation: 'refactor',
  security_auth_change: 'feat',
  external_feature_reuse: 'feat',
  external_code_intake: 'feat',
};

/** The message of the commit that takes a phase's work away again. */
export const undoMessage = (run: Run, phase: PhaseStrategy): string =>
  [
    `revert: ${commitText(phase.name.replace(/\s+/g, ' '), 60).trim() || 'work of'} [${phase.id}]`,
    `The phase was given up; the tree is that of ${run.snapshot}.`,
    [
      `Autopack-Run: ${run.runId}`,
      `Autopack-Phase: ${phase.id}/undone`,
      `Autopack-Event: ${run.seq + 1}`,
    ].join('\n'),
  ].join('\n\n');

/** The message of a phase's commit. Its trailers tie it to the ledger; nothing from the plan can forge one. */
export function commitMessage({
  run,
  phase,
  attempt,
}: {
  run: Run;
  phase: PhaseStrategy;
  attempt: number;
}): string {
  const again = againWords(run, phase.id, attempt);
  const name = commitText(phase.name.replace(/\s+/g, ' '), 60 - again.length).trim();
  const goal = commitText(phase.description.split('\n\n')[0] ?? '', 500).trim();
  return [
    `${TYPES[phase.category]}: ${name === '' ? 'work of' : name}${again} [${phase.id}]`,
    ...(goal === '' ? [] : [goal]),
    ...(phase.reuse === undefined ? [] : [sourceLine(phase.reuse)]),
    [
      `Autopack-Run: ${run.runId}`,
      `Autopack-Phase: ${phase.id}/${attempt}`,
      `Autopack-Event: ${run.seq + 1}`,
    ].join('\n'),
  ].join('\n\n');
}

/** Tells a commit from those of the same phase before it. No word of it closes an issue, whatever follows. */
function againWords(run: Run, id: string, attempt: number): string {
  const phase = run.phases.find((one) => one.id === id);
  if (phase?.candidates.some((one) => one.attempt < attempt) !== true) return '';
  const kinds = phase.evidence.flatMap((one) => (one.attempt === attempt - 1 ? [one.kind] : []));
  const after = kinds.includes('ci')
    ? ' after red CI'
    : kinds.includes('audit')
      ? ' after audit'
      : '';
  return `, attempt ${attempt}${after}`;
}

/** Who wrote what is taken over, for as long as the history lives. */
const sourceLine = ({
  owner,
  name,
  commit,
  license,
}: NonNullable<PhaseStrategy['reuse']>): string =>
  commitText(`Takes over code of ${owner}/${name} at ${commit}, licence ${license}.`, 300);
