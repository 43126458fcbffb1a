import { hasWords, type Unit } from './units.ts';

/** Text without braces: each line that says something is a unit. Names are headings, `def`, `class` and keys. */
export function linesOf(source: string): readonly Unit[] {
  const open: { readonly indent: number; readonly name: string }[] = [];
  return source.split(/\r\n|\r|\n/).flatMap((raw, index): readonly Unit[] => {
    const text = raw.trim().replace(/\s+/g, ' ');
    if (!hasWords(text)) return [];
    const [heading, def] = [
      /^(#{1,6}) (.+)$/.exec(raw),
      /^(?:async )?(?:def|class) (\w+)|^([\w-]+):(?: |$)/.exec(text),
    ];
    const indent =
      heading === null ? raw.length - raw.trimStart().length + 6 : (heading[1]?.length ?? 1) - 1;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const name = heading?.[2] ?? def?.[1] ?? def?.[2];
    if (name !== undefined) open.push({ indent, name: name.slice(0, 60) });
    const symbol = open.map((one) => one.name).join('.');
    return [
      {
        text,
        symbol: symbol === '' ? null : symbol,
        isComment: false,
        spans: new Map([[index + 1, [0, 0] as const]]),
      },
    ];
  });
}
