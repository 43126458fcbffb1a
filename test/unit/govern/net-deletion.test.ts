import { expect, it } from '@jest/globals';
import { govern } from '../../../src/core/govern/govern.ts';
import { allowing, gone, lines } from './changes.ts';

const note = (count: number): string | undefined =>
  govern([gone('a.md', lines(count))], allowing()).gate.find(({ rule }) => rule === 'size')?.note;

it('net deletion is major from 201 lines on', () => {
  expect(note(200)).toBe('200 more lines removed than added');
  expect(note(201)).toBe('major: 201 more lines removed than added');
});
