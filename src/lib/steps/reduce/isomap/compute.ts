import { driveSync } from '#lib/engine/drive.ts';
import {
  kernelComponents,
  kernelComponentsForm,
  placed,
  type KernelComponents,
} from '#lib/engine/kernelComponents.ts';
import { nearestRows, otherRows, type Cloud } from '#lib/engine/neighbours.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import {
  count,
  fitting,
  list,
  names as distinct,
  number,
  record,
  tuple,
  unless,
} from '#lib/engine/state.ts';
import { numberColumn, type TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { counted } from '../../words.ts';
import {
  allEqual,
  cloudOf,
  neighboursWithin,
  newNames,
  numbersOf,
  reduction,
  replacedBy,
  withinRows,
} from '../columns.ts';
import { eachNamed, wholeRows } from '../forms.ts';
import { countWithin } from '../linear.ts';
import { bridges, linksOf, partsOf, pathsFrom, type Edge } from './paths.ts';
import type { isomap as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

interface Fitted {
  readonly names: readonly string[];
  /** The training rows, one after another. */
  readonly rows: readonly number[];
  readonly edges: readonly Edge[];
  /** Edges that had to be added, as no path connected all rows. */
  readonly bridged: number;
  readonly found: KernelComponents;
}

const isomapForm = fitting(
  record<Fitted>({
    names: distinct,
    rows: list(number()),
    // Below 0 the search for shortest paths would not end.
    edges: list(tuple<Edge>(count, count, number({ least: 0 }))),
    bridged: count,
    found: kernelComponentsForm,
  }),
  ({ names, rows, edges, bridged, found }, facts) => {
    const n = found.means.length;
    return (
      eachNamed(names, found.weights) ??
      wholeRows(rows, n, facts) ??
      unless(
        [edges.every(([from, to]) => from < n && to < n), 'an edge leads to no row'],
        [bridged <= edges.length, 'it has more bridges than edges'],
        [() => partsOf(linksOf(edges, n), n).parts === 1, 'no path connects all its rows'],
      )
    );
  },
);

/** Paths between all pairs of 5,000 rows take 200 MB. */
const mostRows = 5000;

/**
 * scikit-learn's Isomap (Tenenbaum, de Silva & Langford 2000); new rows enter by their nearest training rows.
 * https://scikit-learn.org/stable/modules/generated/sklearn.manifold.Isomap.html
 */
export const isomap = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: isomapForm },
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Fitted> {
    const values = numbersOf(table, columns, 'isomap', 2);
    const n = table.rows;
    withinRows('isomap', n, mostRows);
    neighboursWithin('isomap', params.nNeighbors, n);
    countWithin('isomap', params.nComponents, n);
    const cloud = cloudOf(values, n);
    const near = edgesOf(yield* otherRows(cloud, params.nNeighbors), n);
    const added = yield* bridges(cloud, linksOf(near, n));
    const edges = [...near, ...added];
    const found = yield* kernelComponents(
      yield* kernelOf(edges, n),
      n,
      params.nComponents,
      'isomap',
    );
    if (!found) throw allEqual('isomap', columns, n);
    return {
      names: newNames(table, columns, 'isomap', params.nComponents),
      rows: Array.from(cloud.values),
      edges,
      bridged: added.length,
      found,
    };
  }),

  transform({ table, columns, params }, { names, rows, edges, found }) {
    const values = columns.map((name) => numberColumn(table, name, 'isomap').values);
    const width = columns.length;
    const cloud: Cloud = { values: Float64Array.from(rows), count: rows.length / width, width };
    const k = Math.min(params.nNeighbors, cloud.count);
    const near = driveSync(nearestRows(cloud, cloudOf(values, table.rows), k));
    const links = linksOf(edges, cloud.count);
    const made = names.map(() => new Float64Array(table.rows));
    const paths = new Float64Array(cloud.count);
    for (let i = 0; i < table.rows; i += 1) {
      const [from, to] = [i * k, (i + 1) * k];
      pathsFrom(links, near.rows.subarray(from, to), near.distances.subarray(from, to), paths);
      const at = placed(
        paths.map((d) => -0.5 * (d * d)),
        found,
      );
      for (const [c, out] of made.entries()) out[i] = at[c]!;
    }
    return replacedBy(table, columns, names, made);
  },

  report: ({ table, columns }, { names, bridged }, mood) =>
    reduction(table, columns, names, {
      mood,
      note:
        bridged === 0
          ? ', by paths between neighbours'
          : `, by paths between neighbours; ${counted(bridged, 'bridge')} joined parts that no path connected, and more neighbours would need fewer`,
    }),
});

/** Each pair of neighbours once, the lower row first. */
function edgesOf(
  { distances, rows }: { readonly distances: Float64Array; readonly rows: Int32Array },
  n: number,
): Edge[] {
  const k = rows.length / n;
  const seen = new Set<number>();
  const out: Edge[] = [];
  for (const [at, j] of rows.entries()) {
    const i = Math.floor(at / k);
    const key = Math.min(i, j) * n + Math.max(i, j);
    if (seen.has(key)) continue;
    seen.add(key);
    out.push([Math.min(i, j), Math.max(i, j), distances[at]!]);
  }
  return out;
}

/** −½ the squared length of the shortest path between each two rows. */
function* kernelOf(edges: readonly Edge[], n: number): Generator<number, Float64Array> {
  const links = linksOf(edges, n);
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    const row = kernel.subarray(i * n, i * n + n);
    pathsFrom(links, [i], [0], row);
    for (let j = 0; j < n; j += 1) row[j] = -0.5 * (row[j]! * row[j]!);
    if (i % 16 === 15) yield (0.5 * i) / n;
  }
  return kernel;
}
