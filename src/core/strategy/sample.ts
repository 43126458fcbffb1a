import { CATEGORIES, type Plan } from '../plan/plan.ts';

/** A plan that nobody wrote: one phase of each category, named like it, to show what a configuration makes of them. */
export const samplePlan = (): Plan => ({
  title: 'One phase of each category',
  safetyProfile: 'normal',
  runScope: 'multi_tier',
  tiers: [{ id: 'T1', name: 'All categories', description: '', line: 1 }],
  phases: CATEGORIES.map((category) => ({
    ...{ id: category, tier: 'T1', name: 'any', description: '', category, line: 1 },
    ...{ scope: [], readOnlyContext: [], deliverables: [], acceptance: ['any'] },
    ...{ dependsOn: [], allowNoop: false },
  })),
});
