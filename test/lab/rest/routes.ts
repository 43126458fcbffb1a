import type { Core } from '../core.ts';
import { registerAccounts } from './accounts.ts';

/** Every REST route that is ours. */
export function registerRoutes(core: Core): void {
  registerAccounts(core);
}
