import { countTokens as countO200k } from 'gpt-tokenizer/encoding/o200k_base';
import type { ModelRequest } from '../ports.ts';

/** What the wire adds around a message, and once around the conversation. */
const PER_MESSAGE = 4;
const PER_REQUEST = 3;
/** Schemas are turned into a text of the provider's own; it has been seen to be no longer than the JSON twice over. */
const SCHEMA_TIMES = 2;

/**
 * Input tokens of a request: both messages and the schema. Counted with the encoding of current models; a
 * model with another tokenizer is covered by the margin that the hold adds.
 */
export function countRequestTokens(request: ModelRequest): number {
  const text = countO200k(request.system, PLAIN) + countO200k(request.user, PLAIN);
  const schema = countO200k(JSON.stringify(request.schema.json), PLAIN) * SCHEMA_TIMES;
  return text + schema + 2 * PER_MESSAGE + PER_REQUEST;
}

/** Text that looks like a control token is text: it comes from repositories and people. */
const PLAIN = { allowedSpecial: new Set<string>(), disallowedSpecial: new Set<string>() };
