/**
 * Text from the repository or from people stands between tags and is data. The attacker writes the closing
 * tag into the text to get out of it: inside, no tag of ours can be written.
 */
export const fence = (tag: string, text: string, attributes = ''): string =>
  `<${tag}${attributes}>\n${inside(text)}\n</${tag}>`;

const inside = (text: string): string =>
  text.replace(
    /<(?=\/?(?:file|goal|plan|diff|listing|feedback|omitted|gate|earlier|acceptance|scope)\b)/gi,
    '<\u200B',
  );

/** What `fence` did to a text, undone: an edit of such a file must find the file's own bytes. */
export const unfenced = (text: string): string => text.replaceAll('<\u200B', '<');

export const attribute = (name: string, value: string): string =>
  ` ${name}="${value.replace(/["<>\n]/g, '_')}"`;
