import type { FileChange } from '../core/edits/edits.ts';
import type { ParsedChange } from '../core/govern/parsed.ts';

/** Reads what changed the way a compiler would. */
export interface Syntax {
  /** Both sides of every change whose language is known; others are left out. Never rejects. */
  parse(changes: readonly FileChange[]): Promise<readonly ParsedChange[]>;
}
