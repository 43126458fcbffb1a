declare module 'spdx-expression-parse' {
  export type Expression =
    | { readonly license: string; readonly plus?: true; readonly exception?: string }
    | {
        readonly left: Expression;
        readonly conjunction: 'and' | 'or';
        readonly right: Expression;
      };
  /** Throws an Error where the text is no SPDX expression. */
  export default function parse(expression: string): Expression;
}
declare module 'spdx-satisfies' {
  /** Whether the expression can be met by licences of the list. */
  export default function satisfies(expression: string, approved: string[]): boolean;
}
