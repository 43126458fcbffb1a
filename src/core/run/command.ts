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

/**
 * Reads a comment whose very first line is `/autopack <word> …`. A command in a quote, in a fence or
 * further down is not one: people write about commands too.
 */
export function parseCommand(body: string): ParsedCommand | null {
  const line = body.split(/\r\n|[\r\n]/, 1)[0] ?? '';
  const [slash, word = '', ...args] = line.trimEnd().split(/[ \t]+/);
  if (slash !== '/autopack') return null;
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
