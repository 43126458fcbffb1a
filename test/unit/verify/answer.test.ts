import { describe, expect, it } from '@jest/globals';
import { aRecord, type Record } from './a-record.ts';

const answersOf = async ({ github, issue }: Record): Promise<readonly string[]> =>
  ((await github.forge.issue(issue))?.ours ?? [])
    .map(({ body }) => body)
    .filter((body) => body.startsWith('<!-- autopack:verify -->'));

describe('/autopack verify', () => {
  it('is answered once, by anybody, in one comment, and is no event of the run', async () => {
    const record = await aRecord();
    const { github, issue } = record;
    const events = (await record.read()).links.length;
    const eve = github.as('eve');
    github.permit('eve', 'read');
    eve.comment(issue, '/autopack verify');
    eve.comment(issue, '/autopack verify');
    await record.pass();
    expect(await answersOf(record)).toEqual([expect.stringContaining('verified: **OK**')]);
    expect((await record.read()).links).toHaveLength(events);

    const calls = github.faults.calls.length;
    await record.pass();
    const later = github.faults.calls.slice(calls);
    expect(later.filter((call) => call.includes('omment'))).toEqual([]);
  });

  it('is asked again by another comment, and the answer is edited', async () => {
    const record = await aRecord();
    const { github, issue } = record;
    github.as('mona').comment(issue, '/autopack verify');
    await record.pass();
    github.tamper('1-1', { 'plan.md': 'Do something else.' });
    record.ports.tips.clear();
    github.as('mona').comment(issue, '/autopack verify');
    await record.pass();
    expect(await answersOf(record)).toEqual([
      expect.stringContaining('does not verify: **message**'),
    ]);
  });

  it('says so where there is no run, and starts none', async () => {
    const record = await aRecord();
    const { github } = record;
    const empty = github.as('mona').openIssue({ title: 'no plan', body: '' });
    github.as('mona').comment(empty, '/autopack verify');
    await record.pass(empty);
    const said = await github.forge.issue(empty);
    expect(said?.ours.map(({ body }) => body)).toEqual([
      expect.stringContaining('this issue has no run'),
    ]);
  });

  it('reads the same to a person', async () => {
    const record = await aRecord();
    record.github.as('mona').comment(record.issue, '/autopack verify');
    await record.pass();
    const [answer] = await answersOf(record);
    expect(answer?.replace(/`[0-9a-f]{7}`/g, '`0000000`')).toMatchInlineSnapshot(`
     "<!-- autopack:verify -->

     ### 🔎 Run \`1-1\` verified: **OK**, 14 commits, 25 events

     Recomputed from GitHub alone up to \`0000000\` of the [record](https://github.com/acme/shop/commits/autopack/state/1-1).

     | | Rule | What was found to hold |
     |---|---|---|
     | 🟢 | message | 14 messages as the ledger writes them, each keyed to its events and its parent |
     | 🟢 | chain | 14 commits in one line, one parent each |
     | 🟢 | seq | 14 step numbers, none left out |
     | 🟢 | events | 14 messages whose events can be read, large ones by their hash |
     | 🟢 | author | 14 commits signed by GitHub, all by one App |
     | 🟢 | plan | 14 times the plan as it was at the start |
     | 🟢 | strategy | 14 times the strategy as it was frozen |
     | 🟢 | fold | 25 events, each a legal next step |
     | 🟢 | budget | 14 times the sums added up again, within every cap |
     | 🟢 | verdicts | 8 verdicts of CI, audit and merge, each about the head that stood there |
     | 🟢 | code | 2 code commits with the recorded parent, tree and trailers |
     | 🟢 | state | 14 stored states that are the fold of their events |
     | 🟢 | answers | 14 times the kept answer as it was hashed, and no other |
     | 🟢 | artefacts | 1 times the artefacts as the record renders them |
     | 🟢 | branch | 1 code branch where the record has it |
     | 🟢 | snapshot | 1 status comment that agrees |
     | 🟢 | reviews | 1 set of reviews that the record explains |
     <!-- autopack:answers:IC_1013 -->"
    `);
  });
});
