import { afterEach, expect, it, jest } from '@jest/globals';
import { readInputs } from '../../action/inputs.ts';

const NAMES = ['INPUT_PRIVATE-KEY', 'INPUT_OPENAI-API-KEY', 'INPUT_GITHUB-TOKEN'];
afterEach(() => {
  for (const name of NAMES) delete process.env[name];
  jest.restoreAllMocks();
});

/** Made up; as long as the lines of a key. */
const LINES = ['MIIEmadeUp', 'neverAKey+', 'ofAnybody/'].map((line) => line.repeat(6));

it.each(['\n', '\r\n', '\\n', '\\r\\n'])(
  'masks each line of a key whose lines end in %j',
  (end) => {
    const [first, last] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];
    process.env['INPUT_PRIVATE-KEY'] = [first, ...LINES, last].join(end);
    let told = '';
    jest
      .spyOn(process.stdout, 'write')
      .mockImplementation((text) => Boolean((told += String(text))));
    readInputs();
    jest.restoreAllMocks();
    const masked = told.split('\n').map((line) => line.replace('::add-mask::', ''));
    for (const line of LINES) expect(masked).toContain(line);
  },
);
