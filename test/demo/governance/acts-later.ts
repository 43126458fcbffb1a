/** Acts 4 to 6: what aged is cleaned up by the next run, a cap stops a run, and every record is computed again. */
import { z } from 'zod';
import { MAINTAINER } from '../../support/stage.ts';
import { ledgerOf } from './acts-keys.ts';
import { planOf } from './files.ts';
import { TANGLED } from './script-keys.ts';
import { hasEnded, type Played, type Proofs, type Theatre } from './theatre.ts';

interface Seen {
  readonly run: Played;
  readonly proofs: Proofs;
}

/** A minor finding of two tiers has aged: the second run begins with it, and its merge closes the issue. */
export async function aged(theatre: Theatre): Promise<Seen> {
  const { hub, say } = theatre;
  const old = await theatre.see(
    async () => (await hub.debts()).find(({ title }) => title.includes(TANGLED.title)),
    (issue) => issue?.body?.includes('needs clean-up') === true,
  );
  const number = old?.number ?? 0;
  say(`  Issue #${number}, ${old?.labels.map(({ name }) => name).join()}: "${old?.title}"`);
  say(`  ${row(old?.body, 'Tiers')} → ${row(old?.body, 'Status')}`);
  const run = await theatre.run(await planOf('2-words'));
  const commits = await hub.commits(run.head);
  const cleaned = commits.find(({ message }) => message.includes('[T3.DEBT]'));
  say(`  Run ${run.runId} begins with T3.DEBT: "${cleaned?.message.split('\n')[0] ?? 'nothing'}"`);
  const merged = await theatre.merge(run);
  const { state, body } = await theatre.see(
    () => hub.issue(number),
    (issue) => issue.state === 'closed',
  );
  say(`  Issue #${number} is ${state}: ${row(body, 'Resolved by')}.`);
  const first = commits.toReversed().find(({ message }) => message.includes('[T3.'));
  return {
    run,
    proofs: {
      issue_needs_cleanup: old?.body?.includes('| Status | needs clean-up |') === true,
      seen_in_two_tiers: row(old?.body, 'Tiers') === 'Tiers (2): `T1`, `T2`',
      begins_with_cleanup: cleaned !== undefined && first?.sha === cleaned.sha,
      merged,
      issue_closed: state === 'closed' && row(body, 'Resolved by').includes(run.runId),
    },
  };
}

/** `name: value` of a row of a table that begins with this name. */
function row(text: string | null | undefined, name: string): string {
  const line = text?.split('\n').find((one) => one.startsWith(`| ${name}`)) ?? '';
  const [, left = '', right = ''] = line.split('|').map((cell) => cell.trim());
  return `${left}: ${right}`;
}

const Spent = z.object({ spent: z.object({ tokens: z.number() }) });

const CAP = 17_000;
const CONFIG = '.github/autopack.yml';
/** A review that thinks for long: what it thinks is paid for as output. */
const LONG_REVIEW = { input: 2_500, output: 7_000 };

/** The next call would break the cap: it is not made, and a person decides. */
export async function budget(theatre: Theatre): Promise<Seen> {
  const { hub, say, stage } = theatre;
  await lowerCap(theatre);
  stage.model.hook(({ role, phase }) =>
    role === 'auditor' && phase === 'T4.P1' ? { is: 'usage', ...LONG_REVIEW } : undefined,
  );
  const stopped = await theatre.run(await planOf('3-prices'));
  const asked = stage.model.calls().some(({ phase }) => phase === 'T4.P2');
  const [incident = '', ...others] = await theatre.see(
    async () =>
      (await hub.comments(stopped.issue)).filter((body) => body.includes('autopack:incident')),
    (comments) => comments.length > 0,
  );
  incidentLines(incident).forEach((line) => say(`  > ${line}`));
  const folder = `.autonomous_runs/${stopped.runId}/incident`;
  const index = await hub.file(`${folder}/index.json`, ledgerOf(stopped));
  const pack = await hub.folder(folder, ledgerOf(stopped));
  say(`  ${folder}/ in branch ${ledgerOf(stopped)}: ${pack.join(', ')}`);
  const calls = await hub.file(`${folder}/calls.json`, ledgerOf(stopped));
  const spent = Spent.parse(JSON.parse(await hub.file('state.json', ledgerOf(stopped)))).spent;
  const labels = (await hub.issue(stopped.issue)).labels.map(({ name }) => name);
  await theatre.comment(stopped.issue, '/autopack budget +200k');
  await theatre.comment(stopped.issue, '/autopack resume');
  const run = await theatre.until(
    stopped,
    (now) => hasEnded(now) && now.state !== stopped.ledger.state,
  );
  const check = await theatre.see(
    () => hub.runCheck(run.head),
    (seen) => seen?.conclusion === 'success',
  );
  say(`  Check "autopack / run" on ${run.head.slice(0, 7)}: ${check?.conclusion}.`);
  return {
    run,
    proofs: {
      incident: others.length === 0 && incident.includes('DONE_FAILED_BUDGET_EXHAUSTED'),
      cap_named: incident.includes('token_cap') && incident.includes('of 17k tokens'),
      stopped_before_the_call:
        !asked && calls.includes('T4.P1') && !calls.includes('T4.P2') && spent.tokens <= CAP,
      labelled_failed: labels.includes('autopack:failed'),
      pack: pack.length > 1 && pack.every((file) => file === 'index.json' || index.includes(file)),
      raised_and_resumed: check?.conclusion === 'success',
      merged: await theatre.merge(run),
    },
  };
}

async function lowerCap({ stage, hub, say }: Theatre): Promise<void> {
  const before = await hub.file(CONFIG, 'main');
  const after = before.replace(/tokens: .*/, 'tokens: 17_000\n  max_tokens: 500_000');
  if (after === before) throw new Error(`${CONFIG} names no cap`);
  await stage.lab
    .as(MAINTAINER)
    .push(stage.repo, { branch: 'main', message: 'a small cap', files: { [CONFIG]: after } });
  say(`  ${MAINTAINER} sets budget.tokens to 17,000 on the default branch.`);
}

/** The first of what a person reads. */
const incidentLines = (body: string): readonly string[] =>
  body
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('<!--'))
    .slice(0, 2);

/** Recomputed by Autopack from GitHub alone, and said in the issue of each run. */
export async function records(theatre: Theatre, runs: readonly Played[]): Promise<Proofs> {
  const proofs: Record<string, boolean> = {};
  for (const { issue, runId } of runs) {
    await theatre.comment(issue, '/autopack verify');
    const said = await theatre.see(
      async () =>
        (await theatre.hub.comments(issue)).find((body) => body.includes('autopack:verify')),
      (body) => body !== undefined,
    );
    const verdict = said?.split('\n').find((line) => line.startsWith('### ')) ?? '### no answer';
    theatre.say(`  ${verdict.slice('### '.length)}`);
    proofs[`run ${runId}`] = verdict.includes('verified: **OK**');
  }
  return proofs;
}
