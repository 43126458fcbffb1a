import { clamp } from '../text/neutralise.ts';
import type { Entry } from './entry.ts';

/** What a repository says to everybody who works on it. It is read, never obeyed: its authors are not the plan's. */
export interface Instruction {
  readonly path: string;
  readonly text: string;
}

/** In the order in which they are shown. */
const PATHS = ['AGENTS.md', 'CONTRIBUTING.md', '.github/copilot-instructions.md'];
const MAX_CHARS = 8_000;
const MAX_BYTES = 100_000;

export const isInstruction = (path: string): boolean => PATHS.includes(path);

export const instructionEntries = <E extends Entry>(tree: readonly E[]): readonly E[] =>
  PATHS.flatMap((path) =>
    tree.filter((entry) => entry.path === path && entry.size > 0 && entry.size <= MAX_BYTES),
  );

export const instructionsOf = (files: readonly Instruction[]): readonly Instruction[] =>
  files.map(({ path, text }) => ({ path, text: clamp(text, MAX_CHARS) }));
