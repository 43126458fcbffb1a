/** Names in a list of YAML, without its brackets. */
export const listed = (names: readonly string[]): string =>
  names.map((name) => (/^[\w./][\w./ -]*$/.test(name) ? name : JSON.stringify(name))).join(', ');
