/**
 * `npm run chaos`: replicas of the App on a real PostgreSQL, a GitHub that fails now and then, kills, pauses
 * and an Action in between. Every run has to be merged once, and its record has to verify.
 */
import { parseArgs } from 'node:util';
import { exampleRepository } from '../demo/files.ts';
import { DEMO_SCRIPT } from '../demo/script.ts';
import { type Ledger, readLedger } from '../demo/watch.ts';
import { runAction } from '../support/action.ts';
import { LABEL } from '../support/play.ts';
import { MAINTAINER, openStage, type Stage } from '../support/stage.ts';
import { problemsOf } from './aftermath.ts';
import { startPostgres } from './postgres.ts';
import { type Env, kill, type Replica, startBalancer, startReplica } from './replicas.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '4' },
    replicas: { type: 'string', default: '2' },
    faults: { type: 'string', default: '0.02' },
    minutes: { type: 'string', default: '10' },
    database: { type: 'string' },
  },
});
const [runs, wanted, faultRate] = [values.runs, values.replicas, values.faults].map(Number) as [
  number,
  number,
  number,
];
const until = Date.now() + Number(values.minutes) * 60_000;
const done = { kills: 0, pauses: 0, actions: 0, faults: 0 };

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const pick = <T>(list: readonly T[]): T | undefined =>
  list[Math.floor(Math.random() * list.length)];

const { files, plan } = await exampleRepository();
const first = await openStage({ files, script: DEMO_SCRIPT, leaseMs: 3_000 });
const stages = [first, ...(await moreRepositories(first, runs - 1))];
const postgres = await startPostgres(values.database);
console.log(`PostgreSQL: ${postgres.how}`);
const replicas: Replica[] = [];
const balancer = await startBalancer(() => replicas);
first.lab.webhooks.to(balancer.url, first.lab.app.webhookSecret);

await Promise.all(Array.from({ length: wanted }, () => addReplica()));
for (const stage of stages) await begin(stage);
breakSometimes(first);
const left = await tumble();
first.lab.faults.hook(undefined);
for (const replica of replicas) await kill(replica);
await balancer.close();
await postgres.stop();
first.lab.webhooks.to(undefined);
await first.lab.settled();

let failed = left.length;
for (const stage of stages) {
  const problems = await problemsOf(stage);
  if (problems.length > 0) failed += 1;
  console.log(
    `${stage.repo}: ${problems.length === 0 ? 'merged once, verify OK' : problems.join('; ')}`,
  );
}
await first.close();
console.log(JSON.stringify({ runs, ...done, missed_deliveries: balancer.missed(), failed }));
process.exit(failed === 0 ? 0 : 1);

async function moreRepositories(stage: Stage, count: number): Promise<readonly Stage[]> {
  const made: Stage[] = [];
  for (let n = 0; n < count; n += 1) {
    const { fullName } = await stage.lab.seedRepo({ owner: 'acme', name: `hello-${n + 2}`, files });
    stage.lab.people.permit(MAINTAINER, fullName, 'maintain');
    made.push({ ...stage, repo: fullName });
  }
  return made;
}

function envOf(stage: Stage): Env {
  const { lab, model, settings } = stage;
  return {
    ...{ APP_ID: String(lab.app.id), PRIVATE_KEY: lab.app.privateKey },
    ...{ WEBHOOK_SECRET: lab.app.webhookSecret, OPENAI_API_KEY: settings.model.apiKey },
    ...{ OPENAI_BASE_URL: model.url, GITHUB_API_URL: lab.url, GITHUB_SERVER_URL: lab.url },
    ...{ DATABASE_URL: postgres.url, RESYNC_MINUTES: '0.1', LEASE_SECONDS: '5' },
    ...{ MODEL_TIMEOUT_SECONDS: '4', LOG_LEVEL: 'error' },
  };
}

/** A replica may fail to start while GitHub is broken; it is tried again, as whoever runs it would. */
async function addReplica(): Promise<void> {
  for (;;) {
    const replica = await startReplica(envOf(first));
    if (replica === undefined) continue;
    replicas.push(replica);
    return;
  }
}

async function begin({ lab, repo }: Stage): Promise<void> {
  const mona = lab.as(MAINTAINER);
  const issue = await mona.openIssue(repo, { title: 'A plan', body: plan });
  await mona.must('POST', `/repos/${repo}/labels`, { name: LABEL, color: '5319e7' });
  await mona.label(repo, issue, LABEL);
}

function breakSometimes({ lab }: Stage): void {
  lab.faults.hook(() => {
    if (Math.random() >= faultRate) return undefined;
    done.faults += 1;
    return pick(['error-before', 'error-after', 503] as const);
  });
}

/** Until every run is promoted: returns the stages that are not when time is up. */
async function tumble(): Promise<readonly Stage[]> {
  for (;;) {
    const open = await stillOpen();
    if (open.length === 0 || Date.now() > until) return open;
    await strike(open);
    await pause(500 + Math.random() * 2_500);
  }
}

async function stillOpen(): Promise<readonly Stage[]> {
  const open: Stage[] = [];
  for (const stage of stages) {
    const ledger = await readLedger(stage);
    if (ledger?.promotion === 'promoted') continue;
    open.push(stage);
    if (ledger?.state === 'DONE_SUCCESS') await merge(stage, ledger);
  }
  return open;
}

async function merge({ lab, repo }: Stage, { pr }: Ledger): Promise<void> {
  const mona = lab.as(MAINTAINER);
  const pull = await mona.request('GET', `/repos/${repo}/pulls/${pr ?? 0}`);
  const { draft, merged } = pull.body as { readonly draft?: boolean; readonly merged?: boolean };
  if (draft === false && merged === false) await mona.merge(repo, pr ?? 0);
}

async function strike(open: readonly Stage[]): Promise<void> {
  const victim = pick(replicas);
  const dice = Math.random();
  if (dice < 0.45 && victim !== undefined) {
    done.kills += 1;
    replicas.splice(replicas.indexOf(victim), 1);
    await kill(victim);
    await addReplica();
  } else if (dice < 0.7 && victim !== undefined) {
    done.pauses += 1;
    victim.child.kill('SIGSTOP');
    // Longer than the lease: it comes back as one that does not know what happened.
    setTimeout(() => victim.child.kill('SIGCONT'), 1_000 + Math.random() * 6_000);
  } else if (dice < 0.85) {
    const stage = pick(open);
    if (stage === undefined) return;
    done.actions += 1;
    await runAction(stage);
  }
}
