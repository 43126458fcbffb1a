/** The simulated issue as prose, and the Planner that makes the simulated plan of it. */
import type { PlanAnswer } from '../../src/core/planning/answer.ts';
import type { Dice } from './random.ts';

export const PROSE = 'Three files are missing: first one, then another, and at the end the last.\n';

const phase = (id: string, name: string): PlanAnswer['tiers'][number]['phases'][number] => ({
  name,
  category: 'tests',
  complexity: null,
  description: `Write src/${id}.txt.`,
  scope: ['src/**'],
  deliverables: [`src/${id}.txt`],
  acceptance: [`${id} is ok`],
  depends_on: [],
  reuse: [],
});

const SOUND: PlanAnswer = {
  title: 'A simulated plan',
  safety_profile: null,
  tiers: [
    { name: 'First', phases: [phase('T1.P1', 'Begin'), phase('T1.P2', 'Go on')] },
    { name: 'Second', phases: [phase('T2.P1', 'End')] },
  ],
};

/** A plan; with a vice, one that no check lets through. */
export function planned(dice: Dice | null): string {
  const vice = dice?.pick(['empty', 'outside', 'protected', 'shape'] as const);
  const [first] = SOUND.tiers;
  const wrong = (change: Partial<(typeof SOUND.tiers)[number]['phases'][number]>): PlanAnswer => ({
    ...SOUND,
    tiers: [{ name: 'First', phases: [{ ...phase('T1.P1', 'Begin'), ...change }] }],
  });
  const answer = {
    empty: { ...SOUND, tiers: [] },
    outside: wrong({ deliverables: ['lib/else.txt'] }),
    protected: wrong({ scope: ['.github/workflows/own.yml'], deliverables: [] }),
    shape: { ...SOUND, tiers: [{ ...first, phases: 'none' }] },
    none: SOUND,
  }[vice ?? 'none'];
  return JSON.stringify(answer);
}
