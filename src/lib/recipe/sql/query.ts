import { sqlFault } from './fault.ts';
import { banned, beforeBracket, functionKind } from './functions.ts';
import { sqlTokens, type Token } from './tokens.ts';

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
interface Over {
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

const clauseWords: Readonly<Record<string, Clause>> = {
  where: 'where',
  group: 'group',
  having: 'having',
  qualify: 'qualify',
  order: 'order',
  limit: 'limit',
  offset: 'offset',
};
const setWords = new Set(['union', 'intersect', 'except']);
const joinWords = new Set(['join', 'left', 'inner', 'cross', 'right', 'full', 'outer']);
const ends = new Set([...Object.keys(clauseWords), ...setWords, 'from']);

/**
 * The parts of a query that Tabwise runs: one SELECT over `table`, with named parts before it.
 * @throws EngineError 'params-invalid' for all else, with what to write instead
 */
export const readQuery = (text: string): SqlQuery => new Reader(sqlTokens(text)).query();

/** What is gathered of the SELECT that is read. */
interface Reading {
  readonly top: boolean;
  groups: boolean;
  windows: boolean;
  readonly overs: Over[];
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #parts = new Set<string>();
  #at = 0;
  #nested = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): SqlQuery {
    if (this.#tokens.length === 0)
      throw sqlFault('The query is empty', 'Write SELECT … FROM table.');
    if (this.#takes('with')) this.#named();
    const start = this.#at;
    const select = this.#select(true);
    const rest = this.#tokens[this.#at];
    if (rest && setWords.has(rest.value))
      throw sqlFault(
        `${rest.text.toUpperCase()} puts rows together whose past is not known`,
        'Use the step that appends a second table, or put it in a named part (WITH).',
      );
    if (rest) throw sqlFault(`“${rest.text}” is not read there`, 'Write one SELECT … FROM table.');
    return { tokens: this.#tokens, start, select, nested: this.#nested };
  }

  #word(offset = 0): string {
    const token = this.#tokens[this.#at + offset];
    return token?.kind === 'word' ? token.value : '';
  }
  #sign(offset = 0): string {
    const token = this.#tokens[this.#at + offset];
    return token?.kind === 'sign' ? token.value : '';
  }
  #takes(word: string): boolean {
    if (this.#word() !== word) return false;
    this.#at += 1;
    return true;
  }
  #needs(sign: string): void {
    if (this.#sign() !== sign)
      throw sqlFault(
        `“${sign}” is missing before “${this.#tokens[this.#at]?.text ?? 'the end'}”`,
        'Look at the brackets.',
      );
    this.#at += 1;
  }

  /** WITH name AS (SELECT …), … */
  #named(): void {
    do {
      const name = this.#tokens[this.#at];
      if (
        name?.kind !== 'quoted' &&
        !(name?.kind === 'word' && !banned.has(name.value) && name.value !== 'table')
      )
        throw sqlFault(
          `“${name?.text ?? ''}” cannot name a part of the query`,
          'Write WITH name AS (SELECT …).',
        );
      this.#at += 1;
      if (!this.#takes('as'))
        throw sqlFault(`After “${name.text}” there is no AS`, 'Write WITH name AS (SELECT …).');
      this.#needs('(');
      this.#nestedSelect();
      this.#needs(')');
      this.#parts.add(name.value.toLowerCase());
    } while (this.#sign() === ',' && ++this.#at);
  }

  /** SELECTs within brackets, put together or not. */
  #nestedSelect(): void {
    if (this.#word() === 'with')
      throw sqlFault('WITH stands within brackets', 'Name all parts at the beginning.');
    for (;;) {
      const { clauses } = this.#select(false);
      if (clauses.has('limit') || clauses.has('offset'))
        throw sqlFault(
          'LIMIT within a part may take other rows each time',
          'Use row_number() in a step before, and WHERE.',
        );
      if (!setWords.has(this.#word())) return;
      this.#at += 1;
      this.#takes('all');
    }
  }

  #select(top: boolean): Select {
    if (!this.#takes('select'))
      throw sqlFault(
        `The query begins with “${this.#tokens[this.#at]?.text ?? 'nothing'}”`,
        'Only SELECT reads; write SELECT … FROM table.',
      );
    const reading: Reading = { top, groups: false, windows: false, overs: [] };
    if (this.#word() === 'distinct') {
      if (top)
        throw sqlFault(
          'DISTINCT leaves open which row each is',
          'Write GROUP BY with the same columns, or use the step that drops duplicates.',
        );
      this.#at += 1;
      if (this.#word() === 'on')
        throw sqlFault(
          'DISTINCT ON takes any of several rows',
          'Write GROUP BY, with min or max of the other columns.',
        );
    }
    const from = this.#at;
    const items = this.#list(reading);
    const list = { from, to: this.#at };
    if (!this.#takes('from'))
      throw sqlFault('The query reads no table', 'Write SELECT … FROM table.');
    const { base, joins } = this.#from(reading);
    const clauses = this.#clauses(reading);
    if (clauses.has('group')) reading.groups = true;
    return { items, list, base, joins, clauses, ...reading };
  }

  /** Items with commas between them. */
  #list(reading: Reading): Span[] {
    const items: Span[] = [];
    do {
      const from = this.#at;
      this.#expression(reading, (word) => ends.has(word), true);
      if (this.#at === from)
        throw sqlFault('A column is missing in SELECT', 'Write SELECT a, b FROM table.');
      items.push({ from, to: this.#at });
    } while (this.#sign() === ',' && ++this.#at);
    return items;
  }

  #from(reading: Reading): Pick<Select, 'base' | 'joins'> {
    const base = this.#relation(reading);
    let joins = false;
    for (;;) {
      if (this.#sign() === ',') this.#at += 1;
      else if (!this.#joinWords(reading)) return { base, joins };
      joins = true;
      this.#relation({ ...reading, top: false });
      if (this.#takes('on'))
        this.#expression(reading, (word) => ends.has(word) || joinWords.has(word), true);
      else if (this.#takes('using')) this.#brackets(reading);
    }
  }

  /** LEFT OUTER JOIN and the like. */
  #joinWords({ top }: Reading): boolean {
    if (!joinWords.has(this.#word())) return false;
    while (joinWords.has(this.#word()) && this.#word() !== 'join') {
      if (top && ['right', 'full'].includes(this.#word()))
        throw sqlFault(
          `${this.#word().toUpperCase()} JOIN makes rows that no row of the table was`,
          'Write LEFT JOIN.',
        );
      this.#at += 1;
    }
    if (!this.#takes('join'))
      throw sqlFault(
        `“${this.#tokens[this.#at]?.text ?? ''}” is not read there`,
        'Write LEFT JOIN … ON ….',
      );
    return true;
  }

  /** `table`, a named part or a SELECT in brackets, and what it is called. */
  #relation({ top }: Reading): Select['base'] {
    const at = this.#at;
    const token = this.#tokens[at];
    this.#at += 1;
    const isTable = token?.kind === 'word' && token.value === 'table';
    if (token?.kind === 'sign' && token.value === '(') {
      this.#nested = true;
      this.#nestedSelect();
      this.#needs(')');
    } else if (
      !isTable &&
      !(token && token.kind !== 'text' && this.#parts.has(token.value.toLowerCase()))
    )
      throw sqlFault(
        `The query reads “${token?.text ?? 'nothing'}”`,
        'It can read “table”, and parts that it names itself by WITH. To read another file, use the step that joins or appends it.',
      );
    if (this.#sign() === '(' || this.#sign() === '.')
      throw sqlFault(
        `The query reads “${token.text}${this.#sign()}”`,
        'It can read “table” alone.',
      );
    if (!top) this.#nested ||= isTable;
    const alias = this.#alias();
    if (top && !isTable)
      throw sqlFault(
        'The last SELECT does not read “table” first, so it is not known which row each one is',
        'Write FROM table, then LEFT JOIN the part; or use two SQL steps, one after the other.',
      );
    return top ? { at, alias } : null;
  }

  #alias(): string | null {
    const named = this.#takes('as');
    const token = this.#tokens[this.#at];
    const free =
      token?.kind === 'quoted' ||
      (token?.kind === 'word' &&
        !ends.has(token.value) &&
        !joinWords.has(token.value) &&
        !['on', 'using'].includes(token.value));
    if (!free) {
      if (named) throw sqlFault('A name is missing after AS', 'Write FROM table AS t.');
      return null;
    }
    this.#check(token);
    this.#at += 1;
    if (this.#sign() === '(')
      throw sqlFault(`“${token.text}(…)” is not read in FROM`, 'Write FROM table AS t.');
    return token.text;
  }

  #clauses(reading: Reading): ReadonlyMap<Clause, Span> {
    const found = new Map<Clause, Span>();
    for (;;) {
      const clause = clauseWords[this.#word()];
      if (!clause) break;
      const from = this.#at;
      this.#at += 1;
      if ((clause === 'group' || clause === 'order') && !this.#takes('by'))
        throw sqlFault(
          `${clause.toUpperCase()} is not followed by BY`,
          `Write ${clause.toUpperCase()} BY ….`,
        );
      if (clause === 'order' && this.#word() === 'all')
        throw sqlFault('ORDER BY ALL is not read', 'Name the columns.');
      const inner: Reading = { ...reading, groups: false, windows: false };
      do this.#expression(inner, (word) => ends.has(word), true);
      while (this.#sign() === ',' && ++this.#at);
      reading.groups ||= inner.groups;
      reading.windows ||= inner.windows;
      if (found.has(clause))
        throw sqlFault(`${clause.toUpperCase()} stands twice`, 'Write it once.');
      found.set(clause, { from, to: this.#at });
    }
    if ((found.has('limit') || found.has('offset')) && !found.has('order'))
      throw sqlFault(
        'LIMIT without ORDER BY takes any rows',
        'Say by ORDER BY which rows come first.',
      );
    return found;
  }

  /** Up to a word that ends it, a closing bracket or, where commas part items, a comma. */
  #expression(reading: Reading, stops: (word: string) => boolean, commas: boolean): void {
    for (;;) {
      const token = this.#tokens[this.#at];
      if (!token) return;
      const sign = this.#sign();
      if (sign === ')' || (commas && sign === ',')) return;
      const distinctFrom =
        this.#word() === 'from' &&
        this.#word(-1) === 'distinct' &&
        ['is', 'not'].includes(this.#word(-2));
      const called = this.#sign(1) === '(';
      if (
        token.kind === 'word' &&
        stops(token.value) &&
        !distinctFrom &&
        !(called && functionKind(token.value))
      )
        return;
      if (sign === '(') this.#brackets(reading);
      else if (called && token.kind !== 'sign' && token.kind !== 'text' && token.kind !== 'number')
        this.#call(reading, token);
      else {
        this.#check(token);
        this.#at += 1;
      }
    }
  }

  #brackets(reading: Reading): void {
    this.#needs('(');
    if (this.#word() === 'select' || this.#word() === 'with') {
      this.#nested = true;
      this.#nestedSelect();
    } else if (this.#word() === 'from')
      throw sqlFault('FROM stands before SELECT', 'Write SELECT … FROM table.');
    else this.#expression(reading, () => false, false);
    this.#needs(')');
  }

  /** A function with its arguments, or a word before a bracket. */
  #call(reading: Reading, token: Token): void {
    if (
      token.kind === 'word' &&
      beforeBracket.has(token.value) &&
      functionKind(token.value) === null
    ) {
      this.#check(token);
      this.#at += 1;
      this.#brackets(reading);
      return;
    }
    const kind = token.kind === 'word' && this.#sign(-1) !== '.' ? functionKind(token.value) : null;
    if (kind === null)
      throw sqlFault(
        `The function “${token.text}” cannot be called here`,
        'Use functions of numbers, texts, dates and aggregates whose answer is the same each time.',
      );
    this.#at += 1;
    const inner: Reading = { ...reading, groups: false, windows: false };
    this.#brackets(inner);
    if (this.#takes('filter')) this.#brackets(inner);
    const over = this.#word() === 'over';
    reading.windows ||= inner.windows || over;
    reading.groups ||= inner.groups || (kind === 'summing' && !over);
    if (!over && (kind === 'placing' || kind === 'ranking'))
      throw sqlFault(`“${token.text}” has no OVER`, `Write ${token.text}(…) OVER (ORDER BY …).`);
    if (over) this.#over(reading, token);
  }

  #over(reading: Reading, token: Token): void {
    this.#at += 1;
    if (this.#sign() !== '(')
      throw sqlFault('OVER names a window', 'Write OVER (PARTITION BY … ORDER BY …).');
    const from = this.#at;
    this.#brackets({ ...reading, overs: [] });
    if (functionKind(token.value) !== 'placing') return;
    const words = this.#tokens.slice(from, this.#at).filter((t) => t.kind === 'word');
    const ordered = words.some((t) => t.value === 'order');
    if (!ordered)
      throw sqlFault(`“${token.text}” has no order`, `Write ${token.text}(…) OVER (ORDER BY …).`);
    if (words.some((t) => ['rows', 'range', 'groups'].includes(t.value)))
      throw sqlFault(`“${token.text}” has a frame`, 'Leave the frame out.');
    if (!reading.top)
      throw sqlFault(
        `“${token.text}” stands in a part of the query, where equal rows have no order`,
        'Put it in a SQL step before, in its last SELECT.',
      );
    reading.overs.push({ end: this.#at - 1 });
  }

  #check(token: Token): void {
    if (token.kind === 'word' && banned.has(token.value))
      throw sqlFault(
        `“${token.text}” cannot stand in a query here`,
        `A column of that name is written "${token.text}".`,
      );
  }
}
