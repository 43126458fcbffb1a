/**
 * Characters that a reader does not see but a machine does: format characters, bidi controls, tags,
 * variation selectors, private use, halves of surrogate pairs. An attacker hides instructions and paths in them.
 */
const INVISIBLE =
  /[\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u00AD\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u3164\uFFA0\uFE00-\uFE0F]|[\u{E0100}-\u{E01EF}]/gu;
/** Control characters other than tab, line feed and carriage return. */
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g;
/** Bidirectional overrides and isolates, which make code read differently from what it does. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/u;

export const stripInvisible = (text: string): string =>
  text.replace(INVISIBLE, '').replace(CONTROL, '');

export const hasBidi = (text: string): boolean => BIDI.test(text);

/** ANSI colour and cursor sequences, as CI logs have them. */
export const stripAnsi = (text: string): string =>
  text.replace(/\u001B(?:\[[0-9;?]*[ -/]*[@-~]|[@-Z\\-_])/g, '');
