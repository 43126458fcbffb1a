import { sha256Hex } from '../hash.ts';
import type { Digest } from '../ids.ts';

/** GitHub stores what a browser sends with CRLF and what the API sends as it came; a plan is the same either way. */
export const normaliseEol = (text: string): string => text.replace(/\r\n?/g, '\n');

/** Names one wording of a plan. A run is bound to it. */
export const planHash = (text: string): Digest => sha256Hex(normaliseEol(text));
