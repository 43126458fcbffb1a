/** Failures on demand, and a record of what was asked for, around any port. */
import { TransientError } from '../../src/core/errors.ts';

type FaultTime = 'before' | 'after';

export interface FakeFaults {
  /** The next call of `ledger.append`, `forge.comment` … fails, before or after it has had its effect. */
  failNext(method: string, time: FaultTime, error?: Error): void;
  /** Replaces the rule; it is asked for each call, numbered from 1. Undefined: no fault. */
  rule(rule: ((method: string, n: number) => FaultTime | undefined) | null): void;
  readonly calls: readonly string[];
  wrap<T extends object>(name: string, port: T): T;
}

export function fakeFaults(): FakeFaults {
  const calls: string[] = [];
  const next: { method: string; time: FaultTime; error: Error }[] = [];
  let rule: ((method: string, n: number) => FaultTime | undefined) | null = null;
  const lost = (): Error => new TransientError('the fake GitHub failed as it was told to');

  const faultFor = (method: string): { time: FaultTime; error: Error } | undefined => {
    const index = next.findIndex((fault) => fault.method === method);
    if (index >= 0) return next.splice(index, 1)[0];
    const time = rule?.(method, calls.length);
    return time === undefined ? undefined : { time, error: lost() };
  };

  const around =
    (method: string, call: (...args: unknown[]) => Promise<unknown>) =>
    async (...args: unknown[]): Promise<unknown> => {
      calls.push(method);
      const fault = faultFor(method);
      if (fault?.time === 'before') throw fault.error;
      const answer = await call(...args);
      if (fault?.time === 'after') throw fault.error;
      return answer;
    };

  return {
    calls,
    failNext: (method, time, error = lost()) => void next.push({ method, time, error }),
    rule: (given) => void (rule = given),
    wrap: <T extends object>(name: string, port: T): T =>
      Object.fromEntries(
        Object.entries(port).map(([method, call]) => [method, around(`${name}.${method}`, call)]),
      ) as T,
  };
}
