/** A value of an expression: numbers are doubles, moments are dates with or without a time. */
export type Kind = 'number' | 'text' | 'truth' | 'moment';

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '^';
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
export type Junction = 'and' | 'or';

/** A formula as it was written; `at` is where it stands in the text, for messages. */
export type Expression =
  | { readonly node: 'number'; readonly value: number; readonly at: number }
  | { readonly node: 'text'; readonly value: string; readonly at: number }
  | { readonly node: 'column'; readonly name: string; readonly at: number }
  | { readonly node: 'negative' | 'not'; readonly of: Expression; readonly at: number }
  | {
      readonly node: 'binary';
      readonly op: Arithmetic | Comparison | Junction;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | {
      readonly node: 'in';
      readonly of: Expression;
      readonly items: readonly Expression[];
      readonly at: number;
    }
  | { readonly node: 'missing'; readonly of: Expression; readonly at: number }
  | {
      readonly node: 'call';
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: number;
    };

/** Thrown where a text is no formula, or one that does not fit its columns. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  /** A sentence for the person who wrote the formula. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
