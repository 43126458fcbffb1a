import { ConflictError } from '../core/errors.ts';
import type { RunId, Sha } from '../core/ids.ts';
import { fold } from '../core/run/evolve.ts';
import type { RunEvent } from '../core/run/event.ts';
import { writerOf } from '../core/verify/chain.ts';
import { advanceKey, codeNamed } from '../core/verify/code.ts';
import { eventsOf } from '../core/verify/events.ts';
import type { Around, Link, RunEvidence, Verification } from '../core/verify/evidence.ts';
import { verify } from '../core/verify/verify.ts';
import type { Forge, RunWorld } from '../ports.ts';
import type { Archive } from './ports.ts';

export interface VerifyPorts {
  readonly archive: Archive;
  /** What stands around a run, with what this account said there. */
  world(botId: number, ask: Parameters<Forge['world']>[0]): Promise<RunWorld>;
  /** The account that has to have written everything; null: the one that wrote the first commit. */
  readonly botId: number | null;
  readonly sealKey: string | null;
}

/** The ledger may grow while it is read: this often it is read again. */
const READS = 3;

/** Reads a run's whole record and judges it. Undefined: there is no such run. Throws ConflictError while the run moves too fast to be read. */
export async function verifyRun(
  ports: VerifyPorts,
  issue: number,
  wanted: RunId | null,
): Promise<Verification | undefined> {
  const evidence = await readRecord(ports, issue, wanted);
  return evidence === undefined ? undefined : verify(evidence);
}

/** Everything that a verification judges, as it was at one moment. */
export async function readRecord(
  ports: VerifyPorts,
  issue: number,
  wanted: RunId | null,
): Promise<RunEvidence | undefined> {
  for (let read = 1; read <= READS; read += 1) {
    const found = await ports.archive.find(issue, wanted);
    if (found === undefined) return undefined;
    const evidence = await readOnce(ports, issue, found);
    if (evidence !== 'moved') return evidence;
  }
  throw new ConflictError(`the ledger of issue ${issue} moves while it is read`);
}

async function readOnce(
  ports: VerifyPorts,
  issue: number,
  { runId, tip, repoId }: { readonly runId: RunId; readonly tip: Sha; readonly repoId: number },
): Promise<RunEvidence | 'moved'> {
  const { archive, botId, sealKey } = ports;
  const links = await archive.links(tip);
  const events = readable(links);
  const evidence: RunEvidence = {
    ...{ runId, repoId, botId, sealKey, links, around: null },
    ...(await codeOf(archive, events)),
  };
  const [first] = links;
  // In a broken ledger the first bad link is known, whatever stands around it.
  if (first === undefined || verify(evidence).bad !== null) return evidence;
  const run = fold(undefined, events);
  const writer = writerOf(first, events[0], botId);
  const self = writer.is === 'bot' ? writer.id : (first.maker.id ?? 0);
  const world = await ports.world(self, { issue, runId, recorded: run.head, pr: run.pr });
  if (world.ledger !== tip) return 'moved';
  return { ...evidence, around: await aroundOf(archive, world) };
}

/** Everything that can be read of the events; what cannot be is for `verify` to name. */
const readable = (links: readonly Link[]): readonly RunEvent[] =>
  links.flatMap((link) => {
    const events = eventsOf(link);
    return events.is === 'read' ? events.value : [];
  });

async function codeOf(
  archive: Archive,
  events: readonly RunEvent[],
): Promise<Pick<RunEvidence, 'code' | 'advances'>> {
  const named = codeNamed(events);
  const advances = new Map<string, boolean>();
  for (const { before, head } of named.advances)
    advances.set(advanceKey(before, head), await archive.leadsTo(before, head));
  return { code: await archive.commits(named.commits), advances };
}

async function aroundOf(archive: Archive, world: RunWorld): Promise<Around> {
  const { branch, pull, reviews, issue } = world;
  const names = branch.is === 'ahead' ? branch.commits.map(({ sha }) => sha) : [];
  const later = [...(await archive.commits(names)).values()];
  return { branch, later, pull, reviews, comments: issue?.ours ?? [] };
}
