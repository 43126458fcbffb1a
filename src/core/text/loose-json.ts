/** What stands in a string as it is, and as JSON wants it: line ends of a file, and a quote that needs no sign. */
const WRITTEN: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  "\\'": "'",
};

/** The value of a text of JSON, as it stands or else as models write it; undefined: it is none. */
export function readJson(text: string): unknown {
  const value = parsed(text);
  // Most replies that are none are prose.
  if (value !== undefined || !BEGINS.test(text)) return value;
  const strict = strictJson(text);
  return strict === text ? undefined : parsed(strict);
}

const BEGINS = /^\s*[{["/]/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * JSON as models write it that nothing holds to the letter: without its comments and last commas, and with line ends
 * in strings as signs. What each of these means is certain; whatever else is wrong stays wrong.
 */
export function strictJson(text: string): string {
  const out: string[] = [];
  // A comma and what is blank behind it: kept, unless the list or the object ends there.
  let comma: string | null = null;
  for (let at = 0; at < text.length;) {
    const end = endOfToken(text, at);
    const token = text.slice(at, end);
    at = end;
    if (/^\/[/*]/.test(token)) continue;
    if (comma !== null && token.trim() === '') comma += token;
    else {
      if (comma !== null) out.push(/^[\]}]/.test(token) ? comma.slice(1) : comma);
      comma = token === ',' ? token : null;
      if (comma === null) out.push(token.startsWith('"') ? quoted(token) : token);
    }
  }
  return out.join('') + (comma ?? '');
}

const REST = /[^"/,\]}\s]+|\s+|[^]/y;

/** A string, a comment, one sign that tells something, or as many as there are of others. */
function endOfToken(text: string, from: number): number {
  if (text[from] === '"') return endOfText(text, from);
  const opening = text.slice(from, from + 2);
  if (opening !== '//' && opening !== '/*') {
    REST.lastIndex = from;
    return from + (REST.exec(text)?.[0].length ?? 1);
  }
  const closing = opening === '//' ? '\n' : '*/';
  const end = text.indexOf(closing, from + 2);
  if (end < 0) return text.length;
  return opening === '//' ? end : end + closing.length;
}

function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return Math.min(at + 1, text.length);
}

const quoted = (text: string): string =>
  text.replace(/\\[^]|[\n\r\t]/g, (sign) => WRITTEN[sign] ?? sign);
