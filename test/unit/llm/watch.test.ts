import { expect, it } from '@jest/globals';
import { watchCall } from '../../../src/llm/watch.ts';

const timers = (): number =>
  process.getActiveResourcesInfo().filter((one) => one === 'Timeout').length;

it('a call that is over keeps no process waiting, whatever is heard of it afterwards', async () => {
  const before = timers();
  const watch = watchCall({ timeoutMs: 60_000, idleMs: 60_000 });
  expect(timers()).toBe(before + 2);
  watch.end();
  const late = await watch.fetch('data:text/event-stream,data: {}');
  expect(await late.text()).toBe('data: {}');
  expect(timers()).toBe(before);
});
