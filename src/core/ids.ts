import { z } from 'zod';

/** A git object name: 40 lower-case hex digits. */
export const Sha = z.string().regex(/^[0-9a-f]{40}$/, 'must be a 40-digit git object name');
export type Sha = z.infer<typeof Sha>;

/** "Must not exist" in a compare-and-swap of refs, as git and GitHub spell it. */
export const NO_OBJECT: Sha = '0'.repeat(40);

/** Lower-case hex SHA-256 of a text. */
export const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256 in hex');
export type Digest = z.infer<typeof Digest>;

/** `<issue>-<n>`: the n-th run of an issue. */
export const RunId = z.string().regex(/^[1-9][0-9]{0,9}-[1-9][0-9]{0,4}$/, 'must look like 142-1');
export type RunId = z.infer<typeof RunId>;

/** A phase or tier id as written in a plan: `T1.P2`, `T1`. */
export const PartId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'must be 1-40 of A-Z a-z 0-9 . _ -');
export type PartId = z.infer<typeof PartId>;

/** A repository by name, as it is spelled in URLs. */
export interface RepoName {
  readonly owner: string;
  readonly name: string;
}

/** What a trigger names: the issue whose runs are to be reconciled. Nothing else of a trigger is used. */
export interface RunKey extends RepoName {
  readonly issue: number;
}

/** A person or bot on GitHub; `id` is what identity is decided on, `login` is for reading. */
export const Actor = z.strictObject({ id: z.int(), login: z.string() });
export type Actor = z.infer<typeof Actor>;

/** GitHub's times have no fraction: a moment of ours is compared with one of theirs by its whole second. */
export const wholeSecond = (at: number): number => Math.floor(at / 1_000) * 1_000;

/** Milliseconds since the epoch, UTC. */
export const Instant = z.int().nonnegative();
export type Instant = z.infer<typeof Instant>;
