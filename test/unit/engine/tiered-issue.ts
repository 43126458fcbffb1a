/** An issue whose plan is built tier by tier by the real engine, on the fake GitHub. */
import { loadDefaults } from '../../../src/config/load.ts';
import { planning } from '../../../src/config/planning.ts';
import { RUN_LABEL } from '../../../src/core/names.ts';
import type { EnginePorts } from '../../../src/engine/ports.ts';
import { reconcile } from '../../../src/engine/reconcile.ts';
import { dice } from '../../sim/random.ts';
import { filesOf, PLAN } from '../../sim/plans.ts';
import { PROSE } from '../../sim/prose.ts';
import { provider } from '../../sim/story.ts';
import { fakeArchive } from '../../support/fake-archive.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGithub } from '../../support/fake-github.ts';
import { fakeModels } from '../../support/fake-models.ts';

const SCOPE = 'run scope: single_tier\n\n';
const BODIES = { plan: PLAN.replace('## T1', `${SCOPE}## T1`), prose: `${SCOPE}${PROSE}` } as const;

export interface TieredIssue {
  label(): void;
  comment(text: string): void;
  edit(body: string): void;
  /** Merges, or closes, the pull request that is open. */
  merge(): void;
  close(): void;
  pass(): Promise<void>;
  /** Label and passes until all is at rest. */
  start(): Promise<void>;
  /** Phases in the order in which they were completed. */
  built(): readonly string[];
  /** How often the Planner was asked for a plan. */
  planned(): number;
  runs(): readonly string[];
  labels(): readonly string[];
  /** All comments of ours on the issue. */
  said(): string;
}

export function tieredIssue(kind: keyof typeof BODIES): TieredIssue {
  const clock = fakeClock();
  const files = filesOf({
    ...{ tokens: null, identity: 'app', raises: false, crowded: false, merges: false },
  });
  const github = fakeGithub({ clock, files, ci: () => ({ jobs: { test: 'success' } }) });
  github.permit('mona', 'write');
  const mona = github.as('mona');
  const issue = mona.openIssue({ title: 'Tier by tier', body: BODIES[kind] });
  const ports = portsOf(github, clock);
  const { state } = github;
  const open = (): number =>
    [...state.pulls.values()].find((pull) => pull.state === 'open')?.number ?? 0;
  const pass = async (): Promise<void> => {
    for (let n = 0; n < 12; n += 1) {
      clock.advance(30_000);
      await reconcile(ports.engine, { ...ports.engine.repo, issue });
    }
  };
  const label = (): void => {
    clock.advance(5_000);
    mona.label(issue, RUN_LABEL);
    clock.advance(1_000);
  };
  return {
    ...{ label, pass, planned: ports.planned },
    comment: (text) => void mona.comment(issue, text),
    edit: (body) => mona.editBody(issue, body),
    merge: () => void mona.merge(open()),
    close: () => mona.closePull(open()),
    start: async () => {
      label();
      await pass();
    },
    built: () =>
      [...state.git.branches.keys()]
        .filter((name) => name.startsWith('autopack/state/'))
        .toSorted()
        .flatMap((name) => phasesIn(github.text(name, 'state.json'))),
    runs: () =>
      [...state.git.branches.keys()]
        .filter((name) => name.startsWith('autopack/state/'))
        .map((name) => name.slice('autopack/state/'.length)),
    labels: () => [...(state.issues.get(issue)?.labels ?? [])],
    said: () =>
      (state.issues.get(issue)?.comments ?? [])
        .filter(({ author }) => author.id === state.bot.id)
        .map(({ body }) => body)
        .join('\n'),
  };
}

function phasesIn(text = '{}'): readonly string[] {
  const run = JSON.parse(text) as { phases?: { id: string; state: string }[] };
  return (run.phases ?? []).filter(({ state }) => state === 'COMPLETE').map(({ id }) => id);
}

export function portsOf(
  github: ReturnType<typeof fakeGithub>,
  clock: ReturnType<typeof fakeClock>,
): { readonly engine: EnginePorts; readonly planned: () => number } {
  const { say } = provider(dice(1), { vice: 0 });
  let plans = 0;
  const models = fakeModels((request) => {
    if (request.schema.name === 'plan_answer') plans += 1;
    return say(request);
  });
  const quiet = (): void => undefined;
  const engine: EnginePorts = {
    ...{ repo: github.state.repo, forge: github.forge, ledger: github.ledger, models, clock },
    verification: { archive: fakeArchive(github.state), botId: github.state.bot.id },
    planning: planning(loadDefaults(), clock),
    syntax: { parse: () => Promise.resolve([]) },
    random: { nonce: () => '0'.repeat(32) },
    log: { info: quiet, warn: quiet, error: quiet },
    ...{ worker: 'w', leaseMs: 60_000, identity: 'app', server: 'https://github.com' },
    ...{ sealKey: 'a'.repeat(64), tips: new Map(), redact: (text: string) => text },
    secretsIn: () => [],
  };
  return { engine, planned: () => plans };
}
