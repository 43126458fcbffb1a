import { AsyncLocalStorage } from 'node:async_hooks';
import pino, { type Logger } from 'pino';
import { redactor } from './core/text/redact.ts';
import type { Log } from './ports.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A log whose lines say what they were part of. */
export interface ScopedLog extends Log {
  /** Everything that is logged until `work` ends carries these fields. */
  within<T>(fields: Fields, work: () => Promise<T>): Promise<T>;
  /** Adds to the fields of the scope that is open, where one is. */
  add(fields: Fields): void;
}

const toStdout = (line: string): void => void process.stdout.write(line);

/** JSON lines. Known secrets and everything that looks like one are taken out of each line. */
export function createLog(
  level: string,
  secrets: readonly string[],
  write: (line: string) => void = toStdout,
): Logger & ScopedLog {
  const scopes = new AsyncLocalStorage<Record<string, unknown>>();
  const clean = redactor(secrets);
  const log = pino(
    {
      level,
      base: { name: 'autopack' },
      serializers: { err: pino.stdSerializers.err },
      // A copy: pino writes the line's own fields into it.
      mixin: () => ({ ...scopes.getStore() }),
    },
    { write: (line: string) => write(clean(line)) },
  );
  const scoped: Pick<ScopedLog, 'within' | 'add'> = {
    within: (fields, work) => scopes.run({ ...scopes.getStore(), ...fields }, work),
    add: (fields) => void Object.assign(scopes.getStore() ?? {}, fields),
  };
  return Object.assign(log, scoped);
}
