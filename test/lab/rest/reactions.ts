import { actorOf } from '../access.ts';
import type { Core, Reaction } from '../core.ts';
import { invalid, json, noContent, notFound, paged, requiredText } from '../http.ts';
import type { Json, LabRequest } from '../internals.ts';
import { nodeId } from '../people.ts';
import { showUser } from '../show.ts';
import { commentOf, issueOf } from './issues.ts';
import { lineOf } from './review-comments.ts';

const WORDS: Readonly<Record<string, string>> = {
  '+1': 'THUMBS_UP',
  '-1': 'THUMBS_DOWN',
  laugh: 'LAUGH',
  confused: 'CONFUSED',
  heart: 'HEART',
  hooray: 'HOORAY',
  rocket: 'ROCKET',
  eyes: 'EYES',
};

export function registerReactions(core: Core): void {
  const subjects = [
    {
      path: '/repos/:owner/:repo/issues/:number/reactions',
      subject: (request: LabRequest): string => issueOf(core, request).node_id,
    },
    {
      path: '/repos/:owner/:repo/issues/comments/:id/reactions',
      subject: (request: LabRequest): string => commentOf(core, request).node_id,
    },
    {
      path: '/repos/:owner/:repo/pulls/comments/:id/reactions',
      subject: (request: LabRequest): string => lineOf(core, request).nodeId,
    },
  ];
  for (const { path, subject } of subjects) {
    core.lab.route('POST', path, (request) => {
      const content = WORDS[requiredText(request.body, 'content', 'Reaction')];
      if (content === undefined) throw invalid('Reaction', 'content');
      const user = actorOf(request.caller);
      const { reaction, isNew } = core.reactions.add(subject(request), user.id, content);
      return json(show(core, reaction), isNew ? 201 : 200);
    });
    core.lab.route('GET', path, (request) => {
      const rows = core.reactions.of(subject(request));
      return paged(
        request,
        rows.map((row) => show(core, row)),
        { url: core.lab.url },
      );
    });
    core.lab.route('DELETE', `${path}/:reaction_id`, (request) => {
      if (!core.reactions.remove(Number(request.params['reaction_id']))) throw notFound();
      return noContent();
    });
  }
}

const show = (core: Core, reaction: Reaction): Json => ({
  id: reaction.id,
  node_id: nodeId('Reaction', reaction.id),
  user: showUser(core.lab, core.lab.user(reaction.userId)),
  content: Object.keys(WORDS).find((word) => WORDS[word] === reaction.content),
  created_at: reaction.createdAt,
});
