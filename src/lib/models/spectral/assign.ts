import { driveSync } from '#lib/engine/drive.ts';
import { pivotedQR } from '#lib/engine/qr.ts';
import type { RandomState } from '#lib/engine/random.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import { sameGroups, usualGroups } from '../kMeans/groups.ts';
import type { Run } from '../kMeans/lloyd.ts';

/** Places of rows, one column for each direction. */
type Places = readonly Float64Array[];

/** k-means from several starts; the best is kept. @yields share done */
export function* byKMeans(
  places: Places,
  groups: number,
  starts: number,
  random: RandomState,
): Generator<number, Int32Array> {
  let best: Run | null = null;
  for (let start = 0; start < starts; start += 1) {
    const work = usualGroups(places, places[0]!.length, groups, random);
    let turn = work.next();
    for (; !turn.done; turn = work.next()) yield start / starts;
    const run: Run = turn.value;
    if (!best || (run.inertia < best.inertia && !sameGroups(run.labels, best.labels))) best = run;
  }
  return best!.labels;
}

/** Damle, Minden and Ying 2019: rows that stand farthest apart name the groups. */
export function* byQR(places: Places): Generator<number, Int32Array> {
  const k = places.length;
  const rows = rowsOf(places);
  const work = pivotedQR(rows, new Float64Array(k), 0);
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield turn.value;
  // Column c of the square: the place of the row that was chosen c-th.
  const chosen = Array.from(turn.value.order.subarray(0, k), (row) => rows[row]!);
  const { turned } = polar(chosen);
  return largestOf(rows, turned, Math.abs);
}

/**
 * Yu and Shi 2003: turns the places and rounds them to groups in turn, until the two agree; scikit-learn's
 * `discretize`.
 */
export function* byRounding(places: Places, random: RandomState): Generator<number, Int32Array> {
  const rows = rowsOf(places.map(reoriented)).map(unit);
  const k = places.length;
  let turned = apartRows(rows, k, random);
  let last = 0;
  for (let turn = 1; ; turn += 1) {
    const labels = largestOf(rows, turned, (along) => along);
    const sums = Array.from({ length: k }, () => new Float64Array(k));
    for (const [i, row] of rows.entries())
      for (let j = 0; j < k; j += 1) sums[labels[i]!]![j]! += row[j]!;
    const near = polar(sums);
    const cut = 2 * (rows.length - near.size);
    if (Math.abs(cut - last) < Number.EPSILON || turn > 20) return labels;
    last = cut;
    turned = near.turned;
    yield turn / 21;
  }
}

const rowsOf = (places: Places): Float64Array[] =>
  Array.from(places[0]!, (_, i) => Float64Array.from(places, (column) => column[i]!));

/** To the length of a vector of ones, and against its first number. */
function reoriented(column: Float64Array): Float64Array {
  const size = Math.sqrt(column.reduce((sum, x) => sum + x * x, 0));
  const factor = (Math.sqrt(column.length) / (size || 1)) * (column[0]! > 0 ? -1 : 1);
  return column.map((x) => x * factor);
}

function unit(row: Float64Array): Float64Array {
  const size = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
  return size > 0 ? row.map((x) => x / size) : row;
}

/** A row drawn at random, then each time the one most at right angles to those before. */
function apartRows(rows: readonly Float64Array[], k: number, random: RandomState): Float64Array[] {
  const out: Float64Array[] = [rows[random.randint(0, rows.length)]!];
  const along = new Float64Array(rows.length);
  while (out.length < k) {
    const last = out.at(-1)!;
    let least = 0;
    for (const [i, row] of rows.entries()) along[i]! += Math.abs(dotOf(row, last));
    for (let i = 1; i < along.length; i += 1) if (along[i]! < along[least]!) least = i;
    out.push(rows[least]!);
  }
  return out;
}

/** For each row the axis along which it is longest; the first of equals. */
function largestOf(
  rows: readonly Float64Array[],
  axes: readonly Float64Array[],
  sizeOf: (along: number) => number,
): Int32Array {
  return Int32Array.from(rows, (row) => {
    let best = 0;
    let most = -Infinity;
    for (const [c, axis] of axes.entries()) {
      const along = sizeOf(dotOf(row, axis));
      if (!(along > most)) continue;
      most = along;
      best = c;
    }
    return best;
  });
}

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += a[j]! * b[j]!;
  return sum;
}

/**
 * The axes at right angles nearest to these vectors: U Vᵀ of their singular value decomposition, and the sum of the
 * singular values.
 */
function polar(vectors: readonly Float64Array[]): {
  readonly turned: Float64Array[];
  readonly size: number;
} {
  const k = vectors.length;
  // Columns of the matrix whose rows are the vectors: its right singular vectors live where they do.
  const columns = Array.from({ length: k }, (_, j) => Float64Array.from(vectors, (x) => x[j]!));
  const { values, vectors: right } = driveSync(spectrumOf(columns));
  const rights: Float64Array[] = [...right];
  const lefts: Float64Array[] = rights.map((own, c) =>
    Float64Array.from(vectors, (x) => dotOf(x, own) / values[c]!),
  );
  while (rights.length < k) {
    rights.push(atRightAngles(rights, k));
    lefts.push(atRightAngles(lefts, k));
  }
  const turned = vectors.map((_, i) => {
    const out = new Float64Array(k);
    for (let c = 0; c < k; c += 1)
      for (let j = 0; j < k; j += 1) out[j]! += lefts[c]![i]! * rights[c]![j]!;
    return out;
  });
  return { turned, size: values.reduce((sum, x) => sum + x, 0) };
}

/** A unit vector at right angles to the others: what they leave of the axis of which they leave most. */
function atRightAngles(others: readonly Float64Array[], k: number): Float64Array {
  const left = Float64Array.from({ length: k }, (_, j) =>
    others.reduce((sum, x) => sum - x[j]! * x[j]!, 1),
  );
  const out = new Float64Array(k);
  out[left.indexOf(Math.max(...left))] = 1;
  for (let pass = 0; pass < 2; pass += 1)
    for (const x of others) {
      const along = dotOf(x, out);
      for (let j = 0; j < k; j += 1) out[j]! -= along * x[j]!;
    }
  return unit(out);
}
