import { describe, expect, it } from '@jest/globals';
import type { Want } from '../../../src/core/context/look.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { mayBeMended, mayLook, mendsSoFar } from '../../../src/core/run/mends.ts';
import { hold } from './story.ts';

type Started = Extract<RunEvent, { type: 'repair-started' }>;

describe('an answer that is asked for more', () => {
  const started = (more: Partial<Started> = {}): Started => ({
    ...{ type: 'repair-started', at: 0, phase: 'T1.P1', attempt: 1, hold: hold('builder') },
    ...more,
  });
  const look: Want[] = [{ op: 'read', arg: 'a.ts' }];

  it('is so a number of times of each kind, whatever comes between', () => {
    const once = mendsSoFar({}, started());
    const cut = mendsSoFar(once, started({ rest: true }));
    const shown = mendsSoFar(cut, started({ look }));
    expect(shown).toEqual({ repairs: 1, rests: 1, looks: [look] });
    expect(mendsSoFar(shown, started({ look }))).toEqual({ ...shown, looks: [look, look] });
    expect(mendsSoFar(shown, started({ rest: true }))).toEqual({ ...shown, rests: 2 });
    expect(mendsSoFar(shown, started())).toEqual({ ...shown, repairs: 2 });
    expect(mayBeMended(mendsSoFar(shown, started()), null)).toBe(false);
  });

  it('is shown what is new beside what it was shown', () => {
    const both: readonly Want[] = [
      { op: 'read', arg: 'a.ts' },
      { op: 'read', arg: 'b.ts' },
    ];
    expect(mayLook({ looks: [look] }, look)).toBe(false);
    expect(mayLook({ looks: [look] }, both)).toBe(true);
    expect(mayLook({ looks: [look] }, [{ op: 'search', arg: 'a.ts' }])).toBe(true);
  });
});
