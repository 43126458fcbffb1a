/** Lets what has the same name happen one after the other. */
export function oneByOne(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<void>>();
  return async (name, work) => {
    const before = last.get(name);
    let end = (): void => undefined;
    const mine = new Promise<void>((resolve) => (end = resolve));
    last.set(name, mine);
    try {
      await before;
      return await work();
    } finally {
      if (last.get(name) === mine) last.delete(name);
      end();
    }
  };
}
