/** Running again, cancelling, and artifacts. */
import { HttpError } from '../http.ts';
import type { Handler, LabInternals, LabRequest } from '../internals.ts';
import { showArtifact } from './artifacts.ts';
import type { RunRow } from './runs.ts';

type WithRun = (answer: (run: RunRow, request: LabRequest) => Response) => Handler;

interface Again {
  readonly at: string;
  readonly withRun: WithRun;
  readonly execute: (run: RunRow) => void;
}

export function registerAgain(lab: LabInternals, { at, withRun, execute }: Again): void {
  lab.route(
    'POST',
    `${at}/runs/:id/rerun-failed-jobs`,
    withRun((run) => {
      if (run.status !== 'completed') throw new HttpError(403, 'This workflow is already running');
      if (run.conclusion === 'success' || run.conclusion === 'skipped')
        throw new HttpError(403, 'This workflow run cannot be retried: no job of it failed');
      Object.assign(run, {
        ...{ attempt: run.attempt + 1, status: 'queued', conclusion: null },
        stop: new AbortController(),
      });
      execute(run);
      return Response.json({}, { status: 201 });
    }),
  );
  lab.route(
    'POST',
    `${at}/runs/:id/cancel`,
    withRun((run) => {
      if (run.status === 'completed')
        throw new HttpError(409, 'Cannot cancel a workflow run that is completed.');
      run.stop.abort();
      return Response.json({}, { status: 202 });
    }),
  );
}

interface Kept {
  readonly at: string;
  readonly withRun: WithRun;
  readonly runs: () => readonly RunRow[];
}

export function registerArtifacts(lab: LabInternals, { at, withRun, runs }: Kept): void {
  const artifactOf = ({ params }: LabRequest): RunRow['artifacts'][number] | undefined =>
    runs()
      .flatMap((run) => run.artifacts)
      .find((artifact) => artifact.id === Number(params['artifact']));
  lab.route(
    'GET',
    `${at}/runs/:id/artifacts`,
    withRun((run) =>
      Response.json({
        total_count: run.artifacts.length,
        artifacts: run.artifacts.map((artifact) => showArtifact(lab, run, artifact)),
      }),
    ),
  );
  lab.route('GET', `${at}/artifacts/:artifact/zip`, (request) => {
    const artifact = artifactOf(request);
    if (artifact === undefined) return Response.json({ message: 'Not Found' }, { status: 404 });
    if (artifact.expired)
      return Response.json({ message: 'Artifact has expired' }, { status: 410 });
    // As on GitHub the file lies elsewhere, behind an address that takes no credentials.
    const location = `${lab.url}/_artifacts/${artifact.id}`;
    return new Response(null, { status: 302, headers: { location } });
  });
  lab.route('GET', '/_artifacts/:artifact', (request) => {
    const artifact = artifactOf(request);
    return artifact === undefined
      ? Response.json({ message: 'Not Found' }, { status: 404 })
      : new Response(artifact.zip as Uint8Array<ArrayBuffer>, {
          headers: { 'content-type': 'application/zip' },
        });
  });
}
