import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import type { Lab } from './lab.ts';

/** The App under test, as an installation, by a plain client without retries. */
export function appClient(lab: Lab): Octokit {
  return new Octokit({
    baseUrl: lab.url,
    authStrategy: createAppAuth,
    auth: {
      appId: lab.app.id,
      privateKey: lab.app.privateKey,
      installationId: lab.app.installationId,
    },
    log: {
      debug: () => undefined,
      info: () => undefined,
      warn: console.warn,
      error: () => undefined,
    },
  });
}
