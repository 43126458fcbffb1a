import type { Scope, View } from './view.ts';
import { gitMutations } from './mutate-git.ts';
import { talkMutations } from './mutate-talk.ts';

export function mutations(scope: Scope): View {
  return { ...gitMutations(scope), ...talkMutations(scope) };
}
