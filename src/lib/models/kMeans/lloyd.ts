import type { CentredRows, Lloyd } from '#lib/engine/kernels/kmeans.ts';

export interface Run {
  /** Row-major k × columns, less the rows' means. */
  readonly centres: Float64Array;
  readonly labels: Int32Array;
  /** Sum of the rows' squared distances to their centres, each as often as its row counts. */
  readonly inertia: number;
  readonly iterations: number;
  readonly converged: boolean;
}

interface Limits {
  readonly maxIter: number;
  /** Largest sum of squared moves of the centres at which it ends. */
  readonly tolerance: number;
}

/** Turns between sums that are made anew: what rounding adds to kept-up sums ends there. */
const fresh = 8;

/**
 * Lloyd's algorithm with scikit-learn's two ends: no label changes, or the centres hardly move; then the labels are
 * those of the last centres.
 */
export function* lloyd(
  rows: CentredRows,
  start: Float64Array,
  { maxIter, tolerance }: Limits,
): Generator<number, Run> {
  const state = rows.lloyd(start);
  try {
    let centres = start;
    let strict = false;
    let ended = false;
    let turns = 0;
    while (turns < maxIter && !ended) {
      // What fractions leave of a sum whose rows have gone is not 0: weighted sums are always made anew.
      const keepSums = rows.weight === null && turns % fresh !== 0;
      const changed = yield* as(state.label(keepSums), turns);
      strict = changed === 0;
      if (!keepSums || strict) yield* as(state.sum(), turns);
      const next = yield* as(moved(state, rows.width), turns);
      ended = strict || shift(centres, next) <= tolerance;
      if (ended && keepSums && !strict) {
        yield* as(state.sum(), turns);
        centres = yield* as(moved(state, rows.width), turns);
      } else centres = next;
      state.put(centres);
      turns += 1;
    }
    if (!strict) yield* as(state.label(false), turns);
    const { total } = yield* as(state.inertia(), turns);
    return {
      centres,
      labels: state.labels(),
      inertia: total,
      iterations: turns,
      converged: ended,
    };
  } finally {
    state.close();
  }
}

function* as<T>(work: Generator<void, T>, share: number): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield share;
  }
}

/** Means of the rows of each label; a label without rows takes the row farthest from its own centre. */
function* moved(state: Lloyd, width: number): Generator<void, Float64Array> {
  const { sums, counts } = state.sums();
  const k = counts.length;
  if (counts.includes(0)) yield* relocate(state, sums, counts, width);
  let most = 0;
  for (let c = 1; c < k; c += 1) if (counts[c]! > counts[most]!) most = c;
  for (let c = 0; c < k; c += 1) {
    if (!(counts[c]! > 0)) continue;
    const share = 1 / counts[c]!;
    for (let j = 0; j < width; j += 1) sums[c * width + j]! *= share;
  }
  for (let c = 0; c < k; c += 1) {
    if (!(counts[c]! > 0)) sums.copyWithin(c * width, most * width, (most + 1) * width);
  }
  return sums;
}

function* relocate(
  state: Lloyd,
  sums: Float64Array,
  counts: Float64Array,
  width: number,
): Generator<void, void> {
  const { each } = yield* state.inertia();
  const labels = state.labels();
  const empty = [...counts.keys()].filter((c) => counts[c] === 0);
  const far = farthest(each, empty.length);
  if (each[far[0]!] === 0) return;
  for (const [at, c] of empty.entries()) {
    const i = far[at]!;
    const from = labels[i]!;
    const row = state.row(i);
    const count = state.countOf(i);
    for (let j = 0; j < width; j += 1) {
      sums[from * width + j]! -= count * row[j]!;
      sums[c * width + j] = count * row[j]!;
    }
    counts[c] = count;
    counts[from]! -= count;
  }
}

function farthest(distances: Float64Array, count: number): number[] {
  const order = [...distances.keys()];
  return order.sort((a, b) => distances[b]! - distances[a]! || b - a).slice(0, count);
}

/** Sum of squared moves. */
function shift(before: Float64Array, after: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < before.length; i += 1) sum += (before[i]! - after[i]!) ** 2;
  return sum;
}
