import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  COMMANDS,
  isAddressed,
  meantBy,
  parseCommand,
  saidAbout,
} from '../../../src/core/run/command.ts';

describe('a comment', () => {
  it.each(COMMANDS)('with /autopack %s is a command', (name) => {
    expect(parseCommand(`/autopack ${name}`)).toEqual({ is: 'command', name, args: [] });
  });

  it.each([
    ['/autopack  RUN', { is: 'command', name: 'run', args: [] }],
    ['/autopack\trun --budget $6', { is: 'command', name: 'run', args: ['--budget', '$6'] }],
    ['/autopack cancel   \nbecause', { is: 'command', name: 'cancel', args: [] }],
    ['/autopack cancel\r\nbecause', { is: 'command', name: 'cancel', args: [] }],
    ['/autopack cancel\rbecause', { is: 'command', name: 'cancel', args: [] }],
  ])('%j is read as a person means it', (body, parsed) => {
    expect(parseCommand(body)).toEqual(parsed);
  });

  it.each([
    ...['', 'please /autopack run', ' /autopack run', '> /autopack run', '`/autopack run`'],
    ...['```\n/autopack run\n```', '\n/autopack run', '/autopackrun', '/Autopack run'],
    ...['/autopack/run', '\u200B/autopack run'],
  ])('%j is none', (body) => {
    expect(parseCommand(body)).toBeNull();
  });

  it.each([
    ['/autopack cancle', 'cancel'],
    ['/autopack rum', 'run'],
    ['/autopack stat', 'status'],
    ['/autopack retyr', 'retry'],
    ['/autopack deploy-everything', null],
  ])('%j is asked about and never done', (body, nearest) => {
    expect(parseCommand(body)).toMatchObject({ is: 'unknown', nearest });
  });

  it('without a word is unknown', () => {
    expect(parseCommand('/autopack')).toMatchObject({ is: 'unknown', word: '' });
  });

  it('is read whatever it is, and its unknown word stays short', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, ours) => {
        const parsed = parseCommand(ours ? `/autopack ${text}` : text);
        if (parsed?.is === 'unknown') expect(parsed.word.length).toBeLessThanOrEqual(40);
        if (!ours && !text.startsWith('/autopack')) expect(parsed).toBeNull();
      }),
    );
  });
});

describe('words that are nearly a command', () => {
  it.each([
    ['/autopak run', 'run'],
    ['/autopak retyr T1.P1', 'retry'],
    ['/Autopack status', 'status'],
    ['/auto-pack hold', 'hold'],
    ['/autopack frobnicate', null],
    ['/autopack', null],
  ])('are heard, asked about and never done: %j', (body, meant) => {
    expect(isAddressed(body)).toBe(true);
    expect(parseCommand(body)?.is).not.toBe('command');
    expect(meantBy(body)).toBe(meant);
  });

  it.each([
    '',
    '/deploy now',
    '/autoscale run',
    'autopak run',
    ' /autopak run',
    '> /autopak run',
    '/pack',
  ])('are not for us: %j', (body) => expect(isAddressed(body)).toBe(false));
});

describe('a command in the thread of a finding', () => {
  it.each([
    ['/autopack dismiss they are test data', '/autopack dismiss F-3 they are test data'],
    ['/autopack dismiss F-4 they are test data', '/autopack dismiss F-4 they are test data'],
    ['/autopack dismiss f-4 no', '/autopack dismiss f-4 no'],
    ['/autopack dismiss', '/autopack dismiss F-3'],
    ['/autopack explain', '/autopack explain F-3'],
    ['/autopack explain T1.P1', '/autopack explain T1.P1'],
    ['/autopack cancel', '/autopack cancel'],
    ['I would /autopack dismiss it', 'I would /autopack dismiss it'],
  ])('%s', (said, meant) => {
    expect(saidAbout(said, 'F-3')).toBe(meant);
    expect(saidAbout(said, undefined)).toBe(said);
  });
});
