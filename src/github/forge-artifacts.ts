import type { Forge } from '../ports.ts';
import { ArtifactsAnswer } from './answers-ci.ts';
import { UserError } from '../core/errors.ts';
import { NotFoundError } from './failures.ts';
import type { ForgeDeps } from './forge-deps.ts';
import { passedIn, readJunit, sumTests } from './junit.ts';
import { textsOfZip } from './unzip.ts';

/** Of one workflow run. */
const MAX_ARTIFACTS = 3;
const MAX_ZIP_BYTES = 5_000_000;
/** A report is parsed in one go, while all other runs wait. */
const UNPACKED = { files: 20, bytes: 4_000_000 } as const;
/** Artifacts are named by people; one that holds test results says so. */
const TELLING = /junit|xunit|test|report|result/i;

/** Reads what test runners reported, out of the artifacts of workflow runs. */
export const forgeArtifacts = (deps: ForgeDeps): Pick<Forge, 'ciTests' | 'ciPassed'> => ({
  ciTests: async (runs) => sumTests((await reportsOf(deps, runs)).map(readJunit)),
  ciPassed: async (runs) => (await reportsOf(deps, runs)).flatMap(passedIn),
});

/** The texts that may be reports. */
async function reportsOf(
  deps: ForgeDeps,
  workflowRuns: readonly number[],
): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const run of workflowRuns) texts.push(...(await reportsOfRun(deps, run)));
  return texts;
}

async function reportsOfRun(deps: ForgeDeps, run: number): Promise<readonly string[]> {
  const { client, repo } = deps;
  const route = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts';
  const params = { owner: repo.owner, repo: repo.name, run_id: run, per_page: 100 };
  const listed = await unlessGone(client.read(route, params, ArtifactsAnswer), { artifacts: [] });
  const telling = newest(listed.artifacts).filter(
    (one) => TELLING.test(one.name) && !one.expired && one.size_in_bytes <= MAX_ZIP_BYTES,
  );
  const texts: string[] = [];
  for (const { id } of telling.slice(0, MAX_ARTIFACTS)) texts.push(...(await textsIn(deps, id)));
  return texts;
}

type Artifact = ArtifactsAnswer['artifacts'][number];

/** A rerun uploads again under the same name: the last upload is the one that counts. */
const newest = (artifacts: readonly Artifact[]): readonly Artifact[] =>
  artifacts.filter(
    (one) => !artifacts.some((other) => other.name === one.name && other.id > one.id),
  );

async function textsIn({ client, repo }: ForgeDeps, artifact: number): Promise<readonly string[]> {
  const route = 'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}';
  const params = {
    ...{ owner: repo.owner, repo: repo.name },
    ...{ artifact_id: artifact, archive_format: 'zip' },
  };
  const zip = await unlessGone(client.bytes(route, params, MAX_ZIP_BYTES), null);
  const isReport = (name: string): boolean => name.toLowerCase().endsWith('.xml');
  return zip === null ? [] : (textsOfZip(zip, isReport, UNPACKED) ?? []);
}

/** Artifacts expire, and an older server may not let us see them: then nobody knows what the tests said. */
async function unlessGone<T>(read: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof NotFoundError) return otherwise;
    if (error instanceof UserError && error.code === 'github/forbidden') return otherwise;
    throw error;
  }
}
