import type { Usage } from '../core/budget.ts';

export interface ModelRequest {
  readonly model: string;
  readonly system: string;
  readonly user: string;
  /** A JSON Schema that the answer has to fit, with a name of [a-z_]. */
  readonly schema: { readonly name: string; readonly json: Readonly<Record<string, unknown>> };
  /** How the model is held to the schema: by the provider (left out), by its JSON mode, or by words alone. */
  readonly shape?: 'schema' | 'json' | 'text' | undefined;
  readonly maxOutputTokens: number;
  /** The field that an older endpoint reads the limit from. */
  readonly outputLimit?: 'max_tokens' | undefined;
  /** Left out for models that take none. */
  readonly temperature?: number | undefined;
  readonly reasoningEffort?: 'none' | 'low' | 'medium' | 'high' | undefined;
  /** Aborts the call; a call aborted counts as lost. */
  readonly signal?: AbortSignal | undefined;
}

export type ModelReply =
  | {
      readonly is: 'answered';
      readonly text: string;
      readonly stop: 'complete' | 'truncated' | 'refused';
      /** Null: the provider did not report it. */
      readonly usage: Usage | null;
    }
  /** The provider said that it did nothing, so nothing is owed; or what it did is of no use, and `usage` is owed. */
  | {
      readonly is: 'declined';
      readonly usage?: Usage;
      readonly kind: 'transient' | 'capacity' | 'environment';
      readonly detail: string;
      readonly retryAfterMs: number;
    };

export interface Models {
  /** Input tokens of the request by the model's own tokenizer, schema included, without margin. */
  countTokens(request: ModelRequest): number;
  /** Throws when nobody can know whether the provider did the work (connection lost, stream cut): such a call is lost. */
  call(request: ModelRequest): Promise<ModelReply>;
}
