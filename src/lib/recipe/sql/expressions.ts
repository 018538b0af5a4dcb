import { Cursor } from './cursor.ts';
import { sqlFault } from './fault.ts';
import { beforeBracket, functionKind, type FunctionKind } from './functions.ts';
import type { Clause, Over } from './select.ts';
import type { Token } from './tokens.ts';

export const clauseWords: Readonly<Record<string, Clause>> = {
  where: 'where',
  group: 'group',
  having: 'having',
  qualify: 'qualify',
  order: 'order',
  limit: 'limit',
  offset: 'offset',
};
export const setWords = new Set(['union', 'intersect', 'except']);
/** Words at which an expression ends. */
export const ends = new Set([...Object.keys(clauseWords), ...setWords, 'from']);

/** DuckDB stops at about as many. */
const deepest = 200;

/** What is gathered of the SELECT that is read. */
export interface Reading {
  readonly top: boolean;
  groups: boolean;
  windows: boolean;
  readonly overs: Over[];
}

/** Reads what stands between the words of a SELECT. */
export abstract class Expressions extends Cursor {
  /** Whether a part of the query or a nested SELECT reads the table. */
  protected nested = false;
  #depth = 0;

  /** SELECTs within brackets, put together or not. */
  protected abstract nestedSelect(): void;

  /** Up to a word that ends it, a closing bracket or, where commas part items, a comma. */
  protected expression(reading: Reading, stops: (word: string) => boolean, commas: boolean): void {
    for (;;) {
      const token = this.tokens[this.at];
      if (!token || this.#isEnd(token, stops, commas)) return;
      if (this.sign() === '(') this.brackets(reading);
      else if (this.#calls(token)) this.#call(reading, token);
      else {
        this.check(token);
        this.at += 1;
      }
    }
  }

  #calls({ kind }: Token): boolean {
    return (kind === 'word' || kind === 'quoted') && this.sign(1) === '(';
  }

  #isEnd(token: Token, stops: (word: string) => boolean, commas: boolean): boolean {
    const { kind, value } = token;
    if (kind === 'sign') return value === ')' || (commas && value === ',');
    if (kind !== 'word' || !stops(value)) return false;
    // left(…) is a function, and IS DISTINCT FROM compares.
    if (this.#calls(token) && functionKind(value) !== null) return false;
    const before = [this.word(-2), this.word(-1)].join(' ');
    return value !== 'from' || (before !== 'is distinct' && before !== 'not distinct');
  }

  protected brackets(reading: Reading): void {
    this.needs('(');
    this.#depth += 1;
    if (this.#depth > deepest)
      throw sqlFault(
        `There are more than ${deepest} brackets within brackets`,
        'Write it simpler.',
      );
    if (this.word() === 'select' || this.word() === 'with') {
      this.nested = true;
      this.nestedSelect();
    } else if (this.word() === 'from')
      throw sqlFault('FROM stands before SELECT', 'Write SELECT … FROM table.');
    else this.expression(reading, () => false, false);
    this.needs(')');
    this.#depth -= 1;
  }

  /** A function with its arguments, or a word before a bracket. */
  #call(reading: Reading, token: Token): void {
    const kind = token.kind === 'word' && this.sign(-1) !== '.' ? functionKind(token.value) : null;
    const isWord = token.kind === 'word' && beforeBracket.has(token.value);
    if (kind === null && !isWord)
      throw sqlFault(
        `The function “${token.text}” cannot be called here`,
        'Use functions of numbers, texts, dates and aggregates whose answer is the same each time.',
      );
    this.at += 1;
    if (kind === null) this.brackets(reading);
    else this.#arguments(reading, token, kind);
  }

  #arguments(reading: Reading, token: Token, kind: FunctionKind): void {
    const inner: Reading = { ...reading, groups: false, windows: false };
    this.brackets(inner);
    if (this.takes('filter')) this.brackets(inner);
    const over = this.word() === 'over';
    reading.windows ||= inner.windows || over;
    reading.groups ||= inner.groups || (kind === 'summing' && !over);
    if (over) this.#over(reading, token);
    else if (kind === 'placing' || kind === 'ranking')
      throw sqlFault(`“${token.text}” has no OVER`, `Write ${token.text}(…) OVER (ORDER BY …).`);
  }

  #over(reading: Reading, token: Token): void {
    this.at += 1;
    if (this.sign() !== '(')
      throw sqlFault('OVER names a window', 'Write OVER (PARTITION BY … ORDER BY …).');
    const from = this.at;
    this.brackets({ ...reading, overs: [] });
    const words = this.tokens.slice(from, this.at).filter((t) => t.kind === 'word');
    if (words.some((t) => ['rows', 'range', 'groups'].includes(t.value)))
      throw sqlFault(
        `The window of “${token.text}” counts rows, and equal rows have no order`,
        'Leave the frame out, or use the step of values and figures of rows before.',
      );
    if (functionKind(token.value) !== 'placing') return;
    const ordered = words.some((t) => t.value === 'order');
    if (!ordered)
      throw sqlFault(`“${token.text}” has no order`, `Write ${token.text}(…) OVER (ORDER BY …).`);
    if (!reading.top)
      throw sqlFault(
        `“${token.text}” stands in a part of the query, where equal rows have no order`,
        'Put it in a SQL step before, in its last SELECT.',
      );
    reading.overs.push({ end: this.at - 1 });
  }
}
