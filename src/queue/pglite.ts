import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';

/**
 * Compiled to its best, PostgreSQL takes half a gigabyte for a while and a hundred megabytes for good; the
 * simple compiler's code is nearly as fast for statements as small as ours. The flags are read whenever
 * WebAssembly is compiled, so they are set before the first module is.
 */
const SIMPLE_COMPILER = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];
/** Allocated in full at the start; the hints of a thousand runs are some two megabytes. */
const SHARED_BUFFERS = '16MB';

/** Opens, or makes, the database in a directory, with as little memory as it does its work in. */
export function openPglite(directory: string): Promise<PGlite> {
  for (const flag of SIMPLE_COMPILER) setFlagsFromString(flag);
  return PGlite.create(directory, {
    startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
  });
}
