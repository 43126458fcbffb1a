import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/core/errors.ts';
import { checkModelUrl } from '../../../src/llm/url.ts';

describe('where a model may be', () => {
  it.each([
    'https://api.openai.com/v1',
    'https://models.example.com:8443/v1',
    'https://8.8.8.8/v1',
    'https://[2606:4700::1111]/v1',
    'http://localhost:11434/v1',
    'http://127.0.0.1:4010/v1',
    'http://127.9.9.9/v1',
    'http://[::1]:4010/v1',
    'https://localhost/v1',
  ])('%s', (url) => {
    expect(checkModelUrl(url)).toBe(url);
  });

  it.each([
    '',
    'models.example.com',
    'file:///etc/passwd',
    'ftp://models.example.com',
    'http://models.example.com/v1',
    'http://127.evil.example/v1',
    'http://localhost.evil.example/v1',
    'http://169.254.169.254/latest',
    'https://169.254.169.254/latest',
    'https://0xa9fea9fe/latest',
    'https://2852039166/latest',
    'https://10.0.0.1/v1',
    'https://172.31.0.1/v1',
    'https://192.168.1.1/v1',
    'https://100.64.0.1/v1',
    'https://0.0.0.0/v1',
    'https://255.255.255.255/v1',
    'https://[::]/v1',
    'https://[::ffff:10.0.0.1]/v1',
    'https://[64:ff9b::a9fe:a9fe]/v1',
    'https://[fd00:ec2::254]/latest',
    'https://[fe80::1]/v1',
    'https://user:word@models.example.com/v1',
    'https://user@models.example.com/v1',
  ])('not %s', (url) => {
    expect(() => checkModelUrl(url)).toThrow(UserError);
  });

  it.each([
    'https://api.openai.com/v1/chat/completions',
    'https://api.openai.com/v1/responses/',
    'https://some.openai.azure.com/openai/deployments/builder?api-version=2024-10-21',
    'https://models.example.com/v1#chat',
  ])('is told apart from where a call goes: %s', (url) => {
    expect(() => checkModelUrl(url)).toThrow('that of one kind of call');
  });

  it('may be a private network where that is allowed, still by https only', () => {
    expect(checkModelUrl('https://10.0.0.1/v1', true)).toBe('https://10.0.0.1/v1');
    expect(() => checkModelUrl('http://10.0.0.1/v1', true)).toThrow(UserError);
  });
});
