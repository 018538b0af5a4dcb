import { exp, tanh } from '#lib/engine/elementary.ts';
import {
  kernelComponents,
  kernelComponentsForm,
  placed,
  type KernelComponents,
} from '#lib/engine/kernelComponents.ts';
import { dot } from '#lib/engine/linalg.ts';
import { fitting, names as distinct, record, unless } from '#lib/engine/state.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { numberColumn, type TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { percent } from '../../words.ts';
import {
  allEqual,
  newNames,
  numbersOf,
  reduction,
  replacedBy,
  rowsOf,
  withinRows,
} from '../columns.ts';
import { byColumn, eachNamed } from '../forms.ts';
import { countWithin } from '../linear.ts';
import type { kernelPca as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;
type Input = StepInput<Params, TrainTable>;

interface Fitted {
  readonly names: readonly string[];
  /** The training rows that new ones are compared with. */
  readonly rows: readonly (readonly number[])[];
  readonly found: KernelComponents;
}

const kernelPcaForm = fitting(
  record<Fitted>({ names: distinct, rows: byColumn, found: kernelComponentsForm }),
  ({ names, rows, found }) =>
    eachNamed(names, found.weights) ??
    unless([
      rows.length > 0 && rows.length === found.means.length,
      'its rows are not those of its weights',
    ]),
);

/**
 * Rows from which the kernel, a number for each pair, is too large: at 5,000 it takes 200 MB.
 */
const mostRows = 5000;

/**
 * scikit-learn's KernelPCA (Schölkopf, Smola & Müller 1997).
 * https://scikit-learn.org/stable/modules/generated/sklearn.decomposition.KernelPCA.html
 */
export const kernelPca = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: kernelPcaForm },
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Fitted> {
    const values = numbersOf(table, columns, 'kernelPca', 2);
    withinRows('kernelPca', table.rows, mostRows);
    if (params.nComponents !== null) countWithin('kernelPca', params.nComponents, table.rows);
    const rows = rowsOf(values, table.rows);
    const between = similarity(params, columns.length);
    const n = table.rows;
    const kernel = new Float64Array(n * n);
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j <= i; j += 1)
        kernel[i * n + j] = kernel[j * n + i] = between(rows[i]!, rows[j]!);
      if (i % 64 === 63) yield (0.5 * i * i) / (n * n);
    }
    const found = yield* kernelComponents(kernel, n, params.nComponents, 'kernelPca');
    if (!found) throw allEqual('kernelPca', columns, n);
    return {
      names: newNames(table, columns, 'kernelpca', found.weights.length),
      rows: rows.map((row) => Array.from(row)),
      found,
    };
  }),

  transform({ table, columns, params }, { names, rows, found }) {
    const values = columns.map((name) => numberColumn(table, name, 'kernelPca').values);
    const between = similarity(params, columns.length);
    const known = rows.map((row) => Float64Array.from(row));
    const made = names.map(() => new Float64Array(table.rows));
    for (const [i, row] of rowsOf(values, table.rows).entries()) {
      const at = placed(
        Float64Array.from(known, (other) => between(row, other)),
        found,
      );
      for (const [k, out] of made.entries()) out[i] = at[k]!;
    }
    return replacedBy(table, columns, names, made);
  },

  report: ({ table, columns }, { names, found: { share } }, mood) =>
    reduction(table, columns, names, {
      mood,
      note: share === null ? '' : `, ${percent(share)} of the variance that the kernel sees`,
    }),
});

type Similarity = (a: Float64Array, b: Float64Array) => number;

function similarity({ kernel, gamma: asked, degree, coef0 }: Params, width: number): Similarity {
  const gamma = asked ?? 1 / width;
  switch (kernel) {
    case 'linear':
      return dot;
    case 'poly':
      return (a, b) => power(gamma * dot(a, b) + coef0, degree);
    case 'rbf':
      return (a, b) => exp(-gamma * squared(a, b));
    case 'sigmoid':
      return (a, b) => tanh(gamma * dot(a, b) + coef0);
    case 'cosine':
      return (a, b) => dot(a, b) / (Math.sqrt(dot(a, a)) * Math.sqrt(dot(b, b)) || 1);
  }
}

function squared(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += (a[j]! - b[j]!) ** 2;
  return sum;
}

function power(x: number, degree: number): number {
  let out = x;
  for (let k = 1; k < degree; k += 1) out *= x;
  return out;
}
