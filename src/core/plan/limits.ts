import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Problem } from './plan.ts';

/** What GitHub accepts as an issue's body, and so the most a plan can be. */
const MAX_PLAN_BYTES = 65_536;
const MAX_LINES = 3_000;
const MAX_CONTAINERS = 6;
const MAX_INDENT = 32;
const MAX_WEIGHT = 1_000;

/**
 * Refuses, before any parsing, what a Markdown parser takes more than linear time for. The attacker is
 * whoever can write an issue: 64 KiB of nested quotes or list markers would hold a pass for a minute.
 */
export function limitProblems(text: string): readonly Problem[] {
  const bytes = utf8ToBytes(text).length;
  if (bytes > MAX_PLAN_BYTES)
    return [
      {
        level: 'must',
        where: 'plan',
        code: 'plan/too-large',
        message: `The plan has ${bytes} bytes; at most ${MAX_PLAN_BYTES} are read.`,
        fix: 'Split the plan into several issues.',
      },
    ];
  if (text.trim() === '')
    return [
      {
        level: 'must',
        where: 'plan',
        code: 'plan/empty',
        message: 'The issue has no text, so there is no plan.',
        fix: 'Write tiers and phases into the issue, for example `## T1: Name` and `### T1.P1: Name`.',
      },
    ];
  return lineProblems(text.split('\n'));
}

function lineProblems(lines: readonly string[]): readonly Problem[] {
  if (lines.length > MAX_LINES) {
    const message = `The plan has ${lines.length} lines; at most ${MAX_LINES} are read.`;
    return [tooMuch('plan/too-many-lines', MAX_LINES + 1, message)];
  }
  let weight = 0;
  for (const [index, line] of lines.entries()) {
    const { containers, indent } = shapeOf(line);
    if (containers > MAX_CONTAINERS || (containers > 0 && indent > MAX_INDENT)) {
      const message = 'Lists or quotes are nested too deeply to be read.';
      return [tooMuch('plan/too-deep', index + 1, message)];
    }
    weight += containers > 0 ? containers + indent / 8 : /^[#=`~-]/.test(line) ? 1 : 0;
    if (weight > MAX_WEIGHT) {
      const message = 'The plan has more list items, quotes and headings than are read.';
      return [tooMuch('plan/too-many-items', index + 1, message)];
    }
  }
  return [];
}

const tooMuch = (code: string, line: number, message: string): Problem => ({
  level: 'must',
  where: 'plan',
  line,
  code,
  message,
  fix: 'Shorten the plan, or split it into several issues.',
});

const MARKER = /^(?:>|(?:[-*+]|[0-9]{1,9}[.)])(?=[ \t]|$))/;

/** How many list and quote markers a line begins with, and how far the first is indented. */
function shapeOf(line: string): { readonly containers: number; readonly indent: number } {
  const trimmed = line.trimStart();
  let rest = trimmed;
  let containers = 0;
  while (containers <= MAX_CONTAINERS) {
    const marker = MARKER.exec(rest.slice(0, 12));
    if (marker === null) break;
    containers += 1;
    rest = rest.slice(marker[0].length).trimStart();
  }
  // A rule of stars or dashes looks like a run of list markers.
  const rule = /^(?:[-*][ \t]*){3,40}$/.test(trimmed.slice(0, 81)) && trimmed.length <= 81;
  return { containers: rule ? 1 : containers, indent: line.length - trimmed.length };
}
