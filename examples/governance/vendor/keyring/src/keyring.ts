// Copyright (c) 2024 Vera Vendor. MIT licence, see LICENSE.
import { createHash, timingSafeEqual } from 'node:crypto';

/** Who holds a key, by the SHA-256 of each key; null: nobody does. Compares in constant time. */
export function keyring(hashes: Readonly<Record<string, string>>): (key: string) => string | null {
  const known = Object.entries(hashes).map(
    ([holder, hash]) => [holder, Buffer.from(hash, 'hex')] as const,
  );
  return (key) => {
    const hash = createHash('sha256').update(key).digest();
    return known.find(([, one]) => timingSafeEqual(one, hash))?.[0] ?? null;
  };
}
