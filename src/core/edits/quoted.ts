/** Whether some of these signs stand within quotes, or outside of them, as far as quotes that come in pairs tell. */
export function standsSome(text: string, signs: RegExp, where: 'inside' | 'outside'): boolean {
  const open = new Set<string>();
  let from = 0;
  for (const { index } of text.matchAll(signs)) {
    for (const [quote] of text.slice(from, index).matchAll(/["'`]/g))
      if (!open.delete(quote)) open.add(quote);
    from = index;
    if (open.size > 0 === (where === 'inside')) return true;
  }
  return false;
}
