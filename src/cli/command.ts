import { parseArgs } from 'node:util';

/** One thing that the command line can do. */
export interface Command {
  readonly usage: string;
  /** Undefined: that is not how it is used. */
  read(args: readonly string[]): Work | undefined;
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

/** Words, options and flags; undefined: there is an option that nobody knows, or one that lacks its value. */
export function parsed(args: readonly string[], known: Known): Parsed | undefined {
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
    if (options[name] === undefined) return undefined;
    const isNamed = named.includes(name);
    if (isNamed && typeof value === 'string') found[name] = value;
    else if (!isNamed && value === true) flags.push(name);
    else return undefined;
  }
  return { words: positionals, values: found, flags };
}
