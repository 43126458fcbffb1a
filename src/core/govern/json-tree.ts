import { readJson } from '../text/loose-json.ts';

/** The value of a text of JSON, as package managers read it; empty where there is none, or where it is none. */
export const jsonOf = (text: string): unknown =>
  text === '' ? {} : (readJson(text.replace(/^\uFEFF/, '')) ?? {});

export function group(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return {};
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

/** Every text below a value by its names; overrides nest. */
export function leaves(value: unknown): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const open: (readonly [name: string, value: unknown])[] = [['', value]];
  for (const [name, one] of open) {
    if (typeof one === 'string') found.set(name, one);
    if (typeof one !== 'object' || one === null) continue;
    for (const [key, below] of Object.entries(one))
      open.push([name === '' ? key : `${name} > ${key}`, below]);
  }
  return found;
}
