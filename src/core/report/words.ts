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

export const short = (sha: string): string => sha.slice(0, 7);

const base = ({ server, owner, name }: Links): string => `${server}/${owner}/${name}`;
export const commitLink = (links: Links, sha: string): string =>
  `[\`${short(sha)}\`](${base(links)}/commit/${sha})`;
export const branchLink = (links: Links, branch: string): string =>
  `[\`${branch}\`](${base(links)}/tree/${branch})`;
export const runLink = (links: Links, text: string, id: number): string =>
  id === 0 ? text : `[${text}](${base(links)}/actions/runs/${id})`;
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
