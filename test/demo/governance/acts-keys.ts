/** Acts 1 to 3, all of them seen on the first run: reuse, a strict phase, a tier that is not clean. */
import { SOURCE_URL } from './files.ts';
import { TWICE } from './script-keys.ts';
import type { Check } from './seen.ts';
import type { Played, Proofs, Theatre } from './theatre.ts';

const folderOf = ({ runId }: Played): string => `.autonomous_runs/${runId}`;
export const ledgerOf = ({ runId }: Pick<Played, 'runId'>): string => `autopack/state/${runId}`;

/** Code comes from a pinned source, with its licence, before what uses it is built. */
export async function reuse({ hub, source, say }: Theatre, run: Played): Promise<Proofs> {
  const folder = folderOf(run);
  const files = await hub.folder(folder, ledgerOf(run));
  const wanted = files.filter((name) => name.startsWith('feature_'));
  const notice = await hub.file('NOTICE', run.head);
  const readme = await hub.file('README.md', run.head);
  const named = `Takes over code of vendor/keyring at ${source.commit}, licence MIT.`;
  const commits = (await hub.commits(run.head)).toReversed();
  const at = (part: string): number => commits.findIndex(({ message }) => message.includes(part));
  const taken = commits[at('[T0.R1]')];
  const lookup = await hub.file(`${folder}/feature_lookup_plan_${run.runId}.md`, ledgerOf(run));
  say(`  Planned before the first phase, in branch ${ledgerOf(run)}: ${wanted.join(', ')}.`);
  say(`  Commit ${taken?.sha.slice(0, 7) ?? '-'}: "${named}"`);
  say('  NOTICE has the address, the commit and the licence text; README.md gives credit.');
  return {
    planning_files: wanted.length === 2 && lookup.includes(source.commit.slice(0, 7)),
    notice: [SOURCE_URL, source.commit, source.licence].every((text) => notice.includes(text)),
    credit: readme.includes(SOURCE_URL),
    commit_names_source: taken?.message.includes(named) === true,
    code_as_pinned: (await hub.file('src/keyring.ts', run.head)) === source.code,
    built_before_its_use: at('[T0.R1]') > 0 && at('[T0.R1]') < at('[T1.P1]'),
  };
}

const MODELS = /^- auditor `([^`]+)`: answered/gm;

/** A job that is not even required elsewhere is red, nothing is run again, and two Auditors look. */
export async function strict({ hub, say }: Theatre, run: Played): Promise<Proofs> {
  const page = await hub.file(`${folderOf(run)}/phases/phase_02_T1.P1.md`, ledgerOf(run));
  const commits = (await hub.commits(run.head)).toReversed();
  const [first, second] = commits.filter(({ message }) => message.includes('[T1.P1]'));
  const red = await hub.checks(first?.sha ?? run.head);
  const green = await hub.checks(second?.sha ?? run.head);
  const runs = await hub.workflowRuns(first?.sha ?? run.head);
  const models = new Set([...page.matchAll(MODELS)].map((found) => found[1]));
  say(`  Try 1 at ${first?.sha.slice(0, 7) ?? '-'}: test ${red['test']}, safety ${red['safety']}.`);
  say(`  Its workflow ran ${runs.length} time, attempt ${runs[0]?.run_attempt ?? 0}: no rerun.`);
  say(`  Try 2 at ${second?.sha.slice(0, 7) ?? '-'}: safety ${green['safety']}.`);
  say(`  Reviewed as security_review by ${[...models].join(' and ')}.`);
  return {
    strict_profile: page.includes('`security_auth_change`') && page.includes('CI `strict`'),
    red_by_strict_job_alone: red['test'] === 'success' && red['safety'] === 'failure',
    no_rerun: runs.length === 1 && runs[0]?.run_attempt === 1,
    repaired: green['safety'] === 'success' && green['autopack / audit'] === 'success',
    security_review: page.includes('as `security_review`'),
    two_auditors: models.size === 2,
  };
}

/** The run succeeded and may not be merged, until a person says why a finding is none. */
export async function notClean(theatre: Theatre, run: Played): Promise<Proofs> {
  const { hub, say } = theatre;
  const concluded = (as: string): Promise<Check | undefined> =>
    theatre.see(
      () => hub.runCheck(run.head),
      (check) => check?.conclusion === as,
    );
  const before = await concluded('failure');
  const why = before?.output.summary?.split('\n')[0] ?? '';
  say(`  Check "autopack / run" on ${run.head.slice(0, 7)}: ${before?.conclusion}. ${why}`);
  const index = await hub.file(`${folderOf(run)}/issues/run_issue_index.json`, ledgerOf(run));
  const summary = await hub.file(`${folderOf(run)}/run_summary.md`, ledgerOf(run));
  await theatre.comment(run.issue, '/autopack dismiss F-3 they are test data, and never change');
  const now = await theatre.until(run, ({ promotion }) => promotion === 'eligible');
  const after = await concluded('success');
  say(`  Check "autopack / run" on ${now.head.slice(0, 7)}: ${after?.conclusion}.`);
  return {
    succeeded: summary.includes('DONE_SUCCESS'),
    finding_in_the_index: index.includes(TWICE.title),
    check_blocked:
      before?.conclusion === 'failure' && why.includes('minor findings are open in tier T1'),
    check_allows: after?.conclusion === 'success' && now.head === run.head,
    merged: await theatre.merge(now),
  };
}
