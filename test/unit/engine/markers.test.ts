import { expect, it } from '@jest/globals';
import { findingIn, marker } from '../../../src/core/names.ts';
import { answeredTrigger, answers } from '../../../src/engine/start.ts';

const comment = (body: string) => ({ id: 1, nodeId: 'C_1', body });

it('a comment is about the finding that we put below it, not about one that it quotes', () => {
  const quoted = `\`\`\`suggestion\n${marker.finding('F-1')}\n\`\`\`\n${marker.finding('F-2')}`;
  expect(findingIn(quoted)).toBe('F-2');
  expect(findingIn('no marker')).toBeNull();
});

it('a mark that somebody broke answers nothing', () => {
  expect(answeredTrigger(comment(`x\n${answers('IC_1 2')}`))).toBe('IC_1 2');
  expect(answeredTrigger(comment('<!-- autopack:answers:%E0%A4%A -->'))).toBeNull();
  expect(answeredTrigger(undefined)).toBeNull();
});
