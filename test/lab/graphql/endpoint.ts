import type { Core } from '../core.ts';

export function registerGraphql(_core: Core): void {}
