import { ASKED_PAST } from '../core/context/past.ts';
import type { Forge } from '../ports.ts';
import type { Checkout } from './checkout.ts';

/**
 * A forge that looks into a checkout before it asks GitHub. What is in the tree of a commit is always GitHub's
 * word; the checkout has contents by their names, and what commits say of files. What it does not have, or not
 * surely, GitHub is asked for, so that both ways have the same answer.
 */
export const fromCheckout = (forge: Forge, checkout: () => Promise<Checkout | null>): Forge => ({
  ...forge,
  files: async (commit, entries) => {
    const known =
      (await (await checkout())?.texts(entries.filter(({ mode }) => isFile(mode)))) ?? [];
    const texts = new Map(known);
    const asked = entries.filter(({ sha }) => !texts.has(sha));
    const others = asked.length === 0 ? [] : await forge.files(commit, asked);
    // A file may be asked for at two commits at once.
    const nameOf = ({ path, sha }: { readonly path: string; readonly sha: string }): string =>
      `${sha} ${path}`;
    const byName = new Map(others.map((file) => [nameOf(file), file]));
    return entries.flatMap((entry) => {
      const { path, sha, mode } = entry;
      const text = texts.get(sha);
      const other = byName.get(nameOf(entry));
      if (typeof text === 'string' && isFile(mode)) return [{ path, sha, mode, text }];
      return other === undefined ? [] : [other];
    });
  },
  fileHistory: async (commit, paths) => {
    const asked = paths.slice(0, ASKED_PAST.paths);
    const past = await (await checkout())?.past(commit, asked, ASKED_PAST);
    return past ?? forge.fileHistory(commit, asked);
  },
});

const isFile = (mode: string): mode is '100644' | '100755' =>
  mode === '100644' || mode === '100755';
