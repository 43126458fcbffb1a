/** What was made, and how it goes away again: last made, first removed, and one failure stops nothing. */
export interface Undo {
  /** Before the thing is made, so that nothing is forgotten; removing what is not there has to succeed. */
  add(what: string, remove: () => Promise<void>): void;
  /** Removes everything; returns what could not be removed, and why. */
  all(): Promise<readonly string[]>;
}

export function createUndo(reason: (error: unknown) => string): Undo {
  const made: { readonly what: string; readonly remove: () => Promise<void> }[] = [];
  return {
    add: (what, remove) => void made.push({ what, remove }),
    all: async () => {
      const left: string[] = [];
      for (let last = made.pop(); last !== undefined; last = made.pop()) {
        try {
          await last.remove();
        } catch (error) {
          left.push(`${last.what}: ${reason(error)}`);
        }
      }
      return left;
    },
  };
}
