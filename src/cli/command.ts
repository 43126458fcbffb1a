import { parseArgs } from 'node:util';
import { meant } from '../core/plan/names.ts';

/** One thing that the command line can do. */
export interface Command {
  readonly usage: string;
  /** A sentence: what about the arguments is not how it is used. */
  read(args: readonly string[]): Work | string;
}

/** Says its lines and returns the exit code. */
export type Work = (say: (line: string) => void) => Promise<number>;

export interface Parsed {
  readonly words: readonly string[];
  /** Options with a value. */
  readonly values: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
}

interface Known {
  readonly values?: readonly string[];
  readonly flags?: readonly string[];
}

/** Words, options and flags; a sentence: which option nobody knows, or which lacks its value. */
export function parsed(args: readonly string[], known: Known): Parsed | string {
  const named = known.values ?? [];
  const options = Object.fromEntries([
    ...named.map((name) => [name, { type: 'string' } as const] as const),
    ...(known.flags ?? []).map((name) => [name, { type: 'boolean' } as const] as const),
  ]);
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options,
  });
  const found: Record<string, string> = {};
  const flags: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    if (options[name] === undefined)
      return `There is no option ${dashed(name)}. ${meant(name, Object.keys(options).map(dashed))}`;
    const isNamed = named.includes(name);
    if (isNamed && typeof value === 'string') found[name] = value;
    else if (!isNamed && value === true) flags.push(name);
    else return isNamed ? `${dashed(name)} needs a value.` : `${dashed(name)} takes no value.`;
  }
  return { words: positionals, values: found, flags };
}

const dashed = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`);

/** Words that a command can do nothing with; undefined: there are none. */
export const tooMany = (words: readonly string[], most: number): string | undefined =>
  words.length > most ? `\`${words[most]}\` is one word too many.` : undefined;
