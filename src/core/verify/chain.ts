import type { Sha } from '../ids.ts';
import type { RunEvent } from '../run/event.ts';
import type { Link, Maker, Wrong } from './evidence.ts';

/** Whom all commits have to come from; `unfenced`: an identity that every workflow of the repository shares. */
export type Writer =
  | { readonly is: 'bot'; readonly id: number }
  | { readonly is: 'unfenced' }
  | { readonly is: 'unknown' };

/**
 * The account that a ledger has to come from: the one that was named, else the one that wrote its first
 * commit. A reader without the App's key cannot know better; the id is told, for people to compare.
 */
export function writerOf(first: Link, start: RunEvent | undefined, botId: number | null): Writer {
  if (botId !== null) return { is: 'bot', id: botId };
  if (start?.type === 'run-started' && start.identity === 'token') return { is: 'unfenced' };
  const { id, bot } = first.maker;
  return id === null || !bot ? { is: 'unknown' } : { is: 'bot', id };
}

/** The message is one of ours, and its key is that of its events on its parent. */
export function messageWrong({ said }: Link, runId: string): Wrong | null {
  const rule = 'message';
  if (said === null)
    return { rule, expected: 'a message as the ledger writes it', found: 'another text' };
  if (said.runId !== runId) return { rule, expected: `run ${runId}`, found: `run ${said.runId}` };
  return said.keyFits
    ? null
    : { rule, expected: 'the key of these events on this parent', found: 'another key' };
}

/** One line of commits: each has the one before it as its only parent, the first has none. */
export function chainWrong(link: Link, before: Sha | null): Wrong | null {
  const fits =
    before === null
      ? link.parents.length === 0
      : link.parents.length === 1 && link.parents[0] === before;
  if (fits) return null;
  return {
    rule: 'chain',
    expected: parentWords(before === null ? [] : [before]),
    found: parentWords(link.parents),
  };
}

const parentWords = (parents: readonly Sha[]): string =>
  parents.length === 0 ? 'no parent' : `parent ${parents.join(' and ')}`;

/** The number in the message counts every event, and never stands still. */
export function seqWrong(link: Link, before: number, events: number): Wrong | null {
  const found = link.said?.seq ?? 0;
  const expected = before + events;
  return found === expected && events > 0
    ? null
    : { rule: 'seq', expected: `step ${expected}`, found: `step ${found}` };
}

/** The attacker has the app in a repository of their own, and pushes a ledger that was written there. */
export function placeWrong(
  start: RunEvent | undefined,
  { runId, repoId }: { readonly runId: string; readonly repoId: number },
): Wrong | null {
  if (start?.type !== 'run-started') return null;
  const { repo, issue } = start;
  const words = (id: number, number: number): string => `issue ${number} of repository ${id}`;
  const own = Number(runId.split('-')[0]);
  return repo.id === repoId && issue.number === own
    ? null
    : { rule: 'chain', expected: words(repoId, own), found: words(repo.id, issue.number) };
}

/** The attacker may write to the repository, and pushes a commit by hand. */
export function makerWrong(maker: Maker, writer: Writer): Wrong | null {
  const rule = 'author';
  switch (writer.is) {
    case 'unfenced':
      return null;
    case 'unknown':
      return { rule, expected: 'a first commit by an App', found: makerWords(maker) };
    case 'bot':
      return maker.signed && maker.id === writer.id
        ? null
        : { rule, expected: `signed by GitHub, by account ${writer.id}`, found: makerWords(maker) };
  }
}

const makerWords = ({ id, address, signed }: Maker): string =>
  `${signed ? 'signed by GitHub' : 'not signed by GitHub'}, by ${id === null ? 'nobody GitHub knows' : `account ${id}`} (${address === '' ? 'no address' : address})`;
