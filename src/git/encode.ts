import { canonicalJson } from '../core/canonical.ts';
import { sha256Hex } from '../core/hash.ts';
import { NO_OBJECT, type Sha } from '../core/ids.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { Run } from '../core/run/run.ts';
import { commitText } from '../core/text/neutralise.ts';
import type { KeptAnswer, LedgerEntry } from '../ports.ts';

/** A ledger commit before it is one: its message, and files to write (text) or to remove (null). */
export interface Encoded {
  readonly headline: string;
  readonly body: string;
  readonly files: ReadonlyMap<string, string | null>;
}

/** An event larger than this goes to a file that is named by its hash. */
const MAX_EVENT_BYTES = 4_096;
/** Far beyond where a run ends because of its size; GitHub shows a file of this size whole. */
const MAX_STATE_BYTES = 320 * 1_024;

const bytes = (text: string): number => Buffer.byteLength(text);

/**
 * One transition as a commit. The message holds the events, so that the chain can be folded without any
 * file; `Autopack-Key` names the step by what it is, `Autopack-Nonce` names the one try that made it.
 */
export function encodeEntry(
  entry: LedgerEntry,
  at: { readonly parent: Sha; readonly nonce: string },
): Encoded {
  const { run, events } = entry;
  const files = new Map<string, string | null>([...stateFiles(run), ...(entry.artefacts ?? [])]);
  if (entry.frozen !== undefined)
    files
      .set('plan.md', entry.frozen.plan)
      .set('strategy.json', canonicalJson(entry.frozen.strategy));
  const lines = events.map((event) => eventLine(event, files));
  const types = events.map((event) => event.type).join(', ');
  const trailers = [
    `Autopack-Seq: ${run.seq}`,
    `Autopack-Key: ${keyOf(at.parent, lines)}`,
    `Autopack-Nonce: ${at.nonce}`,
  ];
  return {
    // Not `#17`: that would put a reference on issue 17.
    headline: commitText(`autopack ${run.runId} step ${run.seq}: ${types}`, 120),
    body: `${lines.join('\n')}\n\n${trailers.join('\n')}`,
    files,
  };
}

const keyOf = (parent: Sha, lines: readonly string[]): string =>
  sha256Hex(`${parent}\n${lines.join('\n')}`);

/** Parts of a state, by the part itself: a step changes few of them, and none is ever changed in place. */
const texts = new WeakMap<object, string>();

function textOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return canonicalJson(part);
  const text =
    texts.get(part) ?? (Array.isArray(part) ? `[${part.map(textOf).join()}]` : canonicalJson(part));
  texts.set(part, text);
  return text;
}

/** The same as `canonicalJson(run)`, put together from parts that are known. */
function stateText(run: Run): string {
  const parts = Object.entries(run).flatMap(([name, part]) =>
    part === undefined ? [] : [{ name, text: `${JSON.stringify(name)}:${textOf(part)}` }],
  );
  const sorted = parts.sort((a, b) => (a.name < b.name ? -1 : 1));
  return `{${sorted.map(({ text }) => text).join()}}`;
}

function stateFiles(run: Run): readonly (readonly [string, string])[] {
  const state = stateText(run);
  if (bytes(state) > MAX_STATE_BYTES)
    throw new Error(`the state of run ${run.runId} is larger than ${MAX_STATE_BYTES} bytes`);
  return [
    ['state.json', state],
    ['findings.json', textOf(run.findings)],
  ];
}

function eventLine(event: RunEvent, files: Map<string, string | null>): string {
  const json = oneLine(canonicalJson(event));
  if (bytes(json) <= MAX_EVENT_BYTES) return json;
  const digest = sha256Hex(json);
  files.set(`payloads/${digest}.json`, json);
  return canonicalJson({ type: event.type, at: event.at, payload: digest });
}

/**
 * Text inside the events comes from people and models: within JSON a character may be written as an
 * escape, so that GitHub reads no skip mark, mention, reference or link, and the event stays the same.
 */
const oneLine = (json: string): string =>
  json
    .replace(/\[(?=(?:skip|ci|no|actions) )/gi, '\\u005b')
    .replace(/@/g, '\\u0040')
    .replace(/#(?=\d)/g, '\\u0023')
    .replace(/(GH)-(?=\d)/gi, '$1\\u002d')
    .replace(/:\/\//g, ':\\u002f/');

const answerPath = (hold: string): string => `answers/${hold}.json`;

/** The answer that is kept after an entry: the one it brings, or the one before while its call is open. */
export function keptAfter(before: KeptAnswer | null, entry: LedgerEntry): KeptAnswer | null {
  const { call } = entry.run;
  const holds = [call?.hold.id, call?.mends?.hold.id];
  return [entry.answer, before].find((answer) => answer && holds.includes(answer.hold)) ?? null;
}

/** Puts the answer into the tree for as long as its call is open; the history keeps it. */
export function withAnswer(
  encoded: Encoded,
  entry: LedgerEntry,
  before: KeptAnswer | null,
): Encoded {
  const files = new Map(encoded.files);
  const kept = keptAfter(before, entry);
  if (before !== null && before.hold !== kept?.hold) files.set(answerPath(before.hold), null);
  if (kept !== null && kept !== before) files.set(answerPath(kept.hold), kept.text);
  return { ...encoded, files };
}

export interface Decoded {
  readonly runId: string;
  readonly seq: number;
  readonly nonce: string;
  readonly lines: readonly string[];
  /** Whether `Autopack-Key` is that of these events on this parent. */
  isKeyOf(parent: Sha | undefined): boolean;
}

const MESSAGE =
  /^autopack ([0-9-]+) step [0-9]+: [a-z, -]*\n\n((?:\{[^\n]*\}\n)+)\nAutopack-Seq: ([1-9][0-9]*)\nAutopack-Key: ([0-9a-f]{64})\nAutopack-Nonce: ([0-9a-f]{32})\n?$/;

/** Reads a ledger commit's message; null when it is not canonical. */
export function decodeMessage(message: string): Decoded | null {
  const [, runId, text, seq, key, nonce] = MESSAGE.exec(message) ?? [];
  if (runId === undefined || text === undefined || key === undefined || nonce === undefined)
    return null;
  const lines = text.trimEnd().split('\n');
  return {
    runId,
    seq: Number(seq),
    nonce,
    lines,
    isKeyOf: (parent) => keyOf(parent ?? NO_OBJECT, lines) === key,
  };
}
