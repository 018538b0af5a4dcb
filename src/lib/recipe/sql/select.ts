import type { Token } from './tokens.ts';

/** From one token to before another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One SELECT: its parts as spans of tokens. */
export interface Select {
  readonly items: readonly Span[];
  /** The list of them with its commas. */
  readonly list: Span;
  /** Where it reads `table` first: the token, and its own name there. */
  readonly base: { readonly at: number; readonly alias: string | null } | null;
  readonly joins: boolean;
  readonly clauses: ReadonlyMap<Clause, Span>;
  /** Whether it sums up rows. */
  readonly groups: boolean;
  /** Whether a column of it reads the rows around. */
  readonly windows: boolean;
  readonly overs: readonly Over[];
}

/** The window of a function that ties must not change. */
export interface Over {
  /** The bracket that ends it. */
  readonly end: number;
}

export type Clause = 'where' | 'group' | 'having' | 'qualify' | 'order' | 'limit' | 'offset';

export interface SqlQuery {
  readonly tokens: readonly Token[];
  /** Where the last SELECT begins: what stands before are named parts. */
  readonly start: number;
  readonly select: Select;
  /** Whether a part of it or a nested SELECT reads the table too. */
  readonly nested: boolean;
}
