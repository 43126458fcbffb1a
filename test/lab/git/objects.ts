/** Reading and writing git objects without a process for each: loose files in, one `cat-file --batch` out. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { gitEnv } from './process.ts';

type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

interface GitObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

export interface ObjectStore {
  write(type: ObjectType, bytes: Buffer): Promise<string>;
  read(sha: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

const compress = promisify(deflate);
const CACHE_BYTES = 64 * 1024 * 1024;
const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

export function openObjects(dir: string): ObjectStore {
  const cache = new Map<string, GitObject>();
  let cached = 0;
  let reader: BatchReader | undefined;

  const keep = (sha: string, object: GitObject): void => {
    if (cached + object.bytes.length > CACHE_BYTES) {
      cache.clear();
      cached = 0;
    }
    cache.set(sha, object);
    cached += object.bytes.length;
  };

  return {
    async write(type, bytes) {
      const whole = Buffer.concat([Buffer.from(`${type} ${bytes.length}\0`), bytes]);
      const sha = createHash('sha1').update(whole).digest('hex');
      if (!cache.has(sha)) await writeLoose(dir, sha, whole);
      keep(sha, { type, bytes });
      return sha;
    },
    async read(sha) {
      if (!isSha(sha)) return undefined;
      const known = cache.get(sha);
      if (known !== undefined) return known;
      reader ??= batchReader(dir);
      const object = await reader.read(sha);
      if (object !== undefined) keep(sha, object);
      return object;
    },
    async close() {
      await reader?.close();
    },
  };
}

async function writeLoose(dir: string, sha: string, whole: Buffer): Promise<void> {
  const folder = path.join(dir, 'objects', sha.slice(0, 2));
  const file = path.join(folder, sha.slice(2));
  const there = await stat(file).then(
    () => true,
    () => false,
  );
  if (there) return;
  await mkdir(folder, { recursive: true });
  // Renamed into place, so that git never reads half an object.
  const partial = path.join(folder, `tmp_${randomUUID()}`);
  await writeFile(partial, await compress(whole, { level: 1 }));
  await rename(partial, file);
}

interface BatchReader {
  read(sha: string): Promise<GitObject | undefined>;
  close(): Promise<void>;
}

type Waiter = {
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
};

function batchReader(dir: string): BatchReader {
  const child: ChildProcessWithoutNullStreams = spawn('git', ['cat-file', '--batch'], {
    cwd: dir,
    env: gitEnv(),
  });
  const waiting: Waiter[] = [];
  let pending: Buffer = Buffer.alloc(0);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  child.stdout.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (let answer = takeAnswer(pending); answer !== undefined; answer = takeAnswer(pending)) {
      pending = pending.subarray(answer.length);
      waiting.shift()?.resolve(answer.object);
    }
  });
  child.on('close', () => {
    for (const waiter of waiting.splice(0)) waiter.reject(new Error('lab: git cat-file ended'));
  });
  // A write to a reader that has ended is reported by 'close'.
  child.stdin.on('error', () => undefined);
  return {
    read: (sha) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${sha}\n`);
      }),
    close: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/** One answer of `cat-file --batch` at the start of the bytes, when it is whole. */
function takeAnswer(
  bytes: Buffer,
): { readonly length: number; readonly object: GitObject | undefined } | undefined {
  const lineEnd = bytes.indexOf(10);
  if (lineEnd < 0) return undefined;
  const [, type, size] = bytes.subarray(0, lineEnd).toString('utf8').split(' ');
  if (size === undefined) return { length: lineEnd + 1, object: undefined };
  const start = lineEnd + 1;
  const end = start + Number(size);
  if (bytes.length < end + 1) return undefined;
  const object = { type: type as ObjectType, bytes: Buffer.from(bytes.subarray(start, end)) };
  return { length: end + 1, object };
}
