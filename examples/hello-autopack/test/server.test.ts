import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../src/server.ts';

test('answers /hello', () => {
  assert.deepEqual(answer('/hello?name=Ada'), { status: 200, body: { greeting: 'Hello, Ada!' } });
});

test('answers 404 for anything else', () => {
  assert.equal(answer('/nothing').status, 404);
});
