import type { Run } from '../run/run.ts';
import type { Instant } from '../ids.ts';

/** Where links lead: the web address of the server and the repository. */
export interface Links {
  readonly server: string;
  readonly owner: string;
  readonly name: string;
}

export const usd = (microUsd: number): string => `$${(microUsd / 1e6).toFixed(2)}`;

/** 1234 → 1,234; from a million on 1.2M, from ten thousand on 12k. */
export function count(n: number): string {
  if (n >= 1_000_000) return `${(n / 1_000_000).toFixed(1)}M`;
  if (n >= 10_000) return `${Math.round(n / 1_000)}k`;
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

const pad = (n: number): string => String(n).padStart(2, '0');
const DAY_MS = 86_400_000;

/** `10:41` UTC. Computed by hand: the core knows no clock and no calendar beyond this. */
export const clock = (at: Instant): string => {
  const minutes = Math.floor((at % DAY_MS) / 60_000);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
};

/** `2026-11-21 10:41 UTC`. */
export function moment(at: Instant): string {
  const days = Math.floor(at / DAY_MS) + 719_468;
  const era = Math.floor(days / 146_097);
  const day = days - era * 146_097;
  const year = Math.floor(
    (day - Math.floor(day / 1_460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  );
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shifted = Math.floor((5 * ofYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const date = ofYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return `${year + era * 400 + (month <= 2 ? 1 : 0)}-${pad(month)}-${pad(date)} ${clock(at)} UTC`;
}

export const short = (sha: string): string => sha.slice(0, 7);

const base = ({ server, owner, name }: Links): string => `${server}/${owner}/${name}`;
export const commitLink = (links: Links, sha: string): string =>
  `[\`${short(sha)}\`](${base(links)}/commit/${sha})`;
export const branchLink = (links: Links, branch: string): string =>
  `[\`${branch}\`](${base(links)}/tree/${branch})`;
export const runLink = (links: Links, text: string, id: number): string =>
  id === 0 ? text : `[${text}](${base(links)}/actions/runs/${id})`;
export const checksLink = (links: Links, text: string, sha: string): string =>
  `[${text}](${base(links)}/commit/${sha}/checks)`;

const WIDTH = 16;

/** A bar of sixteen steps; what is spent is never drawn as nothing. */
export function bar(used: number, cap: number): string {
  const full = cap <= 0 ? 0 : Math.min(WIDTH, Math.ceil((used / cap) * WIDTH));
  return '█'.repeat(full) + '░'.repeat(WIDTH - full);
}

/** Money where it is priced, tokens where it is not. */
export const spentWords = (spent: Run['spent']): string =>
  spent.microUsd > 0 ? usd(spent.microUsd) : `${count(spent.tokens)} tok`;

/** `ready` → `Ready`. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
