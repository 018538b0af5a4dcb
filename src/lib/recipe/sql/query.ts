import { clauseWords, ends, Expressions, setWords, type Reading } from './expressions.ts';
import { sqlFault } from './fault.ts';
import type { Clause, Select, Span, SqlQuery } from './select.ts';
import { sqlTokens, type Token } from './tokens.ts';

const joinWords = new Set(['join', 'left', 'inner', 'cross', 'right', 'full', 'outer']);

/**
 * The parts of a query that Tabwise runs: one SELECT over `table`, with named parts before it.
 * @throws EngineError 'params-invalid' for all else, with what to write instead
 */
export const readQuery = (text: string): SqlQuery => new Reader(sqlTokens(text)).query();

class Reader extends Expressions {
  readonly #parts = new Set<string>();

  query(): SqlQuery {
    if (this.tokens.length === 0)
      throw sqlFault('The query is empty', 'Write SELECT … FROM table.');
    if (this.takes('with')) this.#named();
    const start = this.at;
    const select = this.#select(true);
    const rest = this.tokens[this.at];
    if (rest && setWords.has(rest.value))
      throw sqlFault(
        `${rest.text.toUpperCase()} puts rows together whose past is not known`,
        'Use the step that appends a second table, or put it in a named part (WITH).',
      );
    if (rest) throw sqlFault(`“${rest.text}” is not read there`, 'Write one SELECT … FROM table.');
    return { tokens: this.tokens, start, select, nested: this.nested };
  }

  /** WITH name AS (SELECT …), … */
  #named(): void {
    do {
      const name = this.tokens[this.at];
      if (name?.kind !== 'quoted' && (name?.kind !== 'word' || name.value === 'table'))
        throw sqlFault(
          `“${name?.text ?? ''}” cannot name a part of the query`,
          'Write WITH name AS (SELECT …).',
        );
      this.at += 1;
      if (!this.takes('as'))
        throw sqlFault(`After “${name.text}” there is no AS`, 'Write WITH name AS (SELECT …).');
      this.needs('(');
      this.nestedSelect();
      this.needs(')');
      this.#parts.add(name.value.toLowerCase());
    } while (this.sign() === ',' && ++this.at);
  }

  /** SELECTs within brackets, put together or not. */
  protected nestedSelect(): void {
    if (this.word() === 'with')
      throw sqlFault('WITH stands within brackets', 'Name all parts at the beginning.');
    for (;;) {
      const { clauses } = this.#select(false);
      if (clauses.has('limit') || clauses.has('offset'))
        throw sqlFault(
          'LIMIT within a part may take other rows each time',
          'Use row_number() in a step before, and WHERE.',
        );
      if (!setWords.has(this.word())) return;
      this.at += 1;
      this.takes('all');
    }
  }

  #select(top: boolean): Select {
    if (!this.takes('select'))
      throw sqlFault(
        `The query begins with “${this.tokens[this.at]?.text ?? 'nothing'}”`,
        'Only SELECT reads; write SELECT … FROM table.',
      );
    const reading: Reading = { top, groups: false, windows: false, overs: [] };
    if (this.word() === 'distinct') {
      if (top)
        throw sqlFault(
          'DISTINCT leaves open which row each is',
          'Write GROUP BY with the same columns, or use the step that drops duplicates.',
        );
      this.at += 1;
      if (this.word() === 'on')
        throw sqlFault(
          'DISTINCT ON takes any of several rows',
          'Write GROUP BY, with min or max of the other columns.',
        );
    }
    const from = this.at;
    const items = this.#list(reading);
    const list = { from, to: this.at };
    if (!this.takes('from'))
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
      const from = this.at;
      this.expression(reading, (word) => ends.has(word), true);
      if (this.at === from)
        throw sqlFault('A column is missing in SELECT', 'Write SELECT a, b FROM table.');
      items.push({ from, to: this.at });
    } while (this.sign() === ',' && ++this.at);
    return items;
  }

  #from(reading: Reading): Pick<Select, 'base' | 'joins'> {
    const base = this.#relation(reading);
    let joins = false;
    for (;;) {
      if (this.sign() === ',') this.at += 1;
      else if (!this.#joinWords(reading)) return { base, joins };
      joins = true;
      this.#relation({ ...reading, top: false });
      if (this.takes('on'))
        this.expression(reading, (word) => ends.has(word) || joinWords.has(word), true);
      else if (this.takes('using')) this.brackets(reading);
    }
  }

  /** LEFT OUTER JOIN and the like. */
  #joinWords({ top }: Reading): boolean {
    if (!joinWords.has(this.word())) return false;
    while (joinWords.has(this.word()) && this.word() !== 'join') {
      if (top && ['right', 'full'].includes(this.word()))
        throw sqlFault(
          `${this.word().toUpperCase()} JOIN makes rows that no row of the table was`,
          'Write LEFT JOIN.',
        );
      this.at += 1;
    }
    if (!this.takes('join'))
      throw sqlFault(
        `“${this.tokens[this.at]?.text ?? ''}” is not read there`,
        'Write LEFT JOIN … ON ….',
      );
    return true;
  }

  /** `table`, a named part or a SELECT in brackets, and what it is called. */
  #relation({ top }: Reading): Select['base'] {
    const at = this.at;
    const isTable = this.word() === 'table';
    this.#source();
    if (!top) this.nested ||= isTable;
    const alias = this.#alias();
    if (!top) return null;
    if (isTable) return { at, alias };
    throw sqlFault(
      'The last SELECT does not read “table” first, so it is not known which row each one is',
      'Write FROM table, then LEFT JOIN the part; or use two SQL steps, one after the other.',
    );
  }

  #source(): void {
    if (this.sign() === '(') {
      this.at += 1;
      this.nested = true;
      this.nestedSelect();
      this.needs(')');
      return;
    }
    const token = this.tokens[this.at];
    this.at += 1;
    const known = token !== undefined && this.#isKnown(token);
    const more = ['(', '.'].includes(this.sign()) ? this.sign() : '';
    if (known && more === '') return;
    throw sqlFault(
      `The query reads “${token?.text ?? 'nothing'}${known ? more : ''}”`,
      'It can read “table”, and parts that it names itself by WITH. To read another file, use the step that joins or appends it.',
    );
  }

  #isKnown({ kind, value }: Token): boolean {
    if (kind === 'word' && value === 'table') return true;
    return (kind === 'word' || kind === 'quoted') && this.#parts.has(value.toLowerCase());
  }

  #alias(): string | null {
    const named = this.takes('as');
    const token = this.tokens[this.at];
    if (!token || !mayName(token)) {
      if (named) throw sqlFault('A name is missing after AS', 'Write FROM table AS t.');
      return null;
    }
    this.check(token);
    this.at += 1;
    if (this.sign() === '(')
      throw sqlFault(`“${token.text}(…)” is not read in FROM`, 'Write FROM table AS t.');
    return token.kind === 'word' && token.value === 'table' ? '"table"' : token.text;
  }

  #clauses(reading: Reading): ReadonlyMap<Clause, Span> {
    const found = new Map<Clause, Span>();
    for (let clause = clauseWords[this.word()]; clause; clause = clauseWords[this.word()]) {
      if (found.has(clause))
        throw sqlFault(`${clause.toUpperCase()} stands twice`, 'Write it once.');
      const from = this.at;
      this.at += 1;
      this.#by(clause);
      const inner: Reading = { ...reading, groups: false, windows: false };
      do this.expression(inner, (word) => ends.has(word), true);
      while (this.sign() === ',' && ++this.at);
      reading.groups ||= inner.groups;
      reading.windows ||= inner.windows;
      found.set(clause, { from, to: this.at });
    }
    if ((found.has('limit') || found.has('offset')) && !found.has('order'))
      throw sqlFault(
        'LIMIT without ORDER BY takes any rows',
        'Say by ORDER BY which rows come first.',
      );
    return found;
  }

  #by(clause: Clause): void {
    if (clause !== 'group' && clause !== 'order') return;
    const word = clause.toUpperCase();
    if (!this.takes('by')) throw sqlFault(`${word} is not followed by BY`, `Write ${word} BY ….`);
    if (clause === 'order' && this.word() === 'all')
      throw sqlFault('ORDER BY ALL is not read', 'Name the columns.');
  }
}

const mayName = ({ kind, value }: Token): boolean =>
  kind === 'quoted' ||
  (kind === 'word' &&
    !ends.has(value) &&
    !joinWords.has(value) &&
    !['on', 'using'].includes(value));
