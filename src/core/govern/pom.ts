const TAG = /<(\/?)([\w:.-]{1,40})/g;
const REPOSITORY = /^(?:plugin|snapshot)?repository$/i;

/**
 * What a build of Maven asks for packages, and where it puts its own, each by its address. A text that brings its
 * own entities is one such part as a whole: nobody knows what it asks.
 */
export function repositoriesOf(text: string): readonly string[] {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return [text];
  const plain = unmarked(unmarked(text, '<!--', '-->'), '<![CDATA[', ']]>', (inner) =>
    inner.replaceAll('<', '&lt;'),
  );
  const found: string[] = [];
  let isInside = false;
  for (const { 0: tag, 1: closes, 2: name = '', index } of plain.matchAll(TAG)) {
    if (REPOSITORY.test(name)) isInside = closes === '';
    if (!isInside || closes !== '' || name.toLowerCase() !== 'url') continue;
    const from = index + tag.length;
    const end = plain.indexOf('<', from);
    const told = plain.slice(from, end < 0 ? undefined : end).replace(/^\s*>/, '');
    found.push(`"${told.trim()}"`);
  }
  return found;
}

/** A text without what stands between two marks, or with what is made of that. */
function unmarked(
  text: string,
  open: string,
  close: string,
  kept: (inner: string) => string = () => '',
): string {
  const [first = '', ...parts] = text.split(open);
  return first + parts.map((part) => withoutEnd(part, close, kept)).join('');
}

function withoutEnd(part: string, close: string, kept: (inner: string) => string): string {
  const end = part.indexOf(close);
  return end < 0 ? '' : kept(part.slice(0, end)) + part.slice(end + close.length);
}
