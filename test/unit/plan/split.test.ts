import { describe, expect, it } from '@jest/globals';
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { parsePlan } from '../../../src/core/plan/parse.ts';
import type { Plan } from '../../../src/core/plan/plan.ts';
import { rangesOf, splitPlan } from '../../../src/core/plan/split.ts';

const phaseText = (id: string, more = ''): string =>
  `### ${id}: Work ${id}\n\n- category: tests\n- scope: \`src/${id}/**\`, \`my notes/${id}.md\`\n- acceptance:\n  - [ ] it \`works\`, # really\n${more}\nDo it.\n\n\`\`\`yaml\n- category: docs\n\`\`\`\n`;

const body = (sizes: readonly number[]): string =>
  sizes
    .map((size, tier) =>
      [
        `## T${tier + 1}: Tier ${tier + 1}`,
        ...Array.from({ length: size }, (_, n) =>
          phaseText(
            `T${tier + 1}.P${n + 1}`,
            tier > 0 && n === 0 ? `- depends on: T${tier}.P1\n` : '',
          ),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');

const planOf = (text: string): Plan => {
  const parsed = parsePlan(text);
  if (parsed.is === 'bad') throw new Error(JSON.stringify(parsed.problems));
  return parsed.plan;
};

describe('the split of a plan that is too long', () => {
  it.each([
    [[3, 3, 3], 'T1.P1 to T2.P3; T3.P1 to T3.P3'],
    [[7, 2], 'T1.P1 to T1.P6; T1.P7 to T2.P2'],
    [[1, 6, 1], 'T1.P1; T2.P1 to T2.P6; T3.P1'],
  ])('keeps tiers whole where it can: %j', (sizes, ranges) => {
    expect(rangesOf(splitPlan(planOf(body(sizes)), 6))).toBe(ranges);
  });

  it('is ready to be pasted: each part is a sound plan with the very same phases', () => {
    const plan = planOf(body([3, 3, 3]).replace('category: tests', 'category: orchestrator'));
    const parts = splitPlan(plan, 4).map(({ text }) => planOf(text ?? ''));
    const plain = (phases: Plan['phases']): unknown =>
      phases.map(({ line: _line, dependsOn: _on, ...phase }) => phase);
    expect(plain(parts.flatMap(({ phases }) => phases))).toEqual(plain(plan.phases));
    expect(parts.map(({ tiers }) => tiers.map(({ id }) => id))).toEqual([['T1'], ['T2'], ['T3']]);
    // What a later part waits for is merged by then.
    expect(parts[1]?.phases[0]?.dependsOn).toEqual([]);
  });

  it('keeps what phases of one part wait for', () => {
    const [part] = splitPlan(planOf(body([2, 2, 2])), 4);
    expect(planOf(part?.text ?? '').phases[2]?.dependsOn).toEqual(['T1.P1']);
  });

  it('comes with the refusal', () => {
    const { compile } = planning(loadDefaults(), { now: () => Date.UTC(2026, 10, 1) });
    const config = 'version: 1\nbudget: { phases: 4 }\n';
    const refused = compile(body([3, 3, 3]), config);
    if (refused.is === 'ready') throw new Error('not refused');
    expect(refused.split).toHaveLength(3);
    for (const text of refused.split ?? []) expect(compile(text, config).is).toBe('ready');
    expect(compile(body([3]), config)).not.toHaveProperty('split');
  });
});
