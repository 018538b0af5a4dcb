import type { Rows } from '#lib/engine/kernels/reference/near.ts';
import { defineModelCompute, type FitInput, type Progress } from '#lib/engine/model.ts';
import { fitting, integers, list, number, record, unless } from '#lib/engine/state.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkInput } from '../check.ts';
import { coefficients } from '../forms.ts';
import { nearestRows, nearestRowsNow } from '../nearBlocks.ts';
import { rowMajorOf } from '../rowMajor.ts';
import { climb, distance, highest, Surroundings, type Peak } from './climb.ts';
import { gridSeeds, usualReach } from './seeds.ts';
import { mostPairs, type MeanShiftSpec } from './spec.ts';

export interface MeanShiftFitted {
  /** Peaks of density, the one with most rows within reach first. */
  readonly centres: readonly Float64Array[];
  readonly labels: Int32Array;
  readonly bandwidth: number;
}

const meanShiftForm = fitting(
  record<MeanShiftFitted>({
    centres: list(coefficients),
    labels: integers({ least: -1 }),
    bandwidth: number({ least: Number.MIN_VALUE }),
  }),
  ({ centres, labels }) =>
    unless([
      centres.length > 0 && labels.every((k) => k < centres.length),
      'a group has no centre',
    ]),
);

/** Comaniciu and Meer 2002 with a flat kernel, as scikit-learn's MeanShift. */
export const meanShiftCompute = defineModelCompute<MeanShiftSpec>()<MeanShiftFitted>({
  state: { version: 1, form: meanShiftForm },
  fit,
  describe: ({ labels }) => ({ labels }),
  predict: ({ centres }, X) => Float64Array.from(nearestRowsNow(stacked(centres), X)),
  explain: ({ centres }, names) => ({
    means: centres.map((centre) => names.map((name, j) => [name, centre[j]!] as const)),
  }),
});

type Input = FitInput<ParamsOf<MeanShiftSpec>>;

function* fit(input: Input): Generator<Progress, MeanShiftFitted> {
  checkInput(input, 'meanShift');
  const { X, params } = input;
  yield { share: 0 };
  const width = X.columns.length;
  const rows = { values: rowMajorOf(X.columns, X.rows), count: X.rows, width };
  const bandwidth = params.bandwidth ?? (yield* estimated(rows));
  const seeds = params.binSeeding
    ? gridSeeds(rows, bandwidth, params.minBinFreq, params.bandwidth !== null)
    : rows.values;
  const peaks = yield* peaksFrom(seeds, rows, { reach: bandwidth, maxIter: params.maxIter });
  if (peaks.length === 0) throw nothingNear(bandwidth);
  const choosing = highest(peaks, bandwidth);
  let turn = choosing.next();
  for (; !turn.done; turn = choosing.next()) yield { share: 0.95 };
  const centres = turn.value;
  const labels = yield* within(nearestRows(stacked(centres), X), 0.95, 0.99);
  if (!params.clusterAll)
    for (let i = 0; i < X.rows; i += 1) {
      const row = rows.values.subarray(i * width, i * width + width);
      if (!(distance(row, centres[labels[i]!]!) <= bandwidth)) labels[i] = -1;
    }
  yield { share: 1 };
  return { centres, labels, bandwidth };
}

function* estimated(rows: Rows): Generator<Progress, number> {
  checkWork(rows.count, rows.count, 'Give a reach, or take a sample of the rows on the data page.');
  const reach = yield* within(usualReach(rows), 0, 0.2);
  if (reach > 0) return reach;
  throw new EngineError({
    code: 'params-invalid',
    what: 'The rows lie in so few places that the mean distance to their neighbours is 0',
    where: { model: 'meanShift' },
    remedy: 'Give a reach above 0.',
  });
}

function* within<T>(work: Generator<number, T>, from: number, to: number): Generator<Progress, T> {
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield { share: from + (to - from) * turn.value };
  return turn.value;
}

function stacked(centres: readonly Float64Array[]): Rows {
  const width = centres[0]!.length;
  const values = new Float64Array(centres.length * width);
  for (const [at, centre] of centres.entries()) values.set(centre, at * width);
  return { values, count: centres.length, width };
}

function* peaksFrom(
  seeds: Float64Array,
  rows: Rows,
  limits: { readonly reach: number; readonly maxIter: number },
): Generator<Progress, Peak[]> {
  const { width } = rows;
  const count = seeds.length / width;
  checkWork(count, rows.count, 'Start from a grid, or raise the rows that a cell must have.');
  const around = new Surroundings(rows);
  const peaks: Peak[] = [];
  for (let at = 0; at < count; at += 1) {
    const climbing = climb(around, seeds.slice(at * width, at * width + width), limits);
    const share = 0.2 + (0.75 * at) / count;
    let turn = climbing.next();
    for (; !turn.done; turn = climbing.next()) yield { share, note: `climb ${at + 1} of ${count}` };
    if (turn.value) peaks.push(turn.value);
  }
  return peaks;
}

function checkWork(seeds: number, rows: number, remedy: string): void {
  if (seeds * rows <= mostPairs) return;
  throw new EngineError({
    code: 'size-limit',
    what: `${seeds.toLocaleString('en-US')} starts would look at ${rows.toLocaleString('en-US')} rows each, many times over; the most is ${(mostPairs / 1e6).toLocaleString('en-US')} million together`,
    where: { model: 'meanShift' },
    remedy,
  });
}

const nothingNear = (reach: number): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `No row lies within ${reach} of any start`,
    where: { model: 'meanShift' },
    remedy: 'Raise the reach, lower the rows that a cell must have, or do not start from a grid.',
  });
