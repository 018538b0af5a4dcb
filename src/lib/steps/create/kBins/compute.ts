import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned } from '#lib/engine/step.ts';
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
import { numberColumn, replaceColumn, type Column, type Table } from '#lib/engine/table.ts';
import { finiteNumbers } from '../../finite.ts';
import { effect, verb } from '../../report.ts';
import { counted, short } from '../../words.ts';
import { groupCentres } from './groups.ts';
import type { kBins as spec } from './spec.ts';
import { freeName } from '../../names.ts';

type Params = ParamsOf<typeof spec>;

/** What one column becomes. */
interface Bins {
  readonly names: readonly string[];
  /** Between the bins, ascending: a number on an edge lies in the bin above. */
  readonly edges: readonly number[];
}

const binsForm = fitting(record<Bins>({ names, edges: list(number()) }), ({ names: own, edges }) =>
  unless(
    [ascending(edges), 'its edges are not in order'],
    [own.length === 1 || own.length === edges.length + 1, 'a bin has no column'],
  ),
);

/** KBinsDiscretizer with quantile_method="averaged_inverted_cdf"; a constant column has one bin. */
export const kBins = defineLearned<typeof spec>()<readonly Bins[]>({
  kind: 'learned',
  state: { version: 1, form: list(binsForm, perFeature) },

  fit({ table, columns, params }) {
    const values = finiteNumbers(table, columns, 'kBins');
    const gone = new Set(params.encode === 'onehot' ? columns : []);
    const taken = new Set([...table.columns.keys()].filter((name) => !gone.has(name)));
    return columns.map((name, j) => {
      const edges = innerEdges(values[j]!, params);
      const bins = [...edges, 0].map((_, k) => freeName(`${name}_${k}.0`, taken));
      return { edges, names: params.encode === 'onehot' ? bins : [name] };
    });
  },

  transform: ({ table, columns, params }, bins) =>
    columns.reduce(
      (now, name, j) => replaceColumn(now, name, binned(now, name, bins[j]!, params)),
      table,
    ),

  report: ({ table, columns, params }, bins, mood) =>
    columns.map((col, j) => {
      const { edges, names } = bins[j]!;
      const c = numberColumn(table, col, 'kBins');
      const changed =
        params.encode === 'onehot'
          ? table.rows
          : c.values.reduce((n, x) => n + (binOf(x, edges) === x ? 0 : 1), 0);
      const where = edges.length > 0 ? ` at ${edges.slice(0, 5).map(short).join(', ')}` : '';
      const message = `${verb(mood, 'replaced')} '${col}' by ${counted(edges.length + 1, 'bin')}${where}`;
      return effect('create', message, {
        rows_affected: changed,
        col,
        columns_added: names.length,
      });
    }),
});

function binned(
  table: Table,
  name: string,
  { names, edges }: Bins,
  { encode }: Params,
): [string, Column][] {
  const { values } = numberColumn(table, name, 'kBins');
  const places = values.map((x) => binOf(x, edges));
  if (encode === 'ordinal') return [[name, { kind: 'number', values: places }]];
  return names.map((made, k) => [
    made,
    { kind: 'number', values: places.map((p) => (Number.isNaN(p) ? NaN : p === k ? 1 : 0)) },
  ]);
}

/** numpy.searchsorted(edges, x, side="right"); a missing number is in no bin. */
function binOf(x: number, edges: readonly number[]): number {
  if (Number.isNaN(x)) return NaN;
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function innerEdges(values: Float64Array, { nBins, strategy }: Params): number[] {
  const sorted = values.slice().sort();
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (least === most) return [];
  const even = spaced(least, most, nBins);
  if (strategy === 'uniform') return even.slice(1, -1);
  const edges =
    strategy === 'quantile'
      ? spaced(0, 100, nBins).map((level) => averagedQuantile(sorted, level / 100))
      : betweenGroups(sorted, even);
  const wide = edges.filter((x, k) => k === 0 || x - edges[k - 1]! > 1e-8);
  return wide.slice(1, -1);
}

/** numpy.linspace. */
function spaced(from: number, to: number, n: number): number[] {
  const step = (to - from) / n;
  return Array.from({ length: n + 1 }, (_, k) => (k === n ? to : k * step + from));
}

/** numpy.quantile(method="averaged_inverted_cdf"): a value of the column, or the mean of two where the share falls between. */
function averagedQuantile(sorted: Float64Array, q: number): number {
  const at = sorted.length * q - 1;
  const below = Math.floor(at);
  if (at < 0) return sorted[0]!;
  if (at >= sorted.length - 1) return sorted.at(-1)!;
  return at === below ? (sorted[below]! + sorted[below + 1]!) / 2 : sorted[below + 1]!;
}

function betweenGroups(sorted: Float64Array, even: readonly number[]): number[] {
  const starts = even.slice(1).map((x, k) => (x + even[k]!) * 0.5);
  const centres = groupCentres(sorted, starts);
  const middles = centres.slice(1).map((x, k) => (x + centres[k]!) * 0.5);
  return [sorted[0]!, ...middles, sorted.at(-1)!];
}
