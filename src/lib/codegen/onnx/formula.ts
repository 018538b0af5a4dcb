import type { Operation, Typed } from '#lib/recipe/expression/check.ts';
import type { Graph, Value } from './graph.ts';

/** Something that the operators of ONNX cannot say; the message is the end of a sentence. */
export class Undrawn extends Error {}

/** The column of a name, drawn where it is first asked for. */
export type ColumnOf = (name: string) => Value;

/**
 * A formula over the columns of a row: numbers with NaN for missing, texts with '' for missing, truth as bool.
 * `engine/expressionSql.ts` says the same in SQL.
 * @throws Undrawn naming what has no operator
 */
export function drawnFormula(g: Graph, e: Typed, column: ColumnOf): Value {
  if (e.kind === 'moment') throw new Undrawn('it works with dates');
  if (e.node === 'column') return column(e.name);
  if (e.node === 'constant') return e.kind === 'number' ? g.number(e.value) : textOf(g, e.value);
  const draw = operations[e.op];
  if (!draw) throw new Undrawn(`ONNX has no function ${e.op}`);
  if (stepped.has(e.op) && e.args.some(rounds))
    throw new Undrawn(
      'ONNX has no logarithm of base 10 or 2 that is exact enough to round or to compare',
    );
  return draw(g, e.args, (arg) => drawnFormula(g, arg, column));
}

/** What a new column of a formula holds: what is not finite is missing, and truth is a text. */
export function drawnCell(g: Graph, e: Typed, column: ColumnOf): Value {
  const value = drawnFormula(g, e, column);
  if (e.kind === 'text') return value;
  if (e.kind === 'truth') return g.op('Where', [value, textOf(g, 'true'), textOf(g, 'false')]);
  // Infinity less itself is no number, and what is finite gives 0.
  return g.op('Add', [value, g.op('Sub', [value, value])]);
}

export const textOf = (g: Graph, value: string): Value =>
  g.constant({ type: 'string', dims: [1, 1], values: [value] });

type Draw = (g: Graph, args: readonly Typed[], drawn: (e: Typed) => Value) => Value;

/** A small difference becomes a whole step in these. */
const stepped = new Set<Operation>([
  'floor',
  'ceil',
  'round',
  '%',
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'sign',
]);
const rounds = (e: Typed): boolean =>
  e.node === 'apply' && (e.op === 'log10' || e.op === 'log2' || e.args.some(rounds));

const plain =
  (type: string): Draw =>
  (g, args, drawn) =>
    g.op(type, args.map(drawn));

const none = (g: Graph): Value => g.number(NaN);

function missing(g: Graph, e: Typed, value: Value): Value {
  return e.kind === 'text' ? g.op('Equal', [value, textOf(g, '')]) : g.op('IsNaN', [value]);
}

/** Two texts that are both missing are not equal. */
const equal: Draw = (g, [a, b], drawn) => {
  if (a!.kind === 'truth') throw new Undrawn('it compares true with false');
  const [x, y] = [drawn(a!), drawn(b!)];
  const same = g.op('Equal', [x, y]);
  return a!.kind === 'text' ? g.op('And', [same, g.op('Not', [missing(g, a!, x)])]) : same;
};

const ordered =
  (type: string): Draw =>
  (g, args, drawn) => {
    if (args.some((arg) => arg.kind !== 'number'))
      throw new Undrawn('it asks for the order of texts');
    return g.op(type, args.map(drawn));
  };

/** Outside its domain the result is missing. */
const within =
  (type: string, inside: string): Draw =>
  (g, [e], drawn) => {
    const x = drawn(e!);
    const holds = g.op(inside, [x, g.number(0)]);
    return g.op('Where', [holds, g.op(type, [g.op('Where', [holds, x, g.number(1)])]), none(g)]);
  };

const logarithm =
  (base: number): Draw =>
  (g, args, drawn) =>
    g.op('Div', [within('Log', 'Greater')(g, args, drawn), g.number(Math.log(base))]);

/** The least or the greatest of those that are there. */
const extreme =
  (type: string): Draw =>
  (g, args, drawn) =>
    args.map(drawn).reduce((a, b) => {
      const other = g.op('Where', [g.op('IsNaN', [b]), a, g.op(type, [a, b])]);
      return g.op('Where', [g.op('IsNaN', [a]), b, other]);
    });

/** Missing where a part is: ONNX's own power says 1 of 1 and of the power 0. */
const power: Draw = (g, [a, b], drawn) => {
  const [x, y] = [drawn(a!), drawn(b!)];
  const gap = g.op('Or', [g.op('IsNaN', [x]), g.op('IsNaN', [y])]);
  return g.op('Where', [gap, none(g), g.op('Pow', [x, y])]);
};

const operations: Partial<Readonly<Record<Operation, Draw>>> = {
  '+': plain('Add'),
  '-': plain('Sub'),
  '*': plain('Mul'),
  '/': (g, args, drawn) => {
    const [a, b] = args.map(drawn) as [Value, Value];
    return g.op('Where', [g.op('Equal', [b, g.number(0)]), none(g), g.op('Div', [a, b])]);
  },
  '^': power,
  negative: plain('Neg'),
  '=': equal,
  '!=': (g, args, drawn) => g.op('Not', [equal(g, args, drawn)]),
  '<': ordered('Less'),
  '<=': ordered('LessOrEqual'),
  '>': ordered('Greater'),
  '>=': ordered('GreaterOrEqual'),
  and: plain('And'),
  or: plain('Or'),
  not: plain('Not'),
  in: (g, [x, ...items], drawn) =>
    items.map((item) => equal(g, [x!, item], drawn)).reduce((a, b) => g.op('Or', [a, b])),
  missing: (g, [e], drawn) => missing(g, e!, drawn(e!)),
  abs: plain('Abs'),
  sqrt: within('Sqrt', 'GreaterOrEqual'),
  log: within('Log', 'Greater'),
  log10: logarithm(10),
  log2: logarithm(2),
  exp: plain('Exp'),
  floor: plain('Floor'),
  ceil: plain('Ceil'),
  sign: (g, [e], drawn) => {
    const x = drawn(e!);
    return g.op('Where', [g.op('IsNaN', [x]), none(g), g.op('Sign', [x])]);
  },
  round: (g, [e, digits], drawn) => {
    const x = drawn(e!);
    if (digits === undefined) return g.op('Round', [x]);
    const by = g.number(Number(`1e${digits.node === 'constant' ? digits.value : 0}`));
    return g.op('Div', [g.op('Round', [g.op('Mul', [x, by])]), by]);
  },
  min: extreme('Min'),
  max: extreme('Max'),
  if: (g, [holds, a, b], drawn) => {
    if (a!.kind === 'truth') throw new Undrawn('it chooses between true and false');
    return g.op('Where', [drawn(holds!), drawn(a!), drawn(b!)]);
  },
  coalesce: (g, args, drawn) =>
    args
      .map((e) => [e, drawn(e)] as const)
      .reduceRight<Value | null>(
        (rest, [e, x]) => (rest === null ? x : g.op('Where', [missing(g, e, x), rest, x])),
        null,
      )!,
};
