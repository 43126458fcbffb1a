import { readJson } from './loose-json.ts';

/** More than this is no answer but a flood. */
const MAX_CHARS = 2_000_000;

/** What a model thinks aloud before it answers. */
const THOUGHT = /^\s*<(think|thinking|reasoning)>[\s\S]*?<\/\1>/;
/** Braces around words that nobody would take for an object. */
const WORDS = /^\{[^"':{}]+\}$/;
/** Some endpoints leave the first tag out; on a line of its own it stands in no text of JSON. */
const THOUGHT_END = /^[ \t]*<\/think>[ \t]*$/m;

/**
 * The one JSON object of a reply, without what the model thought before it, the prose and the code fence around
 * it. Where braces stand outside of it, or another object beside it, nobody knows which is meant: the reply stays
 * as it is, and is read by whoever takes nothing but JSON.
 */
export function oneObject(reply: string): string {
  if (reply.length > MAX_CHARS || isObject(reply)) return reply;
  const said = withoutThought(reply);
  const objects: string[] = [];
  let end = 0;
  for (let from = said.indexOf('{'); from !== -1; from = said.indexOf('{', end)) {
    const to = endOfObject(said, from);
    if (said.slice(end, from).includes('}') || to === null) return reply;
    const object = said.slice(from, to);
    if (!WORDS.test(object)) objects.push(object);
    end = to;
  }
  const [first] = objects;
  if (first === undefined || first === '{}' || said.slice(end).includes('}')) return reply;
  return objects.every((one) => one === first) && isObject(first) ? first : reply;
}

/** A reply without what the model thought before it. */
export function withoutThought(reply: string): string {
  const said = reply.replace(THOUGHT, '');
  const end = said === reply ? THOUGHT_END.exec(said) : null;
  return end === null ? said : said.slice(end.index + end[0].length);
}

const isObject = (text: string): boolean => typeof readJson(text) === 'object';

/** Behind the brace that closes the one at `from`; null: nothing closes it. Braces in strings are text. */
export function endOfObject(text: string, from: number): number | null {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (inString && char === '\\') at += 1;
    else if (char === '"') inString = !inString;
    else if (!inString && char === '{') depth += 1;
    else if (!inString && char === '}' && (depth -= 1) === 0) return at + 1;
  }
  return null;
}
