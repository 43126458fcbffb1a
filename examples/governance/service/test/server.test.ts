import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../src/server.ts';

test('answers with an order', () => {
  assert.deepEqual(answer({ url: '/orders/1' }).body, { id: 1, customer: 'ada', cents: 1250 });
});

test('answers 404 for what is not there', () => {
  assert.equal(answer({ url: '/orders/99' }).status, 404);
});
