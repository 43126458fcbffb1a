/** What the engine keeps of edits, for whoever looks at a try later. */
import { describe, expect, it } from '@jest/globals';
import { KEPT_CHARS } from '../../../src/core/run/event-edits.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { stage } from '../../keys/engine.ts';
import { shipped } from '../../keys/settings.ts';
import { fakeModels } from '../../support/fake-models.ts';
import { TINY_FILES, TINY_PLAN } from '../../support/tiny.ts';

const edits = (...list: readonly object[]): string => JSON.stringify({ edits: list, notes: '' });
const replace = (search: string, by: string): object => ({
  ...{ op: 'replace', path: 'src/add.js', search, replace: by, new_path: null },
});
const create = (path: string, text: string): object => ({
  ...{ op: 'create', path, search: '', replace: text, new_path: null },
});

/** The events of a run whose Builder says this; it ends with what it is asked last. */
async function after(...answers: readonly string[]): Promise<readonly RunEvent[]> {
  const { clock, github, ports } = stage(shipped(), {
    ...TINY_FILES,
    'src/old.js': 'old();\n'.repeat(201),
  });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'Mend', body: TINY_PLAN });
  clock.advance(5_000);
  mona.label(issue, 'autopack:run');
  const models = fakeModels((_request, n) => {
    const text = answers[n - 1];
    return text === undefined ? { is: 'lose' } : { is: 'answer', text };
  });
  const redact = (text: string): string => text.replaceAll('hunter2', '[redacted]');
  for (let n = 0; n < 4; n += 1) {
    clock.advance(30_000);
    await reconcile({ ...ports, models, redact }, { ...ports.repo, issue });
  }
  const tip = await ports.ledger.latest(issue);
  const events = tip === undefined ? null : await ports.ledger.history(tip);
  return events ?? [];
}

describe('the record of a try', () => {
  it('has the diff of what was pushed, without secrets', async () => {
    const events = await after(edits(replace('  return a - b;', '  return a + b; // hunter2')));
    const pushed = events.find((event) => event.type === 'edits-committed');
    expect(pushed?.patch).toContain('-  return a - b;\n+  return a + b; // [redacted]\n');
  });

  it('says where the gate has a major warning', async () => {
    const [small, large] = await Promise.all([
      after(edits(replace('  return a - b;', '  return a + b;'))),
      after(edits({ ...replace('', ''), op: 'delete', path: 'src/old.js' })),
    ]);
    const pushed = (events: readonly RunEvent[]) =>
      events.find((event) => event.type === 'edits-committed');
    expect(pushed(small)?.major).toBeUndefined();
    expect(pushed(large)).toMatchObject({ removed: 201, major: true });
  });

  it('has the diff that the gate refused', async () => {
    const events = await after(edits(create('docs/hunter2.md', 'outside of the scope\n')));
    const refused = events.find((event) => event.type === 'edits-refused');
    expect(refused?.evidence.kind).toBe('policy');
    expect(refused?.proposed).toContain('diff create docs/[redacted].md');
    expect(refused?.proposed).toContain('+outside of the scope');
  });

  it('has the answer that came to no diff, and no more than it may keep', async () => {
    const long = `no such line hunter2 ${'x\n'.repeat(KEPT_CHARS)}`;
    const events = await after(...Array.from({ length: 4 }, () => edits(replace(long, 'y'))));
    const { proposed = '' } = events.find((event) => event.type === 'edits-refused') ?? {};
    expect(proposed).toContain('no such line [redacted]');
    expect(proposed.length).toBeLessThanOrEqual(KEPT_CHARS);
    expect(proposed).toMatch(/… \(cut\)$/);
  });
});
