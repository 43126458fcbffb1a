import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import type { ModelRequest } from '../ports.ts';

/** What the wire adds around a message, and once around the conversation. */
const PER_MESSAGE = 4;
const PER_REQUEST = 3;
/** Schemas are turned into a text of the provider's own; it has been seen to be no longer than the JSON twice over. */
const SCHEMA_TIMES = 2;
/** The sentence before a schema that is told in words. */
const IN_WORDS = 32;

/** Models that use this encoding, or fewer tokens. */
const OWN = /(?:^|[^a-z])(?:(?:chat)?gpt|codex|o[1-9])(?![a-z])/i;
/** What other tokenizers make of the same text, at the most that has to be reckoned with. */
const OTHER_TIMES = 1.5;

/**
 * Input tokens of a request: both messages and the schema, by the encoding of the GPT models. Of any other model more
 * is reckoned with: a report above the hold ends the run. The hold adds a margin for what a provider counts on top.
 */
export function countRequestTokens(request: ModelRequest): number {
  const text = countTokens(request.system) + countTokens(request.user);
  const schema = countTokens(JSON.stringify(request.schema.json)) * SCHEMA_TIMES;
  const told = request.shape === undefined || request.shape === 'schema' ? 0 : IN_WORDS;
  const all = text + schema + told + 2 * PER_MESSAGE + PER_REQUEST;
  return OWN.test(request.model) ? all : Math.ceil(all * OTHER_TIMES);
}

/** Text that looks like a control token is text: it comes from repositories and people. */
const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };

/**
 * A run of letters, of white space or of signs that is as long as no word is. The tokenizer's time grows
 * with the square of such a run: 200 KB of one letter would stop the process for ten seconds.
 */
const LONG_RUN = /[\p{L}\p{M}]{128}|\s{128}|[^\s\p{L}\p{N}]{128}/gu;

/** Tokens of a text, in time that grows with its length. Long runs are cut, which can only count a little more. */
export function countTokens(text: string): number {
  let [tokens, from] = [0, 0];
  for (const { index, 0: run } of text.matchAll(LONG_RUN)) {
    const end = index + run.length;
    tokens += countO200k(text.slice(from, end), PLAIN);
    from = end;
  }
  return tokens + countO200k(text.slice(from), PLAIN);
}
