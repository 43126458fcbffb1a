import { linesShown, type Part, shownText } from '../../core/edits/parts.ts';
import { oneObject } from '../../core/text/one-object.ts';
import { stripInvisible } from '../../core/text/invisible.ts';

/** Every tag that a prompt of ours is built from, or was: an answer to an older prompt is read as well. */
const TAGS =
  'acceptance|added|after|ci|deliverables|diff|draft|earlier|feedback|files?|finished|found|gate|goal|instructions|listing|outlines|offers|omitted|plan|problems|prose|refused|removed|scope|source';
/** What nobody sees: blanks, format characters, variation selectors, fillers. */
const UNSEEN = '[\\s\\p{Cf}\\p{Default_Ignorable_Code_Point}]';
const ESCAPED = `(?:${UNSEEN}|\\\\[nrt]|\\\\u[0-9a-f]{4})`;
/** A word with what is unseen between its letters as well: a model reads over it. */
const spelled = (words: string): string =>
  words.replace(/[a-z](?=[a-z])/g, '$&[\\p{Cf}\\p{Default_Ignorable_Code_Point}]{0,4}');
/**
 * What chat templates end a turn with: `<|im_end|>`, `<end_of_turn>`, `[/INST]`. Servers of local models read them
 * wherever they stand.
 */
const TURNS =
  '[|｜][^|｜<>\\s]{1,40}[|｜]>|(?:start_of_turn|end_of_turn|bos|eos|/?s)>|</?SYS>|/?INST\\]';
/** `</file`, also with blanks or unseen characters in between. */
const ahead = (blank: string): string =>
  `(?=${blank}{0,8}/?${blank}{0,8}(?:${spelled(TAGS)})\\b|${TURNS})`;
/** In full width as well. */
const MARKS = '[<\uFF1C\uFE64]|\\[(?=(?:\u200B|\\\\u200b)?/?INST\\])';
const OPENING = new RegExp(`(?:${MARKS})${ahead(UNSEEN)}`, 'giu');
/** An answer is JSON, where the mark and the blanks may be written as escapes. */
const MARKED = new RegExp(
  `(${MARKS}|(?<!\\\\)\\\\u003c)(?:\u200B|\\\\u200b)${ahead(ESCAPED)}`,
  'giu',
);

/**
 * Text from the repository or from people stands between tags and is data. The attacker writes the closing
 * tag into the text to get out of it: inside, no tag of ours can be written.
 */
export const fence = (tag: string, text: string, attributes = ''): string =>
  `<${tag}${attributes}>\n${text.replace(OPENING, '$&\u200B')}\n</${tag}>`;

/** The same for text that is only read, never copied back: what nobody sees is taken out of it. */
export const fencePlain = (tag: string, text: string, attributes = ''): string =>
  fence(tag, stripInvisible(text), attributes);

/** What `fence` did to a text, undone in an answer's JSON: an edit of such a file must find the file's own bytes. */
export const unfenced = (json: string): string => json.replace(MARKED, '$1');

/** The one object of JSON in a reply that was asked for nothing else, with what `fence` did undone. */
export const answered = (reply: string): string => oneObject(unfenced(reply));

interface Fenced {
  readonly path: string;
  readonly text: string;
  readonly parts?: readonly Part[] | undefined;
}

/** A file as it is served, or the lines of it that are. */
export function fenceFile(file: Fenced): string {
  const lines = linesShown(file);
  const which = lines === null ? '' : attribute('lines', lines);
  // Its last line end is that before the closing tag.
  return fence(
    'file',
    shownText(file).replace(/\r?\n$/, ''),
    `${attribute('path', file.path)}${which}`,
  );
}

/** Files as they are served, in an order that the path settles in the end: the same files are the same text. */
export const fenceFiles = (
  files: readonly Fenced[],
  order: (a: Fenced, b: Fenced) => number = (a, b) => (a.path < b.path ? -1 : 1),
): readonly string[] => [...files].sort(order).map(fenceFile);

export const attribute = (name: string, value: string): string => ` ${name}="${nameText(value)}"`;

/** A file's name is the attacker's as well: it stays one line without tags. */
export const nameText = (name: string): string => name.replace(/["<>]|\p{C}/gu, '_');
