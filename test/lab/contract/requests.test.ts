import { describe, expect, it } from '@jest/globals';
import { requestValidator } from './requests.ts';

const check = requestValidator();
const at = (method: string, path: string, requestBody: unknown = null, query = '') =>
  check({ method, path, query, requestBody });

describe('a request, held against GitHub’s own description', () => {
  it('passes when it is as GitHub wants it', () => {
    expect(at('POST', '/repos/o/r/issues/1/comments', { body: 'hello' })).toEqual([]);
    expect(at('GET', '/repos/o/r/actions/runs', null, '?head_sha=abc&per_page=100')).toEqual([]);
  });

  it.each([
    ['a required field is missing', at('POST', '/repos/o/r/issues/1/comments', {})],
    ['a field has the wrong type', at('POST', '/repos/o/r/git/commits', { message: 1, tree: 't' })],
    [
      'a field does not exist',
      at('POST', '/repos/o/r/issues/1/comments', { body: 'a', text: 'b' }),
    ],
    ['a query parameter does not exist', at('GET', '/repos/o/r/actions/runs', null, '?sha=abc')],
    ['the operation is not one of ours', at('DELETE', '/repos/o/r')],
  ])('is refused when %s', (_, problems) => {
    expect(problems).not.toEqual([]);
  });
});
