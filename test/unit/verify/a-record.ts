/** A run that the real engine made on the fake GitHub, and its record to tamper with. */
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { canonicalJson } from '../../../src/core/canonical.ts';
import type { PlanAnswer } from '../../../src/core/planning/answer.ts';
import type { RunEvent } from '../../../src/core/run/event.ts';
import { fold } from '../../../src/core/run/evolve.ts';
import type { Run } from '../../../src/core/run/run.ts';
import { eventsOf } from '../../../src/core/verify/events.ts';
import type { Link, RunEvidence } from '../../../src/core/verify/evidence.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { readRecord, type VerifyPorts } from '../../../src/engine/verify.ts';
import { fakeArchive } from '../../support/fake-archive.ts';
import { fakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { fakeGithub, type FakeGithub } from '../../support/fake-github.ts';
import { fakeModels } from '../../support/fake-models.ts';
import { TINY_FILES, TINY_PLAN, TINY_SCRIPT } from '../../support/tiny.ts';

export const SEAL = 'a'.repeat(64);
const RIGHT = TINY_SCRIPT['T1.P1']?.builds[0]?.answer;
/** What the Planner makes of prose. */
const PLANNED: PlanAnswer = {
  title: 'Mend add',
  safety_profile: null,
  tiers: [
    {
      name: 'Mend',
      phases: [
        {
          ...{
            name: 'Add adds',
            category: 'tests',
            complexity: null,
            description: 'It subtracts.',
          },
          ...{ scope: ['src/**', 'test/**'], deliverables: ['src/add.js'] },
          ...{ acceptance: ['add(2, 3) is 5'], depends_on: [], reuse: [] },
        },
      ],
    },
  ],
};
const APPROVED = TINY_SCRIPT['T1.P1']?.audits[0]?.answer;

export interface Record {
  readonly github: FakeGithub;
  readonly clock: FakeClock;
  readonly issue: number;
  readonly ports: EnginePorts;
  /** Passes over this issue, or another, until all is at rest. */
  pass(issue?: number): Promise<void>;
  read(change?: Partial<VerifyPorts>): Promise<RunEvidence>;
}

/** One phase, red in CI at first, then repaired and approved; ready for a person to merge. */
export async function aRecord(body = TINY_PLAN): Promise<Record> {
  const clock = fakeClock();
  const github = fakeGithub({
    clock,
    files: TINY_FILES,
    ci: (_head, files) => ({
      jobs: { test: files.get('src/add.js')?.includes('a + b') === true ? 'success' : 'failure' },
      log: `not ok 1 - adds\n${'# expected 5, got 6\n'.repeat(300)}`,
    }),
  });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'Mend', body });
  clock.advance(5_000);
  mona.label(issue, 'autopack:run');
  clock.advance(1_000);
  const ports = portsOf(github, clock);
  const pass: Record['pass'] = async (which = issue) => {
    for (let n = 0; n < 8; n += 1) {
      clock.advance(30_000);
      await reconcile(ports, { ...ports.repo, issue: which });
    }
  };
  await pass();
  const archive = fakeArchive(github.state);
  const { botId } = ports.verification ?? { botId: null };
  const world: VerifyPorts['world'] = (_self, ask) => github.forge.world(ask);
  const read: Record['read'] = async (change = {}) => {
    const record = await readRecord(
      { archive, world, botId, sealKey: SEAL, ...change },
      issue,
      null,
    );
    if (record === undefined) throw new Error('there is no run');
    return record;
  };
  return { github, clock, issue, ports, pass, read };
}

function portsOf(github: FakeGithub, clock: FakeClock): EnginePorts {
  let builds = 0;
  const wrong = JSON.parse(JSON.stringify(RIGHT).replaceAll('a + b', 'a * b')) as unknown;
  const models = fakeModels((request) => {
    if (request.schema.name.startsWith('audit'))
      return { is: 'answer', text: JSON.stringify(APPROVED) };
    if (request.schema.name === 'plan_answer')
      return { is: 'answer', text: JSON.stringify(PLANNED) };
    builds += 1;
    const repair = JSON.stringify(RIGHT).replaceAll('a - b', 'a * b');
    return { is: 'answer', text: builds === 1 ? JSON.stringify(wrong) : repair };
  });
  const quiet = (): void => undefined;
  return {
    repo: github.state.repo,
    forge: github.forge,
    ledger: github.ledger,
    verification: { archive: fakeArchive(github.state), botId: github.state.bot.id },
    models,
    planning: planning(loadDefaults(), clock),
    syntax: { parse: () => Promise.resolve([]) },
    clock,
    random: { nonce: () => '0'.repeat(32) },
    log: { info: quiet, warn: quiet, error: quiet },
    worker: 'w',
    leaseMs: 60_000,
    identity: 'app',
    server: 'https://github.com',
    sealKey: SEAL,
    tips: new Map(),
    redact: (text) => text,
    secretsIn: () => [],
  };
}

export const eventsIn = (link: Link): readonly RunEvent[] => {
  const events = eventsOf(link);
  if (events.is === 'wrong') throw new Error(events.wrong.found);
  return events.value;
};

/** Number of the first commit that has an event of this type. */
export function at({ links }: RunEvidence, type: RunEvent['type']): number {
  const index = links.findIndex((link) => eventsIn(link).some((event) => event.type === type));
  if (index < 0) throw new Error(`no ${type}`);
  return index;
}

export const withLink = (
  record: RunEvidence,
  index: number,
  change: (link: Link) => Partial<Link>,
): RunEvidence => ({
  ...record,
  links: record.links.map((link, n) => (n === index ? { ...link, ...change(link) } : link)),
});

export const withFile = (link: Link, path: string, text: string): Pick<Link, 'files'> => ({
  files: new Map(link.files).set(path, text),
});

/** What somebody can do who has our key: other events, and everything after them made to fit. */
export function rewritten(
  record: RunEvidence,
  change: (event: RunEvent) => RunEvent,
  files: Readonly<globalThis.Record<string, string>> = {},
): RunEvidence {
  let run: Run | undefined;
  const links = record.links.map((link): Link => {
    const events = eventsIn(link).map(change);
    run = fold(run, events);
    const said = link.said && { ...link.said, lines: events.map((event) => canonicalJson(event)) };
    const state = {
      'state.json': canonicalJson(run),
      'findings.json': canonicalJson(run.findings),
    };
    const changed = new Map([...link.files, ...Object.entries({ ...state, ...files })]);
    return { ...link, said, files: changed };
  });
  return { ...record, links };
}
