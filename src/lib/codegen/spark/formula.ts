import type { Operation, Typed } from '#lib/recipe/expression/check.ts';
import { printLiteral } from '../python/print.ts';

/** A formula of Tabwise that Spark would work out in another way. */
export class UnsaidFormula extends Error {}

/**
 * A formula as a PySpark column: a comparison with a missing value does not hold, and what is not finite is missing.
 * @param id a column's name as a Python text
 * @throws UnsaidFormula naming the function that has no twin
 */
export function sparkFormula(e: Typed, id: (name: string) => string): string {
  if (e.kind === 'moment') throw new UnsaidFormula('dates');
  if (e.node === 'constant')
    return `F.lit(${printLiteral(e.value)})${e.kind === 'number' ? '.cast("double")' : ''}`;
  if (e.node === 'column') return `F.col(${id(e.name)})`;
  const write = operations[e.op];
  if (!write) throw new UnsaidFormula(e.op);
  return write(e.args.map((arg) => sparkFormula(arg, id)));
}

type Write = (args: readonly string[]) => string;

const infix =
  (mark: string): Write =>
  ([a, b]) =>
    `(${a} ${mark} ${b})`;
const compared =
  (mark: string): Write =>
  ([a, b]) =>
    `F.coalesce(${a} ${mark} ${b}, F.lit(False))`;
const called =
  (name: string): Write =>
  (args) =>
    `F.${name}(${args.join(', ')})`;
const within =
  (name: string, least: string): Write =>
  ([x]) =>
    `F.when(${x} ${least}, F.${name}(${x}))`;
const found =
  (name: string): Write =>
  ([x, text]) =>
    `F.coalesce(${x}.${name}(${text}), F.lit(False))`;

const operations: Partial<Readonly<Record<Operation, Write>>> = {
  '+': infix('+'),
  '-': infix('-'),
  '*': infix('*'),
  '/': called('try_divide'),
  negative: ([x]) => `(-${x})`,
  '=': compared('=='),
  '!=': ([a, b]) => `(~F.coalesce(${a} == ${b}, F.lit(False)))`,
  '<': compared('<'),
  '<=': compared('<='),
  '>': compared('>'),
  '>=': compared('>='),
  and: infix('&'),
  or: infix('|'),
  not: ([x]) => `(~${x})`,
  in: ([x, ...items]) => `F.coalesce(${x}.isin(${items.join(', ')}), F.lit(False))`,
  missing: ([x]) => `${x}.isNull()`,
  abs: called('abs'),
  sqrt: within('sqrt', '>= 0'),
  log: within('log', '> 0'),
  log10: within('log10', '> 0'),
  log2: within('log2', '> 0'),
  exp: called('exp'),
  if: ([holds, a, b]) => `F.when(${holds}, ${a}).otherwise(${b})`,
  coalesce: called('coalesce'),
  min: called('least'),
  max: called('greatest'),
  length: ([x]) => `F.length(${x}).cast("double")`,
  contains: found('contains'),
  starts: found('startswith'),
  ends: found('endswith'),
  concat: called('concat'),
};
