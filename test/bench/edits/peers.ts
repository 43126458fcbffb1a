/** Other appliers on the same cases, each on the format that it reads. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyDiff } from '@openai/agents-core/utils';
import { applyPatch, parsePatch } from 'diff';
import type { Case } from './case.ts';
import { judgeAll, row, type Row } from './judge.ts';
import { type Applier, currentFiles, runCases } from './run.ts';
import { table } from './table.ts';

/** A peer that is a program of its own takes long: it gets every so-manieth case. */
const MAX_OF_PROGRAM = 300;

export function runPeers(cases: readonly Case[]): string {
  const diffs = cases.filter(({ format }) => format === 'udiff');
  const every = Math.max(1, Math.ceil(diffs.length / MAX_OF_PROGRAM));
  const some = diffs.filter((_, index) => index % every === 0);
  const patches = cases.filter(({ format }) => format === 'v4a');
  const searches = cases.filter(({ format }) => format === 'sr');
  const peers: readonly (readonly [string, readonly Case[], Applier])[] = [
    ['npm diff, fuzz 0', diffs, npmDiff(0)],
    ['npm diff, fuzz 2', diffs, npmDiff(2)],
    ['git apply', some, program('git', ['apply', '-'])],
    ['git apply --recount', some, program('git', ['apply', '--recount', '-'])],
    ['patch -F3', some, program('patch', ['-p1', '-F3', '--batch', '--silent'])],
    ['agents-core applyDiff', patches, agentsDiff],
    ['exact, first match', searches, firstMatch],
  ];
  const measured = peers.map(([name, mine, applier]): Row => ({
    ...row(mine[0]?.format ?? '', name, judgeAll(mine, runCases(mine, applier))),
  }));
  return table(measured);
}

const refused = (code: string): ReturnType<Applier> => ({ outcome: 'refused', code, files: {} });

function npmDiff(fuzzFactor: number): Applier {
  return (one) => {
    const files = currentFiles(one);
    for (const patch of patchesOf(one.answer) ?? []) {
      const name = (patch.newFileName ?? '').replace(/^b\//, '');
      const text = files[name];
      const after = text === undefined ? false : applyPatch(text, patch, { fuzzFactor });
      if (after === false) return refused('refused');
      files[name] = after;
    }
    return patchesOf(one.answer) === null
      ? refused('malformed')
      : { outcome: 'applied', code: null, files };
  };
}

function patchesOf(answer: string): ReturnType<typeof parsePatch> | null {
  try {
    return parsePatch(answer);
  } catch (error) {
    if (error instanceof Error) return null;
    throw error;
  }
}

function program(name: string, args: readonly string[]): Applier {
  return (one) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'peer-'));
    const files = currentFiles(one);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    }
    const done = succeeds(name, args, { cwd: folder, input: one.answer });
    const after = Object.fromEntries(
      Object.keys(files).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
    );
    rmSync(folder, { recursive: true });
    return { outcome: done ? 'applied' : 'refused', code: null, files: after };
  };
}

function succeeds(
  name: string,
  args: readonly string[],
  { cwd, input }: { readonly cwd: string; readonly input: string },
): boolean {
  try {
    execFileSync(name, args, { cwd, input, stdio: ['pipe', 'ignore', 'ignore'], timeout: 10_000 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'status' in error) return false;
    throw error;
  }
}

/** The library takes one file's part without its header, as its API hands it over: the frame is read for it. */
const agentsDiff: Applier = (one) => {
  const files = currentFiles(one);
  const [, body] = /^\*\*\* Begin Patch\n([^]*?)\*\*\* End Patch$/m.exec(one.answer) ?? [];
  const parts = body?.split(/^\*\*\* Update File: /m).slice(1) ?? [];
  for (const part of parts) {
    const name = part.slice(0, part.indexOf('\n'));
    const text = files[name];
    const after = text === undefined ? null : agentsApplied(text, part.slice(name.length + 1));
    if (after === null) return refused('refused');
    files[name] = after;
  }
  return parts.length === 0 ? refused('malformed') : { outcome: 'applied', code: null, files };
};

function agentsApplied(text: string, diff: string): string | null {
  try {
    return applyDiff(text, diff);
  } catch (error) {
    // It has one class for all it throws.
    if (error instanceof Error) return null;
    throw error;
  }
}

/** What a simple search and replace does: the first place, one edit after the other. */
const firstMatch: Applier = (one) => {
  const files = currentFiles(one);
  const answer = jsonOf(one.answer);
  for (const { path: file, search, replace } of answer ?? []) {
    const at = files[file]?.indexOf(search) ?? -1;
    const text = files[file];
    if (at < 0 || text === undefined) return refused('refused');
    files[file] = text.slice(0, at) + replace + text.slice(at + search.length);
  }
  return answer === null ? refused('malformed') : { outcome: 'applied', code: null, files };
};

function jsonOf(
  text: string,
): readonly { readonly path: string; readonly search: string; readonly replace: string }[] | null {
  try {
    return (JSON.parse(text) as { edits: { path: string; search: string; replace: string }[] })
      .edits;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
