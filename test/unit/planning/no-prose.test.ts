import { expect, it } from '@jest/globals';
import { proseOf } from '../../../src/core/planning/prose.ts';
import { PLAN } from './a-catalog.ts';

it('a sound plan is no prose', () => {
  expect(proseOf(PLAN)).toBeNull();
});
