import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/core/canonical.ts';
import { decodeMessage, encodeEntry, keptAfter } from '../../../src/git/encode.ts';
import { readTip, type TipCommit } from '../../../src/git/read-tip.ts';
import { RunEvent } from '../../../src/core/run/event.ts';
import {
  ANSWER,
  answerKept,
  buildStarted,
  firstEntry,
  next,
  phaseStarted,
  RULES,
} from '../../contract/a-run.ts';

const BASE = 'b'.repeat(40);
const PARENT = 'c'.repeat(40);
const nonce = '0'.repeat(32);
const BOT = 99;
const AT = { runId: '7-1', repoId: 77 };
const first = firstEntry('7-1', { base: BASE, repoId: 77 });
const encoded = encodeEntry(first, { parent: PARENT, nonce });
const message = `${encoded.headline}\n\n${encoded.body}`;
const file = (text: string) => ({ object: { text, isTruncated: false } });

const tip: TipCommit = {
  __typename: 'Commit',
  oid: 'd'.repeat(40),
  message,
  tree: { oid: 'e'.repeat(40) },
  parents: { totalCount: 1, nodes: [{ oid: PARENT }] },
  signature: { isValid: true, wasSignedByGitHub: true },
  author: { email: `${BOT}+autopack[bot]@users.noreply.github.com`, user: null },
  state: file(encoded.files.get('state.json') ?? ''),
  strategy: file(canonicalJson(RULES)),
  plan: file('# A plan'),
  answers: null,
};
const broken = (change: Partial<TipCommit>, trusted: { botId: number } | null = { botId: BOT }) =>
  readTip({ ...tip, ...change }, AT, trusted).broken;

describe('a tip', () => {
  it('is believed when it is signed by GitHub, ours and canonical', () => {
    expect(broken({})).toBeNull();
    expect(broken({ author: { email: null, user: { databaseId: BOT } } })).toBeNull();
    expect(readTip(tip, AT, { botId: BOT })).toMatchObject({ run: first.run, plan: '# A plan' });
  });

  it('is believed only where it was written', () => {
    const at = (place: Partial<typeof AT>): string | null =>
      readTip(tip, { ...AT, ...place }, { botId: BOT }).broken;
    expect(at({ repoId: 78 })).toBe('it is of another repository');
    expect(at({ runId: '8-1' })).toBe('it is of another run');
    const issue = { number: 8, title: 'Another' };
    expect(broken({ state: file(canonicalJson({ ...first.run, issue })) })).toBe(
      'it is of another run',
    );
  });

  it.each<[string, Partial<TipCommit>]>([
    ['not signed', { signature: null }],
    ['badly signed', { signature: { isValid: false, wasSignedByGitHub: true } }],
    ['signed by a person', { signature: { isValid: true, wasSignedByGitHub: false } }],
    ['of nobody', { author: null }],
    [
      'of another account',
      {
        author: { email: `${BOT}+autopack[bot]@users.noreply.github.com`, user: { databaseId: 5 } },
      },
    ],
    [
      'of an address that looks like ours',
      { author: { email: `${BOT}@users.noreply.github.com`, user: null } },
    ],
    [
      'of another id',
      { author: { email: `1${BOT}+autopack[bot]@users.noreply.github.com`, user: null } },
    ],
    ['a merge', { parents: { totalCount: 2, nodes: [{ oid: PARENT }, { oid: BASE }] } }],
    ['moved onto another parent', { parents: { totalCount: 1, nodes: [{ oid: BASE }] } }],
    ['cut off from its parents', { parents: { totalCount: 0, nodes: [] } }],
    ['in other words', { message: 'fix: state' }],
    ['with words added', { message: `${message}\n\nCo-authored-by: eve <e@v.e>` }],
    [
      'with an event changed',
      { message: message.replace('"identity":"app"', '"identity":"token"') },
    ],
    ['with an event left out', { message: message.replace(/\n\{[^\n]*"queue-entered"\}/, '') }],
    ['with a state of another step', { state: file(canonicalJson({ ...first.run, seq: 3 })) }],
    ['with a state of another run', { state: file(canonicalJson({ ...first.run, runId: '8-1' })) }],
  ])('is broken when it is %s', (_what, change) => {
    expect(broken(change)).toEqual(expect.any(String));
  });

  it('of a shared identity is not asked for its signature', () => {
    expect(broken({ signature: null, author: null }, null)).toBeNull();
    expect(broken({ message: 'fix: state' }, null)).toEqual(expect.any(String));
  });

  it.each<[string, Partial<TipCommit>]>([
    ['no state', { state: null }],
    ['half a state', { state: file('{"seq":') }],
    ['a state that is cut', { state: { object: { text: '{}', isTruncated: true } } }],
    ['no strategy', { strategy: file('{}') }],
  ])('with %s cannot be read', (_what, change) => {
    expect(() => broken(change)).toThrow(expect.objectContaining({ code: 'ledger/unreadable' }));
  });
});

describe('a message', () => {
  it('gives the events back as they were', () => {
    const decoded = decodeMessage(message);
    expect(decoded?.seq).toBe(first.run.seq);
    expect(decoded?.nonce).toBe(nonce);
    expect(decoded?.lines.map((line) => RunEvent.parse(JSON.parse(line)))).toEqual(first.events);
  });

  it('says nothing that GitHub acts on, whatever the events say', () => {
    const word = fc.constantFrom(
      '[skip ci]',
      '[CI skip]',
      '@ada',
      '#1',
      'GH-2',
      'x://y',
      '\u2028',
      '\n',
    );
    const text = fc
      .array(fc.oneof(word, fc.string({ unit: 'binary' })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (title) => {
        const events = first.events.map((event) =>
          event.type === 'run-started' ? { ...event, issue: { number: 7, title } } : event,
        );
        const { headline, body } = encodeEntry({ ...first, events }, { parent: PARENT, nonce });
        expect(body).not.toMatch(/\[(skip|ci|no|actions) |@|#\d|GH-\d|:\/\//i);
        const decoded = decodeMessage(`${headline}\n\n${body}`);
        expect(decoded?.isKeyOf(PARENT)).toBe(true);
        const small = decoded?.lines.every((line) => !line.includes('"payload"'));
        if (small === true)
          expect(decoded?.lines.map((line): unknown => JSON.parse(line))).toEqual(events);
      }),
    );
  });

  it('reads the same', () => {
    expect(message.split('\n')).toMatchInlineSnapshot(`
     [
       "autopack 7-1 step 4: run-started, strategy-frozen, preflight-passed, queue-entered",
       "",
       "{"at":1000,"base":{"branch":"main","sha":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"},"identity":"app","issue":{"number":7,"title":"A plan \\u005bskip ci] \\u0040ada"},"planHash":"0baf017a19052e137209674543f276d5b27729d8975980c8496f7bafa7070bac","repo":{"id":77,"name":"shop","owner":"acme"},"runId":"7-1","trigger":{"actor":{"id":5,"login":"ada"},"id":"LE_1","kind":"label"},"type":"run-started"}",
       "{"at":1000,"phases":[{"id":"T1.P1","tier":"T1"}],"strategyHash":"6c621d1a05138a7888d37d9269a9da8e2e11e4aced2f6cfd24b05ab1b9e61bb0","tiers":[{"id":"T1"}],"type":"strategy-frozen"}",
       "{"at":1000,"type":"preflight-passed"}",
       "{"at":1000,"type":"queue-entered"}",
       "",
       "Autopack-Seq: 4",
       "Autopack-Key: ededb5a5bc67affc6370ba0c30bdf1c2554707b48dd2650f6b817a4bae9a2ab6",
       "Autopack-Nonce: 00000000000000000000000000000000",
     ]
    `);
  });
});

describe('a kept answer', () => {
  const started = firstEntry('7-1', { base: BASE, repoId: 77 }).run;
  const open = next(
    { run: started } as never,
    phaseStarted,
    buildStarted('7-1'),
    answerKept('7-1', ANSWER),
  );
  const answer = { hold: '7-1.T1.P1.builder.1', text: ANSWER };

  it('stays while its call is open', () => {
    expect(keptAfter(answer, open)).toBe(answer);
    expect(keptAfter(null, { ...open, answer })).toBe(answer);
  });

  it('goes when there is no call, or another one', () => {
    expect(keptAfter(answer, { ...open, run: started })).toBeNull();
    expect(keptAfter({ hold: '7-1.T1.P1.builder.0', text: '' }, open)).toBeNull();
  });
});
