import { symmetricEigen } from '#lib/engine/eigen.ts';
import { addScaled, dot } from '#lib/engine/linalg.ts';
import type { RandomState } from '#lib/engine/random.ts';
import type { Net } from './links.ts';

export interface Found {
  /** The largest eigenvalues' vectors, of length 1 each, one column for each. */
  readonly vectors: readonly Float64Array[];
  /** False where they had not settled at the last turn. */
  readonly settled: boolean;
  /** Whether the next eigenvalue is as large as that of a part of its own: there are more parts than vectors. */
  readonly moreParts: boolean;
}

/** Largest length of a residual at which a vector is found. */
const close = 1e-9;
const mostTurns = 300;
/** A net of one long chain needs as many; most need ten. */
const mostDegree = 400;
/** Up to which a filter lifts the largest eigenvalue over the rest: more, and rounding drowns the others. */
const lift = 1e8;

/**
 * Eigenvectors of the k largest eigenvalues of a net, by subspace iteration with a Chebyshev filter (Zhou, Saad, Tiago
 * and Chelikowsky 2006). A block finds eigenvalues that come several times, as those of a net in several parts do.
 * @yields how many turns are done
 */
export function* largest(net: Net, k: number, random: RandomState): Generator<number, Found> {
  const n = net.rows;
  // A multiple of 4, which is quickest.
  const width = Math.min(n, 4 * Math.ceil((k + Math.max(2, k / 2)) / 4));
  const block = new Block(n, width);
  let x: Float64Array = Float64Array.from(
    { length: n * width },
    () => 2 * random.randomSample() - 1,
  );
  let y: Float64Array = new Float64Array(n * width);
  let spare: Float64Array = new Float64Array(n * width);
  for (let turn = 0; ; turn += 1) {
    for (const _ of block.orthonormal(x, random)) yield turn;
    for (const _ of net.times(x, y)) yield turn;
    const rotating = block.rotated(x, y, spare);
    let rotation = rotating.next();
    for (; !rotation.done; rotation = rotating.next()) yield turn;
    const values = rotation.value;
    const far = block.residual(x, y, values, k);
    if (far <= close || turn === mostTurns) {
      const moreParts = (values[k] ?? 0) > 1 - close;
      return { vectors: block.columns(x, k), settled: far <= close, moreParts };
    }
    const filtered = filter(net, { x, y, spare }, values);
    let step = filtered.next();
    for (; !step.done; step = filtered.next()) yield turn;
    [x, y, spare] = step.value;
  }
}

interface Buffers {
  /** Ritz vectors, what the net makes of them, and room. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly spare: Float64Array;
}

/** A Chebyshev polynomial of the net, small from −1 to the block's smallest value, times x. */
function* filter(
  net: Net,
  { x, y, spare }: Buffers,
  values: Float64Array,
): Generator<void, [Float64Array, Float64Array, Float64Array]> {
  const cut = cutOf(values);
  const middle = (cut - 1) / 2;
  const half = (cut + 1) / 2;
  // A net's largest eigenvalue is 1, whatever the block has found of it.
  const degree = degreeFor((1 - middle) / half);
  // T₀ = x and T₁ = (y − middle x) / half; both are kept small by one factor each turn.
  let [before, now, next] = [x, y, spare];
  for (let i = 0; i < now.length; i += 1) now[i] = (now[i]! - middle * before[i]!) / half;
  for (let d = 2; d <= degree; d += 1) {
    yield* net.times(now, next);
    yield;
    for (let i = 0; i < now.length; i += 1)
      next[i] = (2 * (next[i]! - middle * now[i]!)) / half - before[i]!;
    [before, now, next] = [now, next, before];
  }
  return [now, before, next];
}

/**
 * What lies below is made small: the block's smallest value; where all are one eigenvalue that comes more often than
 * the block is wide, a little below it.
 */
function cutOf(values: Float64Array): number {
  const [top, last] = [values[0]!, values.at(-1)!];
  return Math.max(-0.9, top - last < 1e-6 ? top - 0.02 : last);
}

function degreeFor(top: number): number {
  let [before, now] = [1, top];
  let degree = 1;
  while (degree < mostDegree && now < lift) {
    [before, now] = [now, 2 * top * now - before];
    degree += 1;
  }
  return Math.max(2, degree);
}

/** Algebra of a block, column after column. */
class Block {
  readonly #n: number;
  readonly #width: number;

  constructor(n: number, width: number) {
    this.#n = n;
    this.#width = width;
  }

  #column = (x: Float64Array, c: number): Float64Array =>
    x.subarray(c * this.#n, (c + 1) * this.#n);

  /** Gram and Schmidt, twice over; a column that depends on those before is drawn anew. */
  *orthonormal(x: Float64Array, random: RandomState): Generator<void, void> {
    for (let c = 0; c < this.#width; c += 1) {
      const own = this.#column(x, c);
      scale(own);
      for (let pass = 0; pass < 3; pass += 1) {
        for (let b = 0; b < c; b += 1) {
          const other = this.#column(x, b);
          addScaled(own, -dot(own, other), other);
        }
        if (scale(own) > 1e-8) continue;
        // Nothing but rounding was left.
        for (let i = 0; i < own.length; i += 1) own[i] = 2 * random.randomSample() - 1;
        scale(own);
        pass = -1;
      }
      yield;
    }
  }

  /** Turns x, and y = net × x with it, to the best vectors within it. @returns their values, descending */
  *rotated(
    x: Float64Array,
    y: Float64Array,
    spare: Float64Array,
  ): Generator<unknown, Float64Array> {
    const w = this.#width;
    const small = new Float64Array(w * w);
    const along = (i: number, j: number): number => dot(this.#column(x, i), this.#column(y, j));
    for (let i = 0; i < w; i += 1) {
      for (let j = 0; j <= i; j += 1)
        small[i * w + j] = small[j * w + i] = (along(i, j) + along(j, i)) / 2;
      yield;
    }
    const { values, vectors } = yield* symmetricEigen(small, w);
    for (const z of [x, y]) {
      spare.fill(0);
      for (let c = 0; c < w; c += 1) {
        for (let j = 0; j < w; j += 1)
          addScaled(this.#column(spare, c), vectors[c]![j]!, this.#column(z, j));
        yield;
      }
      z.set(spare);
    }
    return values;
  }

  /** The longest of the first k columns' y − value · x. */
  residual(x: Float64Array, y: Float64Array, values: Float64Array, k: number): number {
    let most = 0;
    for (let c = 0; c < k; c += 1) {
      const rest = this.#column(y, c).slice();
      addScaled(rest, -values[c]!, this.#column(x, c));
      most = Math.max(most, Math.sqrt(dot(rest, rest)));
    }
    return most;
  }

  columns(x: Float64Array, k: number): Float64Array[] {
    return Array.from({ length: k }, (_, c) => this.#column(x, c).slice());
  }
}

/** To length 1. @returns its length before */
function scale(x: Float64Array): number {
  const size = Math.sqrt(dot(x, x));
  if (size > 0) for (let i = 0; i < x.length; i += 1) x[i]! /= size;
  return size;
}
