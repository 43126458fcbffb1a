import { TransientError, UserError } from './core/errors.ts';
import { processEnv, serverSettings } from './env.ts';
import { keepHeapSmall } from './heap.ts';
import { useProxy } from './proxy.ts';
import { type RunningServer, startServer } from './server.ts';

/** `npm start`: runs the App until it is told to stop. */
async function main(): Promise<void> {
  const starting = start();
  // From the first moment on: the first process of a container is not ended by a signal that it does not listen to.
  const stop = (): void => {
    const started = Promise.race([starting, new Promise<null>((now) => setImmediate(now, null))]);
    started
      .then((server) => server?.stop())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  await starting;
}

async function start(): Promise<RunningServer> {
  keepHeapSmall();
  const env = processEnv();
  useProxy(env);
  return startServer(serverSettings(env));
}

main().catch((error: unknown) => {
  if (error instanceof UserError) console.error(`${error.code}: ${error.message}\n${error.fix}`);
  else if (error instanceof TransientError)
    console.error(
      `${error.message}.\nStart it again when that is mended. GITHUB_API_URL names the server that is asked, HTTPS_PROXY a proxy on the way, NODE_EXTRA_CA_CERTS a file with certificates of your own.`,
    );
  else console.error(error);
  process.exit(1);
});
