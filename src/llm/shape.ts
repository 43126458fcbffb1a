import type { ModelRequest } from '../ports.ts';

/** What a model is told that cannot be held to a schema. The tokens of the schema are counted twice over, which covers it. */
const SHAPE = 'Answer with one JSON object that fits this JSON Schema, and with nothing else:';

/** The system text as it is sent: with the schema in it where the model has to be told in words. */
export const systemText = ({ system, schema, shape = 'schema' }: ModelRequest): string =>
  shape === 'schema' ? system : `${system}\n\n${SHAPE}\n${JSON.stringify(schema.json)}`;
