import { driveSync } from '#lib/engine/drive.ts';
import { curveOf, umap as layOut } from '#lib/engine/map/umap.ts';
import { nearestRows, type Cloud } from '#lib/engine/neighbours.ts';
import { principalComponents, projected } from '#lib/engine/principal.ts';
import { defineLearned, inTurns, type StepInput } from '#lib/engine/step.ts';
import { fitting, list, names as distinct, number, record, unless } from '#lib/engine/state.ts';
import { numberColumn, type TrainTable } from '#lib/engine/table.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { cloudOf, newNames, numbersOf, reduction, replacedBy, withinRows } from '../columns.ts';
import { wholeRows } from '../forms.ts';
import { countWithin } from '../linear.ts';
import { placeOf } from './place.ts';
import type { umap as spec } from './spec.ts';

type Input = StepInput<ParamsOf<typeof spec>, TrainTable>;

interface Fitted {
  readonly names: readonly string[];
  /** The training rows, one after another, and where each lies. */
  readonly rows: readonly number[];
  readonly places: readonly number[];
}

const umapForm = fitting(
  record<Fitted>({ names: distinct, rows: list(number()), places: list(number()) }),
  ({ names, rows, places }, facts) =>
    unless([
      names.length > 0 && places.length % names.length === 0,
      'its places are not one number for each new column',
    ]) ?? wholeRows(rows, places.length / names.length, facts),
);

const mostRows = 10_000;

/** UMAP: see engine/map/umap.ts for the training rows, place.ts for new ones. */
export const umap = defineLearned<typeof spec>()<Fitted>({
  kind: 'learned',
  state: { version: 1, form: umapForm },
  ...inTurns(function* ({ table, columns, params }: Input): Generator<number, Fitted> {
    const values = numbersOf(table, columns, 'umap', 2);
    const n = table.rows;
    withinRows('umap', n, mostRows);
    const dims = params.nComponents;
    countWithin('umap', dims, Math.min(n, columns.length));
    const found = yield* principalComponents(values, n);
    const axes = projected(values, n, found, dims);
    const start = Float64Array.from(
      { length: dims * n },
      (_, at) => axes[at % dims]![Math.floor(at / dims)]!,
    );
    const cloud = cloudOf(values, n);
    const { nNeighbors: neighbours, minDist, randomState: seed } = params;
    const { places } = yield* layOut(cloud, start, { neighbours, minDist, seed, dims });
    return {
      names: newNames(table, columns, 'umap', dims),
      rows: Array.from(cloud.values),
      places: Array.from(places, (x) => x + 0),
    };
  }),

  transform({ table, columns, params }, { names, rows, places }) {
    const values = columns.map((name) => numberColumn(table, name, 'umap').values);
    const [dims, width] = [names.length, columns.length];
    const cloud: Cloud = { values: Float64Array.from(rows), count: rows.length / width, width };
    const k = Math.min(params.nNeighbors, cloud.count);
    const near = driveSync(nearestRows(cloud, cloudOf(values, table.rows), k));
    const room = new Float64Array(places.length + dims);
    room.set(places);
    const known = { places: room, dims, curve: curveOf(params.minDist), seed: params.randomState };
    const made = names.map(() => new Float64Array(table.rows));
    for (let i = 0; i < table.rows; i += 1) {
      const own = [i * k, (i + 1) * k] as const;
      const at = placeOf(known, {
        distances: near.distances.subarray(...own),
        rows: near.rows.subarray(...own),
      });
      for (const [d, out] of made.entries()) out[i] = at[d]!;
    }
    return replacedBy(table, columns, names, made);
  },

  report: ({ table, columns }, { names }, mood) =>
    reduction(table, columns, names, { mood, note: ', near rows beside each other' }),
});
