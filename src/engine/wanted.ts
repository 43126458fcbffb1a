import { isWorkflow, unknownNames } from '../core/gate/known-names.ts';
import { ciNeeds } from '../core/gate/needs.ts';
import type { RunId } from '../core/ids.ts';
import { awaitsMerge, madePlan } from '../core/plan/past-tiers.ts';
import type { Problem } from '../core/plan/plan.ts';
import type { PlanCheck } from '../core/report/plan-check.ts';
import type { Compiled } from '../core/strategy/compiled.ts';
import { misnamedConfig } from '../core/strategy/misnamed.ts';
import type { Strategy } from '../core/strategy/strategy.ts';
import type { IssueSeen, LedgerTip, RepoSeen } from '../ports.ts';
import { doneTiers, withPast } from './backlog.ts';
import type { EnginePorts } from './ports.ts';
import { sourceProblems } from './sources.ts';

/** What a run of the issue would be made of. */
export interface Wanted {
  readonly is: 'wanted';
  /** The plan, or the prose that one is made of first. */
  readonly text: string;
  readonly prose: boolean;
  /** The run whose Planner made the plan; left out: it stands in the issue, or is still to be made. */
  readonly planOf?: RunId;
  readonly compiled: Extract<Compiled, { is: 'ready' }>;
}
type Refused = Extract<PlanCheck, { is: 'problems' | 'tier-waits' }>;

interface About {
  readonly repo: RepoSeen;
  readonly latest: LedgerTip | undefined;
}

/** Reads the issue with what its earlier runs have done, before anything is spent. */
export async function wantedOf(
  ports: EnginePorts,
  issue: IssueSeen,
  { repo, latest }: About,
): Promise<Wanted | Refused> {
  if (repo.misnamedConfig === true) return { is: 'problems', problems: [misnamedConfig] };
  const done = doneTiers(latest);
  const { planning } = await withPast(ports, { repoId: repo.id, done });
  const text = issue.body;
  const own = planning.compile(text, repo.config);
  const first = own.is === 'bad' ? planning.bootstrap(text, repo.config) : null;
  const prose = first !== null && first.prose !== null;
  const waits = latest === undefined ? null : awaitsMerge(latest);
  if (waits !== null && (prose || isTiered(own))) return { is: 'tier-waits', ...waits };
  const made = prose && latest !== undefined ? madePlan(latest, { issue, done }) : null;
  if (made !== null) {
    const compiled = planning.compile(made.text, repo.config, 'planner');
    return ready(ports, { ...made, prose: false, compiled });
  }
  return ready(ports, { text, prose, compiled: prose ? first.compiled : own });
}

const isTiered = (compiled: Compiled): boolean =>
  compiled.is === 'ready' && compiled.strategy.runScope === 'single_tier';

async function ready(
  ports: EnginePorts,
  { compiled, ...rest }: Omit<Wanted, 'is' | 'compiled'> & { readonly compiled: Compiled },
): Promise<Wanted | Refused> {
  if (compiled.is === 'bad') return { ...compiled, is: 'problems' };
  const problems = await sourceProblems(ports, rest.text, compiled.strategy);
  return problems.length > 0 ? { is: 'problems', problems } : { is: 'wanted', ...rest, compiled };
}

/** The same, for people: what would govern a run. */
export async function checkOf(
  ports: EnginePorts,
  issue: IssueSeen,
  latest: LedgerTip | undefined,
): Promise<PlanCheck> {
  const repo = await ports.forge.repo();
  const wanted = await wantedOf(ports, issue, { repo, latest });
  if (wanted.is !== 'wanted') return wanted;
  const { strategy, warnings } = wanted.compiled;
  if (wanted.prose) return { is: 'prose', strategy };
  const needs: readonly Problem[] = ciNeeds(strategy, await ports.forge.mayStartCi());
  const unknown = await unknownCi(ports, strategy, repo.head);
  return { is: 'sound', strategy, warnings: [...warnings, ...unknown, ...needs] };
}

/** More workflows than this are not read. */
const MAX_WORKFLOWS = 50;

/** Names that CI is required to answer, and that no workflow at this commit can; or that there is no CI at all. */
export async function unknownCi(
  { forge }: EnginePorts,
  strategy: Strategy,
  commit: string,
): Promise<readonly Problem[]> {
  const { required, strictRequired = [] } = strategy.ci;
  const entries = (await forge.tree(commit)).filter(({ path }) => isWorkflow(path));
  if (entries.length === 0) return unknownNames(strategy, []);
  if (required.length + strictRequired.length === 0 || entries.length > MAX_WORKFLOWS) return [];
  const files = await forge.files(commit, entries);
  // One that cannot be read may hold any name.
  return files.length < entries.length ? [] : unknownNames(strategy, files);
}
