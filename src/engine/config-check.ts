import { configCheck } from '../core/report/config-check.ts';
import type { EnginePorts } from './ports.ts';

/**
 * Says on a pull request that changes `.github/autopack.yml` what it would do, once a head. The attacker is
 * whoever opens a pull request: their file is compiled and shown, and governs nothing until it is merged.
 */
export async function checkConfig(ports: EnginePorts, number: number): Promise<void> {
  const pull = await ports.forge.configPull(number);
  if (pull === undefined || !pull.open || !pull.changesConfig) return;
  const wanted = configCheck(pull.head, ports.planning.defaults(pull.config));
  if (pull.checks.some(({ externalId }) => externalId === wanted.externalId)) return;
  await ports.forge.createCheck(wanted);
}
