/** Logs can be hundreds of megabytes: only their end is ever in memory. */
export async function tailOf(body: unknown, maxBytes: number): Promise<string> {
  if (!(body instanceof ReadableStream)) return '';
  const chunks: Uint8Array[] = [];
  let kept = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    chunks.push(chunk);
    kept += chunk.length;
    while (kept - (chunks[0]?.length ?? kept) >= maxBytes) kept -= chunks.shift()?.length ?? 0;
  }
  return Buffer.concat(chunks).subarray(-maxBytes).toString('utf8');
}

/** Null as soon as there is more than allowed: the rest is never fetched. */
export async function wholeOf(body: unknown, maxBytes: number): Promise<Uint8Array | null> {
  if (!(body instanceof ReadableStream)) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
