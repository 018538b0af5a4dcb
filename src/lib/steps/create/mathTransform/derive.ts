import type { Typed } from '#lib/recipe/expression/check.ts';
import { type Derive } from '../../derived.ts';
import { needNumbers } from '../numbers.ts';
import type { MathFunction } from './functions.ts';
import { freeName } from '../../names.ts';

interface Params {
  readonly function: MathFunction;
  readonly keep: boolean;
}

/** One function of each column; outside its domain the result is missing. */
export const derive: Derive<Params> = (before, columns, { function: fn, keep }) => {
  needNumbers(before, columns, 'mathTransform');
  const taken = new Set(before.map((c) => c.name));
  const derived = columns.map((name) => ({
    name: freeName(`${name}_${fn}`, taken),
    type: 'number' as const,
    value: formulas[fn]({ node: 'column', kind: 'number', name }),
  }));
  return { derived, dropped: keep ? [] : columns };
};

const constant = (value: number): Typed => ({ node: 'constant', kind: 'number', value });
const apply = (op: (Typed & { node: 'apply' })['op'], ...args: Typed[]): Typed => ({
  node: 'apply',
  kind: 'number',
  op,
  args,
});

const formulas: Readonly<Record<MathFunction, (x: Typed) => Typed>> = {
  log: (x) => apply('log', x),
  log1p: (x) => apply('log', apply('+', x, constant(1))),
  sqrt: (x) => apply('sqrt', x),
  square: (x) => apply('^', x, constant(2)),
  cube: (x) => apply('^', x, constant(3)),
  reciprocal: (x) => apply('/', constant(1), x),
  abs: (x) => apply('abs', x),
};
