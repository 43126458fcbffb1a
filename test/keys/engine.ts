/** What the engine does on a GitHub in memory under given settings, where rules alone do not show it. */
import { fold } from '../../src/core/run/evolve.ts';
import { ledgerDays } from '../../src/config/planning.ts';
import { retire } from '../../src/engine/retire.ts';
import { serve } from '../../src/engine/serve.ts';
import { answerIssue } from '../../src/engine/start.ts';
import type { EnginePorts } from '../../src/engine/ports.ts';
import type { Permission } from '../../src/ports.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { fakeGithub } from '../support/fake-github.ts';
import { fakeModels } from '../support/fake-models.ts';
import { TINY_PLAN } from '../support/tiny.ts';
import { failed } from '../unit/artefacts/records.ts';
import type { Settings } from './settings.ts';
import { configText, planningOf, strategyOf } from './world.ts';

export function stage(settings: Settings, files: Readonly<Record<string, string>> = {}) {
  const clock = fakeClock();
  const config = { '.github/autopack.yml': configText(settings) };
  const github = fakeGithub({ clock, files: { ...config, ...files } });
  const quiet = (): void => undefined;
  const ports: EnginePorts = {
    ...{ repo: github.state.repo, forge: github.forge, ledger: github.ledger, clock },
    models: fakeModels(() => ({ is: 'lose' })),
    syntax: { parse: () => Promise.resolve([]) },
    planning: planningOf(settings),
    random: { nonce: () => '0'.repeat(32) },
    log: { info: quiet, warn: quiet, error: quiet },
    ...{ worker: 'w', leaseMs: 60_000, identity: 'app', server: 'https://github.com' },
    ...{ sealKey: null, tips: new Map() },
    redact: (text) => text,
    secretsIn: () => [],
  };
  return { clock, github, ports };
}

/** Whether a person with this permission starts a run by the label. */
export async function startsFor(settings: Settings, permission: Permission): Promise<unknown> {
  const { clock, github, ports } = stage(settings);
  github.permit('mona', permission);
  const mona = github.as('mona');
  const number = mona.openIssue({ title: 'Mend', body: TINY_PLAN });
  clock.advance(5_000);
  mona.label(number, 'autopack:run');
  clock.advance(1_000);
  const issue = await github.forge.issue(number);
  if (issue === undefined) throw new Error('no issue');
  return (await answerIssue(ports, issue, undefined))?.runId ?? 'not started';
}

/** Which files the Builder is shown of a repository that is larger than a small model takes. */
export async function served(settings: Settings): Promise<unknown> {
  const files = Object.fromEntries(
    Array.from({ length: 8 }, (_, n) => [`src/f${n}.ts`, 'export const one = 1;\n'.repeat(300)]),
  );
  const { github, ports } = stage(settings, files);
  const strategy = strategyOf(settings);
  const run = () => ({ phases: [], base: { branch: 'main', sha: github.base } });
  const shown = await serve({ ports, strategy, run }, 'T1.P1', github.base);
  return shown.files.map(({ path }) => path);
}

/** Whether the ledger of a run that failed a hundred days ago is still there after a round of tidying. */
export async function tidied(settings: Settings): Promise<unknown> {
  const { clock, github, ports } = stage(settings);
  const { strategy, plan, ...story } = failed();
  const events = story.events.map((event) =>
    event.type === 'run-started'
      ? { ...event, repo: { ...event.repo, id: github.state.repoId } }
      : event,
  );
  const run = fold(undefined, events);
  await ports.ledger.create(run.runId, github.base, { events, run, strategy, plan });
  clock.advance(run.updatedAt + 100 * 24 * 3_600_000 - clock.now());
  const days = (config: string | null): number | null => ledgerDays(settings, config);
  await retire(ports, { days, turn: 0 });
  return (await ports.ledger.list()).map(({ runId }) => runId);
}
