import { stripInvisible } from '../../core/text/invisible.ts';

/** Every tag that a prompt of ours is built from. */
const TAGS = 'acceptance|after|ci|diff|earlier|feedback|file|gate|goal|listing|omitted|plan|scope';
/** `</file`, also with blanks or unseen characters in between: a model reads over them. */
const TAG_AHEAD = `(?=[\\s\\p{Cf}]{0,8}/?[\\s\\p{Cf}]{0,8}(?:${TAGS})\\b)`;
const OPENING = new RegExp(`<${TAG_AHEAD}`, 'giu');
/** In an answer the mark may be written as JSON's escape. */
const MARKED = new RegExp(`(<|\\\\u003c)(?:\u200B|\\\\u200b)${TAG_AHEAD}`, 'giu');

/**
 * Text from the repository or from people stands between tags and is data. The attacker writes the closing
 * tag into the text to get out of it: inside, no tag of ours can be written.
 */
export const fence = (tag: string, text: string, attributes = ''): string =>
  `<${tag}${attributes}>\n${text.replace(OPENING, '<\u200B')}\n</${tag}>`;

/** The same for text that is only read, never copied back: what nobody sees is taken out of it. */
export const fencePlain = (tag: string, text: string, attributes = ''): string =>
  fence(tag, stripInvisible(text), attributes);

/** What `fence` did to a text, undone: an edit of such a file must find the file's own bytes. */
export const unfenced = (text: string): string => text.replace(MARKED, '$1');

export const attribute = (name: string, value: string): string => ` ${name}="${nameText(value)}"`;

/** A file's name is the attacker's as well: it stays one line without tags. */
export const nameText = (name: string): string => name.replace(/["<>]|\p{C}/gu, '_');
