/** `npm run live-checks -- OWNER/REPO`: what Autopack takes for granted, asked of the real GitHub. */
import { randomBytes } from 'node:crypto';
import { UserError } from '../../src/core/errors.ts';
import { redact } from '../../src/core/text/redact.ts';
import { processEnv } from '../../src/env.ts';
import { live, TIMINGS } from './live.ts';
import { readOptions, USAGE } from './options.ts';
import { liveSettings, secretsOf } from './settings.ts';

/** Known as soon as they are read: not even a mistake of ours prints them. */
let secrets: readonly string[] = [];

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  process.on('SIGTERM', () => stop.abort());
  const settings = liveSettings(processEnv());
  secrets = secretsOf(settings);
  return live(options, {
    settings,
    timings: TIMINGS,
    nonce: randomBytes(4).toString('hex'),
    signal: stop.signal,
    say: (line) => void process.stdout.write(`${line}\n`),
  });
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const text =
      error instanceof UserError
        ? `${error.code}: ${error.message}\n${error.fix}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    process.stderr.write(`${redact(text, secrets)}\n`);
    process.exitCode = 2;
  },
);
