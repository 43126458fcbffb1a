import { z } from 'zod';
import { parseJson } from '../edits/answer.ts';
import { onePath } from '../edits/path.ts';
import { cutAt } from '../text/neutralise.ts';
import { definedIn } from './symbols.ts';

/** So many of the likeliest files are to choose from, and so many of these are told in full. */
export const MAX_CHOICES = 100;
const IN_FULL = 30;
/** So many of them may be named. */
export const MAX_LOCATED = 20;
/** Characters of a line: some 8,000 tokens together. */
const ROOM = { inFull: 480, inShort: 135 };
const MAX_OPENING = 100;

/** A file to choose, in a line: how long it is and what it defines, or how it begins where it defines nothing. */
export interface Choosable {
  readonly path: string;
  readonly about: string;
}

interface Readable {
  readonly path: string;
  readonly text: string;
}

/** The likeliest files, each with its share of the room: what is less likely is told in fewer words. */
export const choosable = (files: readonly Readable[]): readonly Choosable[] =>
  files.slice(0, MAX_CHOICES).map(({ path, text }, index) => {
    const room = (index < IN_FULL ? ROOM.inFull : ROOM.inShort) - path.length;
    return { path, about: `${text.split('\n').length} lines: ${aboutOf(text, room)}` };
  });

function aboutOf(text: string, room: number): string {
  const names: string[] = [];
  let left = room;
  for (const name of definedIn(text)) {
    left -= name.length + 2;
    if (left < 0) break;
    names.push(name);
  }
  if (names.length > 0) return names.join(', ');
  return cutAt((/\S[^\n]*/.exec(text)?.[0] ?? 'empty').trim(), MAX_OPENING);
}

const LocateAnswer = z.object({ files: z.array(z.string()).max(1_000) });

export type Located =
  | { readonly is: 'located'; readonly paths: readonly string[] }
  | { readonly is: 'unusable'; readonly why: string };

/** Reads which files were named. `paths`: what there was to choose from, by the names that were shown. */
export function readLocated(reply: string, paths: ReadonlyMap<string, string>): Located {
  const json = parseJson(reply);
  if (json.is === 'malformed') return { is: 'unusable', why: json.detail };
  const parsed = LocateAnswer.safeParse(json.value);
  if (!parsed.success) return { is: 'unusable', why: 'it does not fit the schema' };
  const { files } = parsed.data;
  const meant = files.flatMap((name) => paths.get(onePath(name, (one) => paths.has(one))) ?? []);
  return files.length > 0 && meant.length === 0
    ? { is: 'unusable', why: 'it names none of the files that it was shown' }
    : { is: 'located', paths: [...new Set(meant)].slice(0, MAX_LOCATED) };
}

/** In the strict form of structured outputs. */
export const locateJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['files'],
  properties: { files: { type: 'array', items: { type: 'string' } } },
} as const;
