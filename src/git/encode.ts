import { canonicalJson } from '../core/canonical.ts';
import { sha256Hex } from '../core/hash.ts';
import type { Sha } from '../core/ids.ts';
import type { RunEvent } from '../core/run/event.ts';
import type { Run } from '../core/run/run.ts';
import { commitText } from '../core/text/neutralise.ts';
import type { LedgerEntry } from '../ports.ts';

/** A ledger commit before it is one: its message, and files to write (text) or to remove (null). */
export interface Encoded {
  readonly headline: string;
  readonly body: string;
  readonly files: ReadonlyMap<string, string | null>;
}

/** An event larger than this goes to a file that is named by its hash. */
const MAX_EVENT_BYTES = 4_096;
const MAX_STATE_BYTES = 64 * 1_024;

/**
 * One transition as a commit. The message holds the events, so that the chain can be folded without any
 * file; `Autopack-Key` names the step by what it is, `Autopack-Nonce` names the one try that made it.
 */
export function encodeEntry(
  entry: LedgerEntry,
  at: { readonly parent: Sha; readonly nonce: string },
): Encoded {
  const { run, events } = entry;
  const files = new Map<string, string | null>(stateFiles(run));
  const lines = events.map((event) => eventLine(event, files));
  const types = events.map((event) => event.type).join(', ');
  const key = sha256Hex(`${at.parent}\n${lines.join('\n')}`);
  const trailers = [
    `Autopack-Seq: ${run.seq}`,
    `Autopack-Key: ${key}`,
    `Autopack-Nonce: ${at.nonce}`,
  ];
  return {
    headline: commitText(`autopack ${run.runId} #${run.seq}: ${types}`, 120),
    body: `${lines.join('\n')}\n\n${trailers.join('\n')}`,
    files,
  };
}

function stateFiles(run: Run): readonly (readonly [string, string])[] {
  const state = canonicalJson(run);
  if (new TextEncoder().encode(state).length > MAX_STATE_BYTES)
    throw new Error(`the state of run ${run.runId} is larger than ${MAX_STATE_BYTES} bytes`);
  return [
    ['state.json', state],
    ['findings.json', canonicalJson(run.findings)],
  ];
}

function eventLine(event: RunEvent, files: Map<string, string | null>): string {
  const json = oneLine(canonicalJson(event));
  if (json.length <= MAX_EVENT_BYTES) return json;
  const digest = sha256Hex(json);
  files.set(`payloads/${digest}.json`, json);
  return canonicalJson({ type: event.type, at: event.at, payload: digest });
}

/**
 * Text inside the events comes from people and models: within JSON a bracket, an @ or a # may be written
 * as an escape, so that GitHub reads no skip mark, mention or reference, and the event stays the same.
 */
const oneLine = (json: string): string =>
  json
    .replace(/\[(?=(?:skip|ci|no|actions) )/gi, '\\u005b')
    .replace(/@/g, '\\u0040')
    .replace(/#(?=\d)/g, '\\u0023');

const TRAILER = /^Autopack-(Seq|Key|Nonce): ([0-9a-f]{1,64})$/gm;

export interface Decoded {
  readonly seq: number;
  readonly key: string;
  readonly nonce: string;
  readonly lines: readonly string[];
}

/** Reads a ledger commit's message; null when it is not canonical. */
export function decodeMessage(message: string): Decoded | null {
  const found = new Map([...message.matchAll(TRAILER)].map((line) => [line[1], line[2]]));
  const [seq, key, nonce] = [found.get('Seq'), found.get('Key'), found.get('Nonce')];
  if (seq === undefined || key === undefined || nonce === undefined || found.size !== 3)
    return null;
  const lines = message.split('\n').filter((line) => line.startsWith('{'));
  return /^[1-9][0-9]*$/.test(seq) ? { seq: Number(seq), key, nonce, lines } : null;
}
