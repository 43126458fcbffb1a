import { distance } from 'fastest-levenshtein';

/** Commands that exist. The parser is shared by App and Action. */
export const COMMANDS = [
  'run',
  'cancel',
  'finish',
  'hold',
  'resume',
  'stop-after',
  'retry',
  'rollback',
  'budget',
  'dismiss',
  'plan',
  'verify',
  'status',
  'explain',
  'help',
] as const;
export type CommandName = (typeof COMMANDS)[number];

export type ParsedCommand =
  | { readonly is: 'command'; readonly name: CommandName; readonly args: readonly string[] }
  | { readonly is: 'unknown'; readonly word: string; readonly nearest: CommandName | null };

/** Two letters wrong is a slip, more is another word. */
const SLIP = 2;
const NAME = '/autopack';

/** Whether a comment speaks to us, or would but for a slip in our name: that is asked about, and never done. */
export function isAddressed(body: string): boolean {
  if (body.startsWith(NAME)) return true;
  const name = firstLine(body).split(/[ \t]/, 1)[0] ?? '';
  return name.startsWith('/') && name.length <= 20 && distance(name.toLowerCase(), NAME) <= SLIP;
}

const firstLine = (body: string): string => body.split(/\r\n|[\r\n]/, 1)[0] ?? '';

/** What somebody may have meant who is not understood; null: nobody can tell. */
export function meantBy(body: string): CommandName | null {
  const [, ...rest] = firstLine(body)
    .trimEnd()
    .split(/[ \t]+/);
  const parsed = parseCommand(`${NAME} ${rest.join(' ')}`);
  return parsed?.is === 'command' ? parsed.name : (parsed?.nearest ?? null);
}

const ABOUT: readonly CommandName[] = ['dismiss', 'explain'];

/** In the thread of a finding that one is meant where none is named. */
export function saidAbout(body: string, finding: string | undefined): string {
  const parsed = parseCommand(body);
  if (finding === undefined || parsed?.is !== 'command' || !ABOUT.includes(parsed.name))
    return body;
  const { name, args } = parsed;
  const isNamed = name === 'explain' ? args.length > 0 : /^F-\d+$/i.test(args[0] ?? '');
  return isNamed ? body : [NAME, name, finding, ...args].join(' ');
}

/**
 * Reads a comment whose very first line is `/autopack <word> …`. A command in a quote, in a fence or
 * further down is not one: people write about commands too.
 */
export function parseCommand(body: string): ParsedCommand | null {
  const [slash, word = '', ...args] = firstLine(body)
    .trimEnd()
    .split(/[ \t]+/);
  if (slash !== NAME) return null;
  const name = COMMANDS.find((command) => command === word.toLowerCase());
  if (name !== undefined) return { is: 'command', name, args };
  const near = COMMANDS.map((command) => ({
    command,
    far: distance(command, word.slice(0, 40).toLowerCase()),
  }));
  const best = near.sort((a, b) => a.far - b.far)[0];
  return {
    is: 'unknown',
    word: word.slice(0, 40),
    nearest: best !== undefined && best.far <= SLIP ? best.command : null,
  };
}
