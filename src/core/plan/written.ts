import { normaliseEol } from './hash.ts';

/** Spaces that word processors and French typography put where a plain one is meant. */
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f]/g;

/** A plan's text as it is read: one kind of line end and of space, and no byte order mark before it. */
export const asRead = (body: string): string =>
  normaliseEol(body)
    .replace(/^\u{feff}/u, '')
    .replace(SPACES, ' ');

const EMOJI = String.raw`[\p{Extended_Pictographic}\u{fe0f}\u{200d}\u{1f3fb}-\u{1f3ff}]`;
const KEYCAP = String.raw`[0-9#*]\u{fe0f}?\u{20e3}`;
const DECORATION = new RegExp(String.raw`^(?:${EMOJI}|${KEYCAP}|[•‣▪◦●○■□]|\s)+`, 'u');

/** Without the emoji and the bullets of word processors that it begins with. */
export const undecorated = (text: string): string => text.replace(DECORATION, '');

/** What people write where a field has nothing to say; GitHub's issue forms write the last one. */
const NOTHING =
  /^[*_(]{0,3}(?:none|nothing|n\/?a|not applicable|no response)?[*_).]{0,3}$|^[–—-]+$/i;

export const saysNothing = (text: string): boolean => NOTHING.test(text.trim());
