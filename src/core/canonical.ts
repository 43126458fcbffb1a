/** JSON with sorted keys and no spaces: the same value is the same text, whoever writes it. `undefined` fields are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value))
    return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = new Map(Object.entries(value));
  let text = '';
  // One text that grows, and no lists in between: a run's whole state goes through here at every step.
  for (const name of [...fields.keys()].sort()) {
    const field = fields.get(name);
    if (field !== undefined)
      text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(field)}`;
  }
  return `{${text}}`;
}
