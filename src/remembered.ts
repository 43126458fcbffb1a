/** Makes a thing once; what could not be made is made anew next time. */
export function remembered<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    const current = (made ??= make());
    try {
      return await current;
    } catch (error) {
      if (made === current) made = undefined;
      throw error;
    }
  };
}
