import type { Hold } from '../budget.ts';
import type { Instant } from '../ids.ts';
import type { PhaseState, Run } from '../run/run.ts';

/** Where links lead: the web address of the server and the repository. */
export interface Links {
  readonly server: string;
  readonly owner: string;
  readonly name: string;
}

const CENT = 10_000;

/** Dollars and cents; what is spent is never told as nothing. */
export const usd = (microUsd: number): string =>
  microUsd > 0 && microUsd < CENT ? 'under $0.01' : `$${(microUsd / 1e6).toFixed(2)}`;

/** 1234 → 1,234; from ten thousand on 12k, from a million on 1.2M, and so on. */
export function count(n: number): string {
  if (n >= 999_500_000) return `${(n / 1_000_000_000).toFixed(1)}B`;
  if (n >= 999_500) return `${(n / 1_000_000).toFixed(1)}M`;
  if (n >= 10_000) return `${Math.round(n / 1_000)}k`;
  return thousands(n);
}

/** 1234567 → 1,234,567, where a cap is compared with what was spent. */
export const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

const pad = (n: number): string => String(n).padStart(2, '0');
const DAY_MS = 86_400_000;

/** `10:41` UTC. Computed by hand: the core knows no clock and no calendar beyond these two. */
export const clock = (at: Instant): string => {
  const minutes = Math.floor((at % DAY_MS) / 60_000);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
};

/** `2026-09-20 10:41 UTC`, for waits that may last for days. */
export function moment(at: Instant): string {
  // Days since 0000-03-01, so that the leap day is the last of its year (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  const days = Math.floor(at / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const ofEra = days - era * 146_097;
  const year = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear = ofEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * month + 2) / 5) + 1;
  const inYear = month < 10 ? month + 3 : month - 9;
  const date = `${year + era * 400 + (inYear <= 2 ? 1 : 0)}-${pad(inYear)}-${pad(day)}`;
  return `${date} ${clock(at)} UTC`;
}

/** `1 commit`, `2 commits`. */
export const many = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

/** What opens when somebody wants to see it. */
export const folded = (summary: string, text: string): string =>
  `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;

/** Where a phase is, in words for people. */
export const PHASE_WORDS: Readonly<Record<PhaseState, string>> = {
  QUEUED: 'queued',
  EXECUTING: 'building',
  GATE: 'checking patch',
  CI_RUNNING: 'CI and audit',
  COMPLETE: 'done',
  FAILED: 'failed',
  SKIPPED: 'skipped',
};

export const short = (sha: string): string => sha.slice(0, 7);

const base = ({ server, owner, name }: Links): string => `${server}/${owner}/${name}`;
export const commitLink = (links: Links, sha: string): string =>
  `[\`${short(sha)}\`](${base(links)}/commit/${sha})`;
export const branchLink = (links: Links, branch: string): string =>
  `[\`${branch}\`](${base(links)}/tree/${branch})`;
/** A folder at the tip of a branch. */
export const treeLink = (links: Links, path: string, text: string): string =>
  `[${text}](${base(links)}/tree/${path})`;
export const runLink = (links: Links, text: string, id: number): string =>
  id === 0 ? text : `[${text}](${base(links)}/actions/runs/${id})`;
export const issueLink = (links: Links, issue: number): string =>
  `[issue ${issue}](${base(links)}/issues/${issue})`;

const WIDTH = 16;

/** A bar of sixteen steps; what is spent is never drawn as nothing. */
export function bar(used: number, cap: number): string {
  const full = cap <= 0 ? 0 : Math.min(WIDTH, Math.ceil((used / cap) * WIDTH));
  return '█'.repeat(full) + '░'.repeat(WIDTH - full);
}

/** Money where it is priced, tokens where it is not. */
export const spentWords = (spent: Run['spent']): string =>
  spent.microUsd > 0 ? usd(spent.microUsd) : `${count(spent.tokens)} tok`;

/** What a run has cost, of its cap: tokens without a price are not told as no money. */
export function costWords(spent: Run['spent'], capMicroUsd: number | null): string {
  if (capMicroUsd !== null) return `${usd(spent.microUsd)} of ${usd(capMicroUsd)}, `;
  return spent.microUsd > 0 ? `${usd(spent.microUsd)}, ` : '';
}

/** Who is asked in place of the model that the strategy names; nothing where that one is. */
export const insteadOf = ({ model, because }: Pick<Hold, 'model' | 'because'>): string =>
  because === undefined ? '' : ` by ${model}: ${because}`;

/** `ready` → `Ready`. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
