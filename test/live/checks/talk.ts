import { z } from 'zod';
import { RejectedError } from '../../../src/github/failures.ts';
import { type Check, unclear, yesIf } from '../check.ts';
import { scratchIssue } from '../issue.ts';
import type { Hand, LiveWorld } from '../world.ts';

/** What our texts are cut to, in UTF-16 units. */
const OURS = 65_000;
const LIMIT = 65_536;
const EMOJI = '🎉';

const bodyLimit: Check = {
  name: 'body-limit',
  question: 'Does GitHub take 65,000 UTF-16 units of emoji as a comment?',
  ask: async (world) => {
    const issue = await scratchIssue(world);
    const takes = (text: string): Promise<boolean> => accepts(world, issue, text);
    const ours = await takes(EMOJI.repeat(OURS / 2));
    const plain = await takes('x'.repeat(LIMIT + 1));
    // As many code points as units before, and half as many as there are units.
    const wide = await takes(EMOJI.repeat(40_000));
    const unit = wide ? 'code points' : ours ? 'UTF-16 units' : 'bytes, or something else';
    return yesIf(
      ours,
      `32,500 emoji (130,000 bytes) ${word(ours)}; 65,537 letters ${word(plain)}; 40,000 emoji (80,000 units) ${word(wide)}: ${plain ? 'the limit is not where it was' : `counted in ${unit}`}`,
    );
  },
};

const word = (taken: boolean): string => (taken ? 'taken' : 'refused');

async function accepts(world: LiveWorld, issue: number, body: string): Promise<boolean> {
  try {
    await comment(world, world.actor, { issue, body });
    return true;
  } catch (error) {
    if (error instanceof RejectedError) return false;
    throw error;
  }
}

const Comment = z.object({
  id: z.int(),
  performed_via_github_app: z.object({ id: z.int(), slug: z.string() }).nullish(),
});
type Comment = z.infer<typeof Comment>;

const editedByPerson: Check = {
  name: 'edited-by-person',
  question: 'Does an App’s comment still name the App after a person edited it?',
  ask: async (world) => {
    const { app, person } = world;
    if (app === null || person === null) return unclear('needs both an App and GITHUB_TOKEN');
    const issue = await scratchIssue(world);
    const { id } = await comment(world, app, { issue, body: 'By the App.' });
    const route = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
    const at = { ...world.at, comment_id: id };
    const read = async (): Promise<Comment['performed_via_github_app']> =>
      (await app.client.read(`GET ${route}`, at, Comment)).performed_via_github_app;
    const before = await read();
    await person.client.write(`PATCH ${route}`, { ...at, body: 'By a person.' }, z.unknown());
    await world.pause();
    const after = await read();
    const seen = `performed_via_github_app was ${slugOf(before)}, is ${slugOf(after)}`;
    return before == null ? unclear(seen) : yesIf(after?.id === before.id, seen);
  },
};

const slugOf = (app: Comment['performed_via_github_app']): string => app?.slug ?? 'not set';

async function comment(
  world: LiveWorld,
  by: Hand,
  { issue, body }: { readonly issue: number; readonly body: string },
): Promise<Comment> {
  const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const made = await by.client.write(route, { ...world.at, issue_number: issue, body }, Comment);
  world.undo.add(`comment ${made.id}`, async () => {
    const at = { ...world.at, comment_id: made.id };
    const remove = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await by.client.write(remove, at, z.unknown());
  });
  return made;
}

export const talkChecks: readonly Check[] = [bodyLimit, editedByPerson];
