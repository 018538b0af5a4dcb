import { isNumeric, type ColumnType } from '#lib/recipe/profile.ts';
import {
  ExpressionError,
  type Arithmetic,
  type Comparison,
  type Expression,
  type Junction,
  type Kind,
} from './ast.ts';
import { signatureOf, type FunctionName, type Signature } from './functions.ts';
import { needPattern } from './pattern.ts';
import { columnText } from './tokens.ts';

export type Operation =
  Arithmetic | Comparison | Junction | 'negative' | 'not' | 'in' | 'missing' | FunctionName;

/** A formula that fits its columns: every part has a kind, and constants are worked out. */
export type Typed =
  | { readonly node: 'constant'; readonly kind: 'number'; readonly value: number }
  | { readonly node: 'constant'; readonly kind: 'text' | 'moment'; readonly value: string }
  | { readonly node: 'column'; readonly kind: Kind; readonly name: string }
  | {
      readonly node: 'apply';
      readonly kind: Kind;
      readonly op: Operation;
      readonly args: readonly Typed[];
    };

/** What a formula sees in a column of this type: truth values of a file are texts. */
export function kindOf(type: ColumnType): Kind {
  if (isNumeric(type)) return 'number';
  return type === 'date' || type === 'datetime' ? 'moment' : 'text';
}

/**
 * The formula with kinds.
 * @throws ExpressionError where a column is not there, or kinds do not go together
 */
export function checkExpression(
  e: Expression,
  columns: readonly { readonly name: string; readonly type: ColumnType }[],
): Typed {
  const kinds = new Map(columns.map(({ name, type }) => [name, kindOf(type)]));
  const typed = new Checker(kinds).typed(e);
  if (typed.node === 'constant') throw new ExpressionError('No column is named.', e.at);
  return typed;
}

const nouns: Readonly<Record<Kind, string>> = {
  number: 'a number',
  text: 'a text',
  truth: 'true or false',
  moment: 'a date',
};

class Checker {
  readonly #kinds: ReadonlyMap<string, Kind>;
  constructor(kinds: ReadonlyMap<string, Kind>) {
    this.#kinds = kinds;
  }

  typed(e: Expression): Typed {
    switch (e.node) {
      case 'number':
        return { node: 'constant', kind: 'number', value: e.value };
      case 'text':
        return { node: 'constant', kind: 'text', value: e.value };
      case 'column':
        return this.#column(e.name, e.at);
      case 'negative':
        return this.#applied('negative', [this.#as('number', e.of)], 'number');
      case 'not':
        return this.#applied('not', [this.#as('truth', e.of)], 'truth');
      case 'missing':
        return this.#missing(e.of, e.at);
      case 'in':
        return this.#within(e.of, e.items);
      case 'binary':
        return this.#binary(e);
      case 'call':
        return this.#call(e);
    }
  }

  #column(name: string, at: number): Typed {
    const kind = this.#kinds.get(name);
    if (kind) return { node: 'column', kind, name };
    const known = [...this.#kinds.keys()];
    const alike = known.find((k) => bare(k) === bare(name));
    const hint = alike
      ? `; there is ${columnText(alike)}`
      : signatureOf(name.toLowerCase())
        ? '; a function is followed by brackets'
        : '; a text is written in quotes';
    throw new ExpressionError(`There is no column “${name}” here${hint}.`, at);
  }

  /** An argument of this kind; a text that is written out may stand for a date. */
  #as(kind: Kind, e: Expression): Typed {
    const found = this.typed(e);
    if (found.kind === kind) return found;
    if (kind === 'moment' && found.node === 'constant' && found.kind === 'text')
      return momentOf(found.value, e.at);
    const wanted = nouns[kind].charAt(0).toUpperCase() + nouns[kind].slice(1);
    throw new ExpressionError(
      `${wanted} is expected here, and this is ${nouns[found.kind]}.`,
      e.at,
    );
  }

  #applied(op: Operation, args: readonly Typed[], kind: Kind): Typed {
    return { node: 'apply', kind, op, args };
  }

  #missing(of: Expression, at: number): Typed {
    const found = this.typed(of);
    if (found.node === 'constant' || found.kind === 'truth')
      throw new ExpressionError('Only a value of a column can be missing.', at);
    return this.#applied('missing', [found], 'truth');
  }

  #within(of: Expression, items: readonly Expression[]): Typed {
    const found = this.typed(of);
    if (found.node === 'constant') throw new ExpressionError('No column is named.', of.at);
    if (found.kind !== 'number' && found.kind !== 'text')
      throw new ExpressionError('“in” looks for numbers or texts.', of.at);
    const listed = items.map((item) => {
      const typed = this.#as(found.kind, item);
      if (typed.node === 'constant') return typed;
      throw new ExpressionError('The list after “in” holds written numbers or texts.', item.at);
    });
    return this.#applied('in', [found, ...listed], 'truth');
  }

  #binary(e: Extract<Expression, { node: 'binary' }>): Typed {
    const { op, left, right, at } = e;
    if (op === 'and' || op === 'or')
      return this.#applied(op, [this.#as('truth', left), this.#as('truth', right)], 'truth');
    if (isComparison(op)) return this.#compared(op, left, right);
    return folded(op, [this.#as('number', left), this.#as('number', right)], at);
  }

  #compared(op: Comparison, left: Expression, right: Expression): Typed {
    const [a, b] = [this.typed(left), this.typed(right)];
    const kind = a.kind === 'moment' || b.kind === 'moment' ? 'moment' : a.kind;
    const args = [this.#as(kind, left), this.#as(kind, right)];
    if (kind === 'truth')
      throw new ExpressionError('Conditions are joined by and, or and not.', right.at);
    if (kind === 'text' && op !== '=' && op !== '!=')
      throw new ExpressionError('Texts are compared by = and != only.', right.at);
    if (args.every((arg) => arg.node === 'constant'))
      throw new ExpressionError('A comparison names a column.', left.at);
    return this.#applied(op, args, 'truth');
  }

  #call(e: Extract<Expression, { node: 'call' }>): Typed {
    const signature = signatureOf(e.name);
    if (!signature) throw new ExpressionError(`There is no function “${e.name}”.`, e.at);
    const name = e.name as FunctionName;
    const takes = kindsTaken(signature, e);
    const same = signature.takes.includes('same')
      ? this.typed(e.args[takes.indexOf('same')]!).kind
      : null;
    const args = e.args.map((arg, k) => {
      const kind = takes[k]!;
      return this.#as(kind === 'same' ? same! : kind, arg);
    });
    if (same === 'truth' || same === 'moment')
      throw new ExpressionError(`${name} gives numbers or texts.`, e.at);
    if (name === 'date' && args[0]!.node === 'constant')
      return momentOf(String(args[0]!.value), e.at);
    needColumns(name, args, { signature, at: e.at });
    return this.#applied(name, args, signature.gives === 'same' ? same! : signature.gives);
  }
}

/** What is left of a name when it is typed in haste. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const comparisons: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
const isComparison = (op: string): op is Comparison => comparisons.includes(op);

const momentText = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?$/;

function momentOf(text: string, at: number): Typed {
  const day = text.slice(0, 10);
  const time = text.length > 10 ? text.slice(11) : '00:00:00';
  const value = `${day} ${time.length === 5 ? `${time}:00` : time}`;
  const parsed = new Date(`${value.replace(' ', 'T')}Z`);
  const exists =
    momentText.test(text) &&
    !Number.isNaN(parsed.getTime()) &&
    parsed.toISOString().startsWith(day) &&
    day >= '0001';
  if (exists) return { node: 'constant', kind: 'moment', value };
  throw new ExpressionError(`“${text}” is no date; write it as "2024-05-31".`, at);
}

function folded(op: Arithmetic, args: readonly Typed[], at: number): Typed {
  const [a, b] = args;
  if (b?.node === 'constant' && b.value === 0 && (op === '/' || op === '%'))
    throw new ExpressionError('This divides by 0.', at);
  if (a?.node !== 'constant' || b?.node !== 'constant')
    return { node: 'apply', kind: 'number', op, args };
  const [x, y] = [Number(a.value), Number(b.value)];
  const sums: Partial<Record<Arithmetic, number>> = {
    '+': x + y,
    '-': x - y,
    '*': x * y,
    '/': x / y,
  };
  const value = sums[op];
  if (value === undefined || !Number.isFinite(value))
    throw new ExpressionError('Write the number itself here.', at);
  return { node: 'constant', kind: 'number', value };
}

/** One kind for each argument given. */
function kindsTaken(
  { takes, more, example }: Signature,
  { name, args, at }: Extract<Expression, { node: 'call' }>,
): readonly (Kind | 'same')[] {
  const optional = name === 'round' ? 1 : 0;
  const most = more ?? takes.length;
  if (args.length < takes.length - optional || args.length > most)
    throw new ExpressionError(`${name} is used as in ${example}.`, at);
  return args.map((_, k) => takes[Math.min(k, takes.length - 1)]!);
}

function needColumns(
  name: FunctionName,
  args: readonly Typed[],
  { signature, at }: { readonly signature: Signature; readonly at: number },
): void {
  const [first, ...rest] = args;
  const like = `${name} is used as in ${signature.example}`;
  if (args.every((arg) => arg.node === 'constant'))
    throw new ExpressionError(`No column is named in ${name}.`, at);
  if (!signature.written) {
    if (name === 'coalesce' && args.slice(0, -1).some((arg) => arg.node === 'constant'))
      throw new ExpressionError(`${like}; only the last is written out.`, at);
    return;
  }
  const written = rest.filter((arg) => arg.node === 'constant');
  if (first!.node === 'constant' || written.length < rest.length)
    throw new ExpressionError(`${like}: a column first, then what is written out.`, at);
  const texts = written.flatMap((arg) => (typeof arg.value === 'string' ? [arg.value] : []));
  if (name === 'extract') needPattern(texts[0]!, at);
  else if (texts[0] === '')
    throw new ExpressionError(`${like}; the text has a character at least.`, at);
  const least = name === 'round' ? 0 : 1;
  const most = name === 'round' ? 12 : 1e6;
  const numbers = written.flatMap((arg) => (typeof arg.value === 'number' ? [arg.value] : []));
  if (numbers.some((x) => !Number.isInteger(x) || x < least || x > most))
    throw new ExpressionError(`${like}, with whole numbers from ${least}.`, at);
}
