import type { RunKey } from '../core/ids.ts';

const NAMED = /^([\w.-]{1,100})\/([\w.-]{1,100})#([1-9][0-9]{0,9})$/;

/** The issue of `OWNER/REPO#N`; a sentence: what was written instead. */
export function issueNamed(word: string | undefined): RunKey | string {
  const [, owner, name, issue] = NAMED.exec(word ?? '') ?? [];
  if (owner !== undefined && name !== undefined && issue !== undefined)
    return { owner, name, issue: Number(issue) };
  return `The issue is named as OWNER/REPO#N${word === undefined ? '' : `, not \`${word}\``}.`;
}
