import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { canonicalJson } from '../../../src/core/canonical.ts';
import { NO_OBJECT } from '../../../src/core/ids.ts';
import { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { encodeEntry } from '../../../src/git/encode.ts';

const { events } = JSON.parse(
  readFileSync(new URL('../../fixtures/ledgers/0.1.0.json', import.meta.url), 'utf8'),
) as { readonly events: readonly unknown[] };

it('writes every state as its canonical text, whatever of it was written before', () => {
  let run: Run | undefined;
  for (const one of events) {
    const event = RunEvent.parse(one);
    run = fold(run, [event]);
    const { files } = encodeEntry({ run, events: [event] }, { parent: NO_OBJECT, nonce: 'n' });
    expect(files.get('state.json')).toBe(canonicalJson(run));
    expect(files.get('findings.json')).toBe(canonicalJson(run.findings));
  }
  expect(run?.state).toBe('DONE_SUCCESS');
});
