import { UserError } from '../core/errors.ts';

/** Does each of them, one after the other; what is for a person to mend keeps none of the others, and is thrown at the end. */
export async function allOf(works: readonly (() => Promise<void>)[]): Promise<void> {
  let first: UserError | undefined;
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      first ??= error;
    }
  }
  if (first !== undefined) throw first;
}
