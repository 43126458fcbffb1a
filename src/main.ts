import { TransientError, UserError } from './core/errors.ts';
import { processEnv, serverSettings } from './env.ts';
import { keepHeapSmall } from './heap.ts';
import { useProxy } from './proxy.ts';
import { startServer } from './server.ts';

/** `npm start`: runs the App until it is told to stop. */
async function main(): Promise<void> {
  keepHeapSmall();
  const env = processEnv();
  useProxy(env);
  const server = await startServer(serverSettings(env));
  const stop = (): void => {
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
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
