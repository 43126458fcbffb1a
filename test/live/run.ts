/** One run of the product on the scratch repository: labelled here, built by the App or Action that is installed. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { RUN_LABEL } from '../../src/core/names.ts';
import { gitLedger } from '../../src/git/ledger.ts';
import type { LedgerTip } from '../../src/ports.ts';
import { type Answer, unclear, yesIf } from './check.ts';
import { closeIssue, openIssue } from './issue.ts';
import type { Hand, LiveWorld } from './world.ts';

export const planOf = (nonce: string): string => `# Autopack live check

## T1: Note

### T1.P1: Write a note

- category: docs
- scope: \`autopack-live-check/**\`
- deliverables: \`autopack-live-check/${nonce}.md\`
- acceptance:
  - [ ] the note names the check ${nonce}

Create \`autopack-live-check/${nonce}.md\` with one sentence: that it was written by the live check ${nonce}.
`;

/** Issue, branches and pull request stay: they are there to be read. */
export async function oneRun(
  world: LiveWorld,
  person: Hand,
  say: (line: string) => void,
): Promise<Answer> {
  const body = planOf(world.nonce);
  const issue = await openIssue(world, person, { title: 'Autopack live check: one run', body });
  say(`Labelled ${issue.html_url}; waiting for an App or an Action to take it.`);
  let taken = false;
  world.undo.add(`issue #${issue.number}`, async () => {
    if (!taken) await closeIssue(world, issue.number);
  });
  // Bots start nothing: the label has to be a person's.
  const label = 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels';
  const at = { ...world.at, issue_number: issue.number };
  await person.client.write(label, { ...at, labels: [RUN_LABEL] }, z.unknown());
  const last = await watch(world, issue.number, (line) => {
    taken = true;
    say(line);
  });
  if (last === undefined)
    return unclear('no ledger appeared: is the server running, or the workflow there?');
  const { run } = last;
  const web = issue.html_url.replace(/\/issues\/\d+$/, '');
  const seen = `${run.state} after ${run.seq} events; ${run.pr === null ? issue.html_url : `${web}/pull/${run.pr}`}`;
  if (last.broken !== null) return yesIf(false, `the ledger cannot be believed: ${last.broken}`);
  return ended(last)
    ? yesIf(run.state === 'DONE_SUCCESS', seen)
    : unclear(`not at its end; ${seen}`);
}

const ended = ({ run }: LedgerTip): boolean => run.state.startsWith('DONE_');

/** Tells every new line of the journal, until the end of the run or of the patience. */
async function watch(
  world: LiveWorld,
  issue: number,
  say: (line: string) => void,
): Promise<LedgerTip | undefined> {
  const { actor, app, repo, timings } = world;
  const random = { nonce: () => randomBytes(16).toString('hex') };
  const trusted = app === null ? null : { botId: app.botId };
  const ledger = gitLedger({ client: actor.client, repo, random, trusted });
  const began = Date.now();
  let told = 0;
  for (;;) {
    const tip = await ledger.latest(issue);
    for (const { seq, text } of tip?.run.journal ?? [])
      if (seq > told) say(`${String(seq).padStart(4)}  ${text.replaceAll('\u200B', '')}`);
    told = tip?.run.seq ?? told;
    const patience = tip === undefined ? timings.startMs : timings.runMs;
    if (Date.now() - began > patience || (tip !== undefined && (ended(tip) || tip.broken !== null)))
      return tip;
    await world.pause();
  }
}
