import { TransientError } from '../core/errors.ts';
import { type Speaker, TooMuchError, translate } from './failures.ts';

const READ_PAUSES_MS = [300, 1_500];

export interface Attempts {
  /** What fails is translated. */
  once<T>(call: () => Promise<T>): Promise<T>;
  /** Reads may be repeated: they change nothing. A limit that GitHub names is not waited for here. */
  patiently<T>(call: () => Promise<T>): Promise<T>;
}

export function attempts(as: Speaker): Attempts {
  const once: Attempts['once'] = async (call) => {
    try {
      return await call();
    } catch (error) {
      throw translate(error, as);
    }
  };
  const patiently: Attempts['patiently'] = async (call) => {
    for (const pause of READ_PAUSES_MS) {
      try {
        return await once(call);
      } catch (error) {
        if (!(error instanceof TransientError) || error.retryAfterMs !== undefined) throw error;
        if (error instanceof TooMuchError) throw error;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    return once(call);
  };
  return { once, patiently };
}
