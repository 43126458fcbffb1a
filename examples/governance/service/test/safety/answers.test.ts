import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../../src/server.ts';

test('no answer repeats the key that was sent', () => {
  const { body } = answer({ url: '/orders/1', authorization: 'Bearer made-up-key' });
  assert.ok(!JSON.stringify(body).includes('made-up-key'), 'the answer holds the key');
});
