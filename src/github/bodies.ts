import { clamp } from '../core/text/neutralise.ts';

/** GitHub refuses bodies above 65,536 characters; ours stay well below. */
const MAX_BODY = 60_000;
const MAX_TITLE = 250;

export const clampBody = (text: string): string => clamp(text, MAX_BODY);
export const clampTitle = (text: string): string => text.slice(0, MAX_TITLE);
