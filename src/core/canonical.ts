type Entry = readonly [name: string, field: unknown];

/** By code units, as sorting plain strings does. */
const byName = ([a]: Entry, [b]: Entry): number => (a < b ? -1 : 1);

/** JSON with sorted keys and no spaces: the same value is the same text, whoever writes it. `undefined` fields are left out. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '';
  // One text that grows, and no lists in between: a run's whole state goes through here at every step.
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item ?? null)}`;
    return `[${text}]`;
  }
  for (const [name, field] of Object.entries(value).sort(byName))
    if (field !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`;
  return `{${text}}`;
}
