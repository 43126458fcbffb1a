import pino, { type Logger } from 'pino';
import { redact } from './core/text/redact.ts';
import type { Log } from './ports.ts';

/** JSON lines on stdout. Known secrets and everything that looks like one are taken out of each line. */
export function createLog(level: string, secrets: readonly string[]): Logger & Log {
  const stream = {
    write: (line: string): void => void process.stdout.write(redact(line, secrets)),
  };
  return pino(
    { level, base: { name: 'autopack' }, serializers: { err: pino.stdSerializers.err } },
    stream,
  );
}
