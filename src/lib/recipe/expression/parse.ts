import {
  ExpressionError,
  type Arithmetic,
  type Comparison,
  type Expression,
  type Junction,
} from './ast.ts';
import { keywords, tokensOf, type Token } from './tokens.ts';

/** Longer formulas are refused: each level of brackets is one call deep in every language it is written in. */
const mostCharacters = 4000;
const mostDeep = 60;

/**
 * A formula over columns, such as `weight / height ^ 2` or `[Ticket class] in (1, 2) and not missing(age)`.
 * Precedence from weakest: or, and, not, comparisons, + and -, * / %, signs, ^ (from the right).
 * @throws ExpressionError with a sentence and the place
 */
export function parseExpression(source: string): Expression {
  if (source.trim() === '') throw new ExpressionError('Nothing is written yet.', 0);
  if (source.length > mostCharacters)
    throw new ExpressionError(`A formula has ${mostCharacters} characters at most.`, 0);
  return new Parser(tokensOf(source)).whole();
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ['=', '='],
  ['==', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

class Parser {
  readonly #tokens: readonly Token[];
  #k = 0;
  #deep = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const found = this.#junction('or');
    if (this.#now.kind !== 'end') throw this.#unexpected();
    return found;
  }

  get #now(): Token {
    return this.#tokens[this.#k]!;
  }

  #take(): Token {
    const token = this.#now;
    this.#k += 1;
    return token;
  }

  /** Whether this mark or word stands here; it is then passed. */
  #passes(text: string): boolean {
    const { kind, text: found } = this.#now;
    const here = kind === 'mark' ? found === text : kind === 'name' && found.toLowerCase() === text;
    if (here) this.#k += 1;
    return here;
  }

  #expect(mark: string): void {
    if (this.#passes(mark)) return;
    throw new ExpressionError(`“${mark}” is expected before ${this.#seen()}.`, this.#now.at);
  }

  #seen(): string {
    return this.#now.kind === 'end' ? 'the end' : `“${this.#now.text}”`;
  }

  #unexpected(): ExpressionError {
    const { kind, at } = this.#now;
    if (kind === 'end') return new ExpressionError('The formula breaks off here.', at);
    return new ExpressionError(`${this.#seen()} is not expected here.`, at);
  }

  #junction(op: Junction): Expression {
    const inner = (): Expression => (op === 'or' ? this.#junction('and') : this.#negation());
    let left = inner();
    for (let { at } = this.#now; this.#passes(op); { at } = this.#now)
      left = { node: 'binary', op, left, right: inner(), at };
    return left;
  }

  #negation(): Expression {
    const { at } = this.#now;
    return this.#passes('not')
      ? this.#nested(() => ({ node: 'not', of: this.#negation(), at }))
      : this.#comparison();
  }

  #comparison(): Expression {
    const left = this.#sum();
    const { kind, text, at } = this.#now;
    const op = kind === 'mark' ? comparisons.get(text) : undefined;
    if (op) {
      this.#k += 1;
      return { node: 'binary', op, left, right: this.#sum(), at };
    }
    if (this.#passes('is')) {
      const negated = this.#passes('not');
      if (!this.#passes('missing'))
        throw new ExpressionError('After “is” stands “missing” or “not missing”.', this.#now.at);
      const missing: Expression = { node: 'missing', of: left, at };
      return negated ? { node: 'not', of: missing, at } : missing;
    }
    const negated = this.#now.text.toLowerCase() === 'not' && this.#passes('not');
    if (this.#passes('in')) {
      const within: Expression = { node: 'in', of: left, items: this.#list(), at };
      return negated ? { node: 'not', of: within, at } : within;
    }
    if (negated) throw this.#unexpected();
    return left;
  }

  #list(): readonly Expression[] {
    this.#expect('(');
    const items = [this.#sum()];
    while (this.#passes(',')) items.push(this.#sum());
    this.#expect(')');
    return items;
  }

  #chain(marks: readonly Arithmetic[], inner: () => Expression): Expression {
    let left = inner();
    for (;;) {
      const { kind, text, at } = this.#now;
      const op = kind === 'mark' ? marks.find((mark) => mark === text) : undefined;
      if (!op) return left;
      this.#k += 1;
      left = { node: 'binary', op, left, right: inner(), at };
    }
  }

  #sum(): Expression {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#signed()));
  }

  #signed(): Expression {
    const { at } = this.#now;
    if (this.#passes('+')) return this.#nested(() => this.#signed());
    if (!this.#passes('-')) return this.#power();
    const of = this.#nested(() => this.#signed());
    return of.node === 'number' ? { ...of, value: -of.value, at } : { node: 'negative', of, at };
  }

  #power(): Expression {
    const left = this.#atom();
    const { at } = this.#now;
    if (!this.#passes('^') && !this.#passes('**')) return left;
    return { node: 'binary', op: '^', left, right: this.#nested(() => this.#signed()), at };
  }

  #atom(): Expression {
    const token = this.#take();
    const { kind, text, at } = token;
    if (kind === 'number') return { node: 'number', value: finite(token), at };
    if (kind === 'text') return { node: 'text', value: text, at };
    if (kind === 'column') return { node: 'column', name: text, at };
    if (kind === 'mark' && text === '(') {
      const inner = this.#nested(() => this.#junction('or'));
      this.#expect(')');
      return inner;
    }
    if (kind === 'name' && this.#now.kind === 'mark' && this.#now.text === '(')
      return this.#call(text, at);
    if (kind === 'name' && !keywords.has(text.toLowerCase()))
      return { node: 'column', name: text, at };
    this.#k -= 1;
    throw this.#unexpected();
  }

  #call(name: string, at: number): Expression {
    this.#expect('(');
    const args: Expression[] = [];
    if (!this.#passes(')')) {
      do args.push(this.#nested(() => this.#junction('or')));
      while (this.#passes(','));
      this.#expect(')');
    }
    const lower = name.toLowerCase();
    return lower === 'missing' && args.length === 1
      ? { node: 'missing', of: args[0]!, at }
      : { node: 'call', name: lower, args, at };
  }

  #nested<T>(read: () => T): T {
    this.#deep += 1;
    if (this.#deep > mostDeep)
      throw new ExpressionError(`Brackets go ${mostDeep} deep at most.`, this.#now.at);
    const found = read();
    this.#deep -= 1;
    return found;
  }
}

function finite({ text, at }: Token): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new ExpressionError(`${text} is too large for a number.`, at);
}
