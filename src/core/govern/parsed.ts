/** A name that a file defines, and the line on which it does, 1-based. */
export interface Definition {
  readonly name: string;
  readonly line: number;
}

/** What a parser says of one text. */
export type Parsed =
  | {
      readonly is: 'parsed';
      readonly errors: number;
      /** 1-based; null: there is none. */
      readonly firstError: number | null;
      /** Null: the language has no names that others use. */
      readonly definitions: readonly Definition[] | null;
    }
  /** The parser failed, or the text is more than it takes. */
  | { readonly is: 'unchecked'; readonly why: string };

/** Both sides of one change of a file whose language has a parser; `before` is null for a new file. */
export interface ParsedChange {
  readonly path: string;
  readonly before: Parsed | null;
  readonly after: Parsed;
}
