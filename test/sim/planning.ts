/** What governs a run, worked out once for all stories that have the same texts and the same past. */
import { loadCatalog } from '../../src/config/catalog.ts';
import { loadDefaults } from '../../src/config/load.ts';
import { planning } from '../../src/config/planning.ts';
import type { Clock, Planning } from '../../src/ports.ts';

type Loaded = readonly [ReturnType<typeof loadDefaults>, ReturnType<typeof loadCatalog>];
let loaded: Loaded | undefined;
const known = new Map<string, unknown>();
const KEPT = 2_000;

/** Prices and the catalog age by the day, a story takes a few of them at most: its clock is no part of the question. */
export function cachedPlanning(clock: Clock): Planning {
  const [defaults, catalog] = (loaded ??= [loadDefaults(), loadCatalog()]);
  return remembered(planning(defaults, clock, catalog), '');
}

/** Asked the same after the same past, it answers the same. */
function remembered(real: Planning, past: string): Planning {
  const once = <A extends readonly unknown[], T>(name: string, ask: (...args: A) => T) => {
    return (...args: A): T => {
      const key = JSON.stringify([name, past, args]);
      if (known.size > KEPT) known.clear();
      if (!known.has(key)) known.set(key, ask(...args));
      return known.get(key) as T;
    };
  };
  return {
    ...real,
    compile: once('compile', real.compile),
    bootstrap: once('bootstrap', real.bootstrap),
    startPermission: once('startPermission', real.startPermission),
    after: (debts, done) =>
      remembered(real.after(debts, done), JSON.stringify([past, debts, done])),
  };
}
