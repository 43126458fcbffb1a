import { getInput, setSecret } from '@actions/core';
import type { ActionSecrets } from '../src/env.ts';

/** Reads the inputs of action.yml; every secret is masked before anything else can print it. */
export function readInputs(): ActionSecrets {
  const secret = (name: string): string => {
    const value = getInput(name);
    if (value !== '') setSecret(value);
    return value;
  };
  const privateKey = secret('private-key');
  // The runner masks line by line.
  for (const line of privateKey.split(/(?:\s|\\[rn])+/)) if (line.length > 20) setSecret(line);
  return {
    appId: getInput('app-id'),
    privateKey,
    token: secret('github-token'),
    apiKey: secret('openai-api-key'),
    baseUrl: getInput('openai-base-url'),
    leaseSeconds: getInput('lease-seconds'),
  };
}
