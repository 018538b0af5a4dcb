import type { ParamsOf } from '#lib/recipe/step.ts';
import {
  ascending,
  fitting,
  list,
  names,
  number,
  perFeature,
  record,
  unless,
} from '#lib/engine/state.ts';
import { defineLearned, inTurns } from '#lib/engine/step.ts';
import {
  numberColumn,
  replaceColumn,
  type Column,
  type Table,
  type TrainTarget,
} from '#lib/engine/table.ts';
import { decisionTreeCompute } from '#lib/models/decisionTree/compute.ts';
import { finiteNumbers } from '../../finite.ts';
import { freeName } from '../../names.ts';
import { effect, verb } from '../../report.ts';
import { targetOf } from '../../target.ts';
import { counted, short } from '../../words.ts';
import type { treeBins as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** What one column becomes. */
interface Bins {
  readonly names: readonly string[];
  /** Between the bins, ascending: a number on an edge lies in the bin below, as in the tree. */
  readonly edges: readonly number[];
}

const binsForm = fitting(record<Bins>({ names, edges: list(number()) }), ({ names: own, edges }) =>
  unless(
    [ascending(edges), 'its edges are not in order'],
    [own.length === 1 || own.length === edges.length + 1, 'a bin has no column'],
  ),
);

/**
 * The thresholds of a CART on the column alone (Breiman et al. 1984; scikit-learn's DecisionTree on the ranks of its
 * values, which float32 holds exactly). A column that tells nothing has one bin.
 */
export const treeBins = defineLearned<typeof spec>()<readonly Bins[]>({
  kind: 'learned',
  state: { version: 1, form: list(binsForm, perFeature) },

  ...inTurns(function* (input) {
    const { table, columns, params } = input;
    const target = targetOf(input, 'treeBins');
    const values = finiteNumbers(table, columns, 'treeBins');
    const gone = new Set(params.encode === 'onehot' ? columns : []);
    const taken = new Set([...table.columns.keys()].filter((name) => !gone.has(name)));
    const found: Bins[] = [];
    for (const [j, name] of columns.entries()) {
      const edges = cuts(values[j]!, target, params);
      const bins = [...edges, 0].map((_, k) => freeName(`${name}_bin${k}`, taken));
      found.push({ edges, names: params.encode === 'onehot' ? bins : [name] });
      yield (j + 1) / columns.length;
    }
    return found;
  }),

  transform: ({ table, columns, params }, bins) =>
    columns.reduce(
      (now, name, j) => replaceColumn(now, name, binned(now, name, bins[j]!, params)),
      table,
    ),

  report: ({ table, columns, params }, bins, mood) =>
    columns.map((col, j) => {
      const { edges, names: own } = bins[j]!;
      const c = numberColumn(table, col, 'treeBins');
      const changed =
        params.encode === 'onehot'
          ? table.rows
          : c.values.reduce((n, x) => n + (Object.is(binOf(x, edges), x) ? 0 : 1), 0);
      const where = edges.length > 0 ? ` at ${edges.slice(0, 5).map(short).join(', ')}` : '';
      const why = edges.length > 0 ? '' : ', as no edge tells more of the target';
      const message = `${verb(mood, 'replaced')} '${col}' by ${counted(edges.length + 1, 'bin')}${where}${why}`;
      return effect('create', message, {
        rows_affected: changed,
        col,
        columns_added: own.length,
      });
    }),
});

function cuts(
  values: Float64Array,
  { task, classes, y }: TrainTarget,
  { maxDepth, minSamplesLeaf }: Params,
): number[] {
  const X = { rows: values.length, names: ['x'], columns: [values] };
  const params = {
    criterion: 'auto',
    maxDepth,
    minSamplesSplit: 2,
    minSamplesLeaf: Math.ceil(minSamplesLeaf * values.length),
    maxFeatures: 'all',
    classWeight: 'none',
  } as const;
  const input = { X, y, task, nClasses: classes?.length ?? 1, params, seed: 0 };
  const growing = decisionTreeCompute.fit(input);
  let turn = growing.next();
  while (!turn.done) turn = growing.next();
  const { feature, threshold } = turn.value;
  return [...threshold].filter((_, node) => feature[node]! >= 0).sort((a, b) => a - b);
}

function binned(
  table: Table,
  name: string,
  { names: own, edges }: Bins,
  { encode }: Params,
): [string, Column][] {
  const { values } = numberColumn(table, name, 'treeBins');
  const places = values.map((x) => binOf(x, edges));
  if (encode === 'ordinal') return [[name, { kind: 'number', values: places }]];
  return own.map((made, k) => [
    made,
    { kind: 'number', values: places.map((p) => (Number.isNaN(p) ? NaN : p === k ? 1 : 0)) },
  ]);
}

/** numpy.searchsorted(edges, x, side="left"); a missing number is in no bin. */
function binOf(x: number, edges: readonly number[]): number {
  if (Number.isNaN(x)) return NaN;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}
