import { z } from 'zod';
import { oneObject } from '../text/one-object.ts';
import { builderAnswerJsonSchema, parseJson } from './answer.ts';
import { type Doubt, Doubts, type Refusal } from './edits.ts';

const Answer = z.object({ patch: z.string(), doubts: Doubts });

/** The schema that is sent along where the repository asks for V4A, in the strict form of structured outputs. */
export const v4aAnswerJsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['patch', 'doubts', 'wants', 'notes'],
  properties: {
    patch: { type: 'string' },
    doubts: builderAnswerJsonSchema.properties.doubts,
    wants: builderAnswerJsonSchema.properties.wants,
    notes: builderAnswerJsonSchema.properties.notes,
  },
} as const;

/** What the Builder is told of the format, in place of the rules for search and replace. */
export const V4A_FORMAT = `- "patch" is one patch in the format of apply_patch, all files together, from "*** Begin Patch" to "*** End Patch".
- "*** Update File: path" changes a served file. Each change is a hunk below a line "@@": kept lines begin with a blank, removed ones with "-", new ones with "+". Kept and removed lines are copied exactly from the served file, with their indentation, and together they must stand there exactly once: take 3 kept lines above and below, more where the same lines stand twice, or name what encloses them behind the mark ("@@ class A").
- "*** Add File: path" makes a file; every line of it begins with "+". "*** Delete File: path" removes one. "*** Move to: path", right below "*** Update File", renames it.
- There are no line numbers. Hunks of one file must not overlap.
- Where nothing is to be changed, "patch" is empty.

Example
{"patch":"*** Begin Patch\\n*** Update File: src/add.js\\n@@\\n export function add(a, b) {\\n-  return a - b;\\n+  return a + b;\\n }\\n*** End Patch\\n","doubts":[],"wants":[],"notes":"Sum instead of difference."}`;

export type V4aAnswer =
  /** An empty patch changes nothing, and says so. */
  | { readonly is: 'patch'; readonly patch: string; readonly doubts: readonly Doubt[] }
  | { readonly is: 'malformed'; readonly code: Refusal['code']; readonly detail: string };

/** Reads the Builder's reply where V4A was asked for: a field of its JSON, or the patch alone. */
export function parseV4aAnswer(reply: string): V4aAnswer {
  const answer = oneObject(reply);
  // No line of a patch begins with a brace, unless it lost its mark.
  if (!/^\s*(?:```(?:json)?\s*)?\{/.test(answer)) return { is: 'patch', patch: answer, doubts: [] };
  const json = parseJson(answer);
  if (json.is === 'malformed') {
    const cut = !/\}\s*(?:```)?\s*$/.test(answer);
    return { is: 'malformed', code: cut ? 'truncated' : 'malformed', detail: json.detail };
  }
  const parsed = Answer.safeParse(json.value);
  if (!parsed.success)
    return { is: 'malformed', code: 'malformed', detail: 'The answer has no text "patch".' };
  const { patch, doubts } = parsed.data;
  const empty = /^\s*(?:\*\*\* Begin Patch\s+\*\*\* End Patch\s*)?$/.test(patch);
  return { is: 'patch', patch: empty ? '' : patch, doubts };
}
