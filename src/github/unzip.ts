import { Unzip, UnzipInflate } from 'fflate';

export interface UnzipLimits {
  readonly files: number;
  /** Unpacked, all files together. */
  readonly bytes: number;
}

/** Stored as it is, and deflate; of a packing of its own the library can make nothing. */
const READABLE: readonly number[] = [0, 8];
/** Deflate expands a thousandfold at most, so this bounds what one piece can become. */
const CHUNK_BYTES = 8 * 1024;

/**
 * Texts of the files of an archive whose names are wanted, unpacked piece by piece. The attacker uploads an archive of
 * a few kilobytes that unpacks to gigabytes, or one of a million files: unpacking stops at the limits, whatever sizes
 * the archive states. Names choose what is read and are never paths to anything. Null: broken, or more than allowed.
 */
export function textsOfZip(
  zip: Uint8Array,
  wanted: (name: string) => boolean,
  limits: UnzipLimits,
): readonly string[] | null {
  const found: Uint8Array[][] = [];
  let files = 0;
  let bytes = 0;
  let broken = false;
  const unzip = new Unzip((file) => {
    files += 1;
    if (files > limits.files) return;
    if (!wanted(file.name)) return;
    if (!READABLE.includes(file.compression)) {
      broken = true;
      return;
    }
    const chunks: Uint8Array[] = [];
    found.push(chunks);
    file.ondata = (error, chunk) => {
      if (error !== null) broken = true;
      bytes += chunk?.length ?? 0;
      if (bytes <= limits.bytes && !broken) chunks.push(chunk);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < zip.length; at += CHUNK_BYTES) {
      const end = at + CHUNK_BYTES;
      unzip.push(zip.subarray(at, end), end >= zip.length);
      if (broken || bytes > limits.bytes || files > limits.files) return null;
    }
  } catch (error) {
    // The library reports what it cannot read as an Error with a numeric code; anything else is a bug.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
  return found.map((chunks) => Buffer.concat(chunks).toString('utf8'));
}
