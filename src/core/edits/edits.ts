import { z } from 'zod';
import { Want } from '../context/look.ts';
import type { Part } from './parts.ts';

/**
 * The Builder's answer. One strict schema for every request: every field is required and optional ones are
 * null, as structured outputs want it. `search` must stand exactly once in the file as it was served.
 */
export const Edit = z.strictObject({
  op: z.enum(['replace', 'create', 'delete', 'rename']),
  path: z.string(),
  /** Text to find, for `replace`, and for `rename` where it changes the file as well. */
  search: z.string().nullable(),
  /** Text to put there, for both; the whole file, for `create`. */
  replace: z.string().nullable(),
  /** For `rename`. */
  new_path: z.string().nullable(),
});
export type Edit = z.infer<typeof Edit>;

/** What models call an op that nothing holds to the schema. */
const OPS: Readonly<Record<string, Edit['op']>> = {
  add: 'create',
  edit: 'replace',
  modify: 'replace',
  move: 'rename',
  new: 'create',
  remove: 'delete',
  update: 'replace',
};

const LenientOp = z
  .string()
  .nullish()
  .transform((op) => op?.toLowerCase() ?? 'replace')
  .transform((op) => OPS[op] ?? op)
  .pipe(Edit.shape.op);

/** Words about the work that nobody asked for. Any other field means something that we cannot do. */
export const ASIDE = {
  analysis: z.unknown().optional(),
  comment: z.unknown().optional(),
  description: z.unknown().optional(),
  explanation: z.unknown().optional(),
  rationale: z.unknown().optional(),
  reason: z.unknown().optional(),
  reasoning: z.unknown().optional(),
  summary: z.unknown().optional(),
  thoughts: z.unknown().optional(),
};

/** What may be left out of an edit is null; a `base` that a model repeats is no evidence of anything. */
export const LenientEdit = z
  .strictObject({
    ...ASIDE,
    op: LenientOp,
    base: z.string().nullish(),
    path: z.string(),
    search: z.string().nullish(),
    replace: z.string().nullish(),
    new_path: z.string().nullish(),
  })
  .transform(({ op, path, search, replace, new_path }): Edit => ({
    ...{ op, path, search: search ?? null, replace: replace ?? null, new_path: new_path ?? null },
  }));

/** What the Builder is not sure of in its own work; becomes a finding, and is never shown to the Auditor. */
export const Doubt = z.strictObject({
  title: z.string(),
  path: z.string().nullable(),
  reason: z.string(),
});
export type Doubt = z.infer<typeof Doubt>;

/** Those of a list that can be read; what may be left out of one says nothing, and one that is none costs no edits. */
export const Doubts = z
  .array(z.unknown())
  .nullish()
  .catch([])
  .transform((told) => (told ?? []).flatMap((one) => LenientDoubt.safeParse(one).data ?? []));

const LenientDoubt = z
  .object({ title: z.string(), path: z.string().nullish(), reason: z.string().nullish() })
  .transform(({ title, path, reason }): Doubt => ({
    ...{ title, path: path ?? null, reason: reason ?? '' },
  }));

export const BuilderAnswer = z.strictObject({
  edits: z.array(Edit),
  /** Left out by models that are told the schema in words only. */
  doubts: z.array(Doubt).optional().catch([]),
  /** What it has to be shown before it can make edits; left out by those that are told in words only. */
  wants: z.array(Want).optional().catch([]),
  /** A word to the record. The Auditor never sees it. */
  notes: z.string(),
});
export type BuilderAnswer = z.infer<typeof BuilderAnswer>;

export type FileMode = '100644' | '100755';

/** A text file as it was when it was shown to the Builder. `sha` is its blob. */
export interface ServedFile {
  readonly path: string;
  readonly sha: string;
  readonly mode: FileMode;
  readonly text: string;
  /** Where it does not fit: the lines that were shown, in order. An edit has to stay within them. */
  readonly parts?: readonly Part[] | undefined;
}

/** A renamed file as it was. */
export interface RenamedFrom {
  readonly path: string;
  readonly text: string;
}

/** The effect of all edits on one file. */
export type FileChange =
  | {
      readonly op: 'create';
      readonly path: string;
      readonly mode: FileMode;
      readonly after: string;
      /** Where it was renamed; that path has a `delete` of its own. */
      readonly from?: RenamedFrom;
    }
  | {
      readonly op: 'update';
      readonly path: string;
      readonly mode: FileMode;
      readonly before: string;
      readonly after: string;
    }
  | {
      readonly op: 'delete';
      readonly path: string;
      readonly mode: FileMode;
      readonly before: string;
    };

/** Why an edit could not be applied, in words that the Builder can act on. */
export interface Refusal {
  readonly code:
    | 'no-such-file'
    | 'not-served'
    | 'search-missing'
    | 'search-ambiguous'
    | 'search-empty'
    | 'no-effect'
    | 'overlap'
    | 'exists-already'
    | 'conflict-markers'
    /** No file should hold it: a fence around all of it, half of a character. */
    | 'bad-text'
    | 'field-missing'
    /** A field says something that its op has no use for. */
    | 'field-stray'
    /** The answer is not of its format at all. */
    | 'malformed'
    /** It ends before it is done. */
    | 'truncated'
    /** A placeholder stands where lines should. */
    | 'elision'
    | 'indent-unsure'
    /** It is indented by tabs where the file has spaces, or the other way round. */
    | 'indent-foreign'
    | 'applied-already'
    /** The file moved where it is edited. */
    | 'stale'
    | 'binary'
    /** V4A without its setting. */
    | 'format-off';
  /** Index into the answer's edits, 0-based. */
  readonly edit: number;
  readonly path: string;
  readonly detail: string;
  /** What would have to be shown for it, as it is asked for: a path, or lines of it. Left out: that would not help. */
  readonly show?: string;
}
