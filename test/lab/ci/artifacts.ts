/** What `actions/upload-artifact` keeps, packed as GitHub packs it: sizes come after the data. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Zip, ZipDeflate } from 'fflate';
import picomatch from 'picomatch';
import type { Json, LabInternals } from '../internals.ts';
import type { Log } from './log.ts';
import type { Step } from './workflow.ts';

export interface Artifact {
  readonly name: string;
  readonly zip: Uint8Array;
}

export interface ArtifactRow extends Artifact {
  readonly id: number;
  readonly createdAt: string;
  expired: boolean;
}

/** Files below the working directory that the step names: a file, a folder or globs, one a line. */
export async function uploadOf(step: Step, work: string, log: Log): Promise<Artifact | null> {
  const wanted = (step.with['path'] ?? '')
    .split('\n')
    .map((line) => line.trim().replace(/^\.\//, ''));
  const globs = wanted.filter(Boolean).flatMap((one) => [one, `${one.replace(/\/$/, '')}/**`]);
  const entries = await readdir(work, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(work, path.join(entry.parentPath, entry.name)))
    .filter((name) => !name.startsWith('.git/') && picomatch.isMatch(name, globs, { dot: true }));
  if (names.length === 0) {
    log.line(`##[warning]No files were found with the provided path: ${wanted.join(' ')}.`);
    return null;
  }
  const zip = await pack(work, names.toSorted());
  log.line(`Artifact has been finalized. Final size is ${zip.length} bytes.`);
  return { name: step.with['name'] ?? 'artifact', zip };
}

async function pack(work: string, names: readonly string[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error;
    chunks.push(chunk);
  });
  for (const name of names) {
    const file = new ZipDeflate(name);
    zip.add(file);
    file.push(await readFile(path.join(work, name)), true);
  }
  zip.end();
  return Buffer.concat(chunks);
}

export function showArtifact(
  lab: LabInternals,
  run: {
    readonly id: number;
    readonly sha: string;
    readonly branch: string;
    readonly repo: { readonly full_name: string };
  },
  artifact: ArtifactRow,
): Json {
  const url = `${lab.url}/repos/${run.repo.full_name}/actions/artifacts/${artifact.id}`;
  return {
    id: artifact.id,
    node_id: `AR_${artifact.id}`,
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: artifact.expired,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.createdAt,
    workflow_run: { id: run.id, head_branch: run.branch, head_sha: run.sha },
  };
}
