import type { Sha } from '../ids.ts';
import { incidentPack } from './incident.ts';
import { phaseIssues, runIssueIndex } from './issues.ts';
import { jsonText } from './json.ts';
import {
  ARTEFACTS_FOLDER,
  artefactsFolder,
  ISSUE_INDEX,
  phaseFile,
  phaseIssuesFile,
  RUN_SUMMARY,
  STRATEGY_FILE,
  tierFile,
} from './names.ts';
import { planningFiles } from '../planning/render.ts';
import type { RunRecord } from './record.ts';
import { phasePage, runSummaryPage, tierPage } from './summary.ts';
import { treeId } from './tree-id.ts';
import { traceOf } from './trace.ts';

/**
 * Counted up whenever the same record gives other texts: a verification computes again only what its own version
 * rendered. Names of files are never given up, because what a run has written stays in its tree.
 */
export const ARTEFACTS_VERSION = 6;

export interface Rendered {
  /** By path in the ledger's tree. */
  readonly texts: ReadonlyMap<string, string>;
  /** What git calls the folder that holds them all. */
  readonly tree: Sha;
}

export function rendered(record: RunRecord): Rendered {
  const texts = renderArtefacts(record);
  const below = [...texts].map(
    ([path, text]) => [path.slice(ARTEFACTS_FOLDER.length + 1), text] as const,
  );
  return { texts, tree: treeId(new Map(below)) };
}

/** Every artefact of a run by its path in the ledger's tree (v7 section 15). The same record gives the same texts. */
function renderArtefacts(record: RunRecord): ReadonlyMap<string, string> {
  const { run, strategy } = record;
  const trace = traceOf(record.events);
  const folder = artefactsFolder(run.runId);
  const files: readonly (readonly [string, string])[] = [
    [RUN_SUMMARY, runSummaryPage(record)],
    ...strategy.tiers.map((tier) => [tierFile(tier), tierPage(record, tier, trace)] as const),
    ...strategy.phases.flatMap((phase) => [
      [phaseFile(phase), phasePage(record, phase, trace)] as const,
      [phaseIssuesFile(phase), jsonText(phaseIssues(run, strategy, phase))] as const,
    ]),
    [ISSUE_INDEX, jsonText(runIssueIndex(run, strategy))],
    [STRATEGY_FILE, jsonText(strategy)],
    ...planningFiles(run.runId, strategy),
    ...[...incidentPack(record)].map(([name, text]) => [`incident/${name}`, text] as const),
  ];
  return new Map(files.map(([name, text]) => [`${folder}/${name}`, text]));
}
