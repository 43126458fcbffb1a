import type { Action } from '../core/run/action.ts';
import type { Seen } from '../core/run/observation.ts';
import { recordBaseline } from './baseline.ts';
import { dispatchCi, startGate } from './dispatch-ci.ts';
import type { Pass } from './pass.ts';
import { reportCi } from './report-ci.ts';
import { rerunCi } from './rerun-ci.ts';

export type CiAction = Extract<
  Action,
  { do: 'dispatch-ci' | 'rerun-ci' | 'start-gate' | 'record-baseline' | 'report-ci' }
>;

/** What is asked of CI is looked at again before the pass rests; what is only read of it holds. */
export async function actOnCi(pass: Pass, action: CiAction, seen: Seen): Promise<'fresh' | 'old'> {
  switch (action.do) {
    case 'dispatch-ci':
      await dispatchCi(pass, action);
      return 'old';
    case 'rerun-ci':
      await rerunCi(pass, action);
      return 'old';
    case 'start-gate':
      await startGate(pass, action);
      return 'old';
    case 'record-baseline':
      await recordBaseline(pass, action);
      return 'fresh';
    case 'report-ci':
      await reportCi(pass, action, seen);
      return 'fresh';
  }
}
