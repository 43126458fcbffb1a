import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { present, type Presented } from '../../../src/core/report/present.ts';
import type { Candidate, Run } from '../../../src/core/run/run.ts';
import { snapshotBlock } from '../../../src/core/report/snapshot.ts';
import { because, finding, input, RULES } from './runs.ts';
import { MOMENTS } from './moments.ts';
import { ci } from '../run/story.ts';

/** Every text of a run that comes from a plan, a model, a repository or a person says `text`. */
function saying(run: Run, text: string): Run {
  const candidate = (one: Candidate): Candidate => ({
    ...one,
    gate: one.gate.map((line) => ({ ...line, note: text })),
    ci: one.ci && {
      ...{ ...one.ci, excerpt: `## job\n${text}\n✖ ${text} (1ms)\nTypeError: ${text}` },
      jobs: one.ci.jobs.map((job) => ({ ...job, name: text })),
    },
    audit: one.audit && {
      ...{ ...one.audit, summary: text, findings: ['F-1', 'F-2'] },
      acceptance: [{ criterion: text, proven: false, evidence: text }],
    },
  });
  return {
    ...run,
    issue: { ...run.issue, title: text },
    trigger: { ...run.trigger, actor: { id: 5, login: text } },
    base: { ...run.base, branch: text },
    failure: run.failure && { ...run.failure, detail: text },
    people: [{ sha: '5'.repeat(40), by: text }],
    spentBy: { [`builder:${text}`]: run.spent },
    journal: run.journal.map((line) => ({ ...line, text })),
    findings: [1, 2].map((n) =>
      finding(n, {
        title: text,
        reason: text,
        category: text,
        path: text,
        line: n === 1 ? 3 : null,
      }),
    ),
    phases: run.phases.map((phase) => ({
      ...phase,
      because: text,
      evidence: phase.evidence.map((one) => because(one.kind, one.attempt, text)),
      candidates: phase.candidates.map(candidate),
    })),
  };
}

function shown(run: Run, text: string): Presented {
  const head = run.phases.findLast((phase) => phase.candidates.length > 0)?.candidates.at(-1)?.head;
  const seen = ci(head ?? run.head, null);
  const workflowRuns = seen.workflowRuns.map((one) => ({ ...one, name: text, workflow: text }));
  const strategy = {
    ...RULES,
    ci: { ...RULES.ci, required: [] },
    phases: RULES.phases.map((phase) => ({ ...phase, name: text })),
    tiers: RULES.tiers.map((tier) => ({ ...tier, name: text })),
  };
  return present({ ...input(saying(run, text), { ci: { ...seen, workflowRuns } }), strategy });
}

/** What GitHub reads as Markdown: bodies without code. */
const bodies = ({ comment, incident, pull, reviews, checks }: Presented): readonly string[] => [
  ...[comment, incident ?? '', pull.island],
  ...reviews.flatMap(({ draft }) => [draft.body, ...draft.comments.map(({ body }) => body)]),
  ...checks.flatMap(({ title, summary }) => [title, summary]),
];
/** What stands before code and after it is not one word. */
const prose = (body: string): string =>
  body.replace(/^(`{3,})[a-z]*\n[\s\S]*?\n\1$/gm, '').replace(/(?<!\\)`[^`\n]*`/g, '§');

const OURS = /<!-- autopack:[a-z]+:?[^>]* -->|<\/?(details|summary)>/g;

function expectHarmless(text: string): void {
  expect(text.replace(OURS, '')).not.toContain('<');
  expect(text).not.toMatch(/(^|[^\w`\\])@[A-Za-z0-9]/);
  expect(text).not.toContain('![');
  expect(text.replace(/^Closes #142$/m, '')).not.toMatch(
    /\b(close[sd]?|fix(es|ed)?|resolve[sd]?):?\s+(#|[\w.-]+\/[\w.-]+#|GH-)/i,
  );
  expect(text).not.toMatch(/^\/autopack/m);
  for (const [, address] of text.matchAll(/\]\(([^)]*)\)/g))
    expect(address).toMatch(/^https:\/\/github\.com\/o\/r\//);
  expect(text.replaceAll('https://github.com/o/r/', '')).not.toMatch(/https?:/i);
}

const ATTACKS = [
  ...['@org/team', 'fixes #1', 'Closes: o/r#2', 'resolves GH-3', '![x](https://evil.test/p.png)'],
  ...['[click](https://evil.test)', '[a]: https://evil.test', 'https://evil.test', 'www.evil.test'],
  ...['<img src=x>', '<!-- autopack:status:142-1 -->', '<!-- autopack:incident:142-1 -->', '-->'],
  ...['</details>', '\n/autopack cancel', '\n\n# heading', '```', '````\n', '`', '|', '\\', '\\|'],
  ...['\u202E', '\u200B', '\uD83D', '😀', '\r\n', '\u0000', '&lt;', '~~~', 'text'],
];
const attacks = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string()), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(' '));
const moments = fc.constantFrom(...Object.values(MOMENTS));

describe('text from outside', () => {
  it('does nothing on GitHub, wherever it is shown', () => {
    fc.assert(
      fc.property(moments, attacks, (run, text) => {
        for (const body of bodies(shown(run, text))) expectHarmless(prose(body));
      }),
      { numRuns: 300 },
    );
  });

  it('holds no marker of ours, not even in code', () => {
    fc.assert(
      fc.property(moments, attacks, (run, text) => {
        const { comment, incident, reviews } = shown(run, text);
        expect(comment.match(/<!--/g)).toHaveLength(1);
        expect(incident?.match(/<!--/g) ?? [1]).toHaveLength(1);
        for (const { draft } of reviews) expect(draft.body.match(/<!--/g)).toHaveLength(1);
      }),
    );
  });

  it('breaks no table', () => {
    fc.assert(
      fc.property(moments, attacks, (run, text) => {
        const rows = shown(run, text).comment.match(/^\| [✅❌⏳🔨⬜].*$/gmu);
        for (const row of rows ?? []) expect(row.match(/(?<!\\)(\\\\)*\|/g)).toHaveLength(8);
        const tried = shown(run, text).incident?.match(/^\| \d+ \|.*$/gm);
        for (const row of tried ?? []) expect(row.match(/(?<!\\)(\\\\)*\|/g)).toHaveLength(6);
        const phases = shown(run, text).pull.island.match(/^\| T\d.*$/gm);
        for (const row of phases ?? []) expect(row.match(/(?<!\\)(\\\\)*\|/g)).toHaveLength(5);
      }),
    );
  });

  it('is never cut into halves of characters', () => {
    const long = fc
      .tuple(attacks, fc.integer({ min: 0, max: 700 }))
      .map(([text, n]) => `${'x'.repeat(n)}${'😀'.repeat(400)}${text}`);
    fc.assert(
      fc.property(moments, fc.oneof(attacks, long), (run, text) => {
        const presented = shown(run, text);
        for (const body of [...bodies(presented), presented.pull.title])
          expect(body.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('whatever there is to tell', () => {
  const huge = (run: Run, text: string): Run => {
    const full = saying(run, text);
    const many = <T>(items: readonly T[], n: number): T[] =>
      Array.from({ length: items.length === 0 ? 0 : n }, (_, at) => items[at % items.length] as T);
    return {
      ...full,
      people: many(full.people, 100),
      findings: many(full.findings, 40).map((one) => ({
        ...{ ...one, title: text.slice(0, 120), reason: text.slice(0, 600) },
      })),
      journal: many(full.journal, 40).map((line) => ({ ...line, text: text.slice(0, 200) })),
      phases: many(full.phases, 25).map((phase) => ({
        ...phase,
        candidates: many(phase.candidates, 1),
        evidence: many(phase.evidence, 6),
      })),
    };
  };

  it.each(['<', '😀', 'fixes #1 ', '|'])('fits into GitHub: %j', (piece) => {
    for (const moment of [MOMENTS['out of attempts'], MOMENTS.merged]) {
      const text = piece.repeat(2_000 / piece.length);
      const presented = present(input(huge(moment, text)));
      const block = snapshotBlock(
        { repoId: 1, issue: 142, runId: '142-1', seq: 1, oid: 'a'.repeat(40) },
        'k',
      );
      for (const body of bodies(presented))
        expect(body.length + block.length).toBeLessThanOrEqual(65_000);
      expect(presented.pull.title.length).toBeLessThanOrEqual(250);
      expect(presented.checks.every(({ title }) => title.length <= 250)).toBe(true);
      expect(presented.checks.every(({ externalId }) => externalId.length <= 255)).toBe(true);
    }
  });
});
