import { MAX_BODY } from '../core/report/limits.ts';
import { clamp } from '../core/text/neutralise.ts';

const MAX_TITLE = 250;

export const clampBody = (text: string): string => clamp(text, MAX_BODY);
export const clampTitle = (text: string): string => text.slice(0, MAX_TITLE);
