import { exp, log } from '../elementary.ts';
import { otherRows, type Cloud } from '../neighbours.ts';
import { barnesHut, divergenceOf, exactForces, type Forces } from './forces.ts';
import { joined, type Pairs } from './pairs.ts';

/** Up to this many rows each pair is looked at; beyond it, far rows in bundles. */
const exactRows = 250;
const exaggeration = 12;
const exploring = 250;
const turns = 1000;

export interface Flat {
  /** x and y of each row in turn. */
  readonly places: Float64Array;
}

/**
 * t-SNE in two dimensions (van der Maaten & Hinton 2008; Barnes-Hut 2014) with scikit-learn's defaults: early
 * exaggeration 12 for 250 of 1,000 turns, learning rate 'auto', angle 0.5.
 * @param start x and y of each row, such as its principal components
 * @returns places, and what the Kullback-Leibler divergence is left at
 */
export function* tsne(
  cloud: Cloud,
  start: Float64Array,
  perplexity: number,
): Generator<number, Flat & { readonly divergence: number }> {
  const n = cloud.count;
  const k = n <= exactRows ? n - 1 : Math.min(n - 1, Math.floor(3 * perplexity + 1));
  const pairs = yield* upTo(0.1, affinities(cloud, k, perplexity));
  const places = scaledStart(start);
  const forces = n <= exactRows ? exactForces : barnesHut;
  const state = { places, moved: new Float64Array(2 * n), gains: new Float64Array(2 * n).fill(1) };
  const rate = Math.max(n / exaggeration / 4, 50);
  const way = { pairs, forces, rate };
  yield* descend(state, way, { from: 0, to: exploring, momentum: 0.5, factor: exaggeration });
  state.moved.fill(0);
  state.gains.fill(1);
  yield* descend(state, way, { from: exploring, to: turns, momentum: 0.8, factor: 1 });
  const { sum } = forces(places, pairs, 1);
  return { places, divergence: divergenceOf(places, pairs, { sum, factor: 1 }) };
}

/** scikit-learn scales the start so that the first coordinate deviates by 0.0001. */
function scaledStart(start: Float64Array): Float64Array {
  const n = start.length / 2;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i += 1) sum += start[2 * i]!;
  for (let i = 0; i < n; i += 1) squares += (start[2 * i]! - sum / n) * (start[2 * i]! - sum / n);
  const deviation = Math.sqrt(squares / n) || 1;
  return start.map((x) => (x / deviation) * 1e-4);
}

interface State {
  readonly places: Float64Array;
  readonly moved: Float64Array;
  readonly gains: Float64Array;
}
interface Way {
  readonly pairs: Pairs;
  readonly forces: Forces;
  readonly rate: number;
}
interface Phase {
  readonly from: number;
  readonly to: number;
  readonly momentum: number;
  readonly factor: number;
}

/** Turns without a better divergence, or a gradient below which nothing moves any more. */
const patience = 300;
const stillBelow = 1e-7;

function* descend(
  { places, moved, gains }: State,
  { pairs, forces, rate }: Way,
  { from, to, momentum, factor }: Phase,
): Generator<number, void> {
  let [best, bestAt] = [Infinity, from];
  for (let turn = from; turn < to; turn += 1) {
    const { gradient, sum } = forces(places, pairs, factor);
    const told = (turn + 1) % 50 === 0;
    const divergence = told ? divergenceOf(places, pairs, { sum, factor }) : 0;
    for (let i = 0; i < places.length; i += 1) {
      const against = moved[i]! * gradient[i]! < 0;
      gains[i] = Math.max(0.01, against ? gains[i]! + 0.2 : gains[i]! * 0.8);
      moved[i] = momentum * moved[i]! - rate * gains[i]! * gradient[i]!;
      places[i]! += moved[i]!;
    }
    if (told) {
      if (divergence < best) [best, bestAt] = [divergence, turn];
      else if (turn - bestAt > patience) return;
      if (gradient.reduce((sum, g) => sum + g * g, 0) <= stillBelow * stillBelow) return;
    }
    yield 0.1 + (0.9 * turn) / turns;
  }
}

/** How likely each pair is: Gaussians about each row, as wide as the perplexity asks, made symmetric. */
function* affinities(cloud: Cloud, k: number, perplexity: number): Generator<number, Pairs> {
  const { rows, distances } = yield* otherRows(cloud, k);
  const weights = new Float64Array(rows.length);
  const wanted = log(perplexity);
  for (let i = 0; i < cloud.count; i += 1) {
    const squares = distances.slice(i * k, (i + 1) * k).map((d) => d * d);
    weights.set(likelihoods(squares, wanted), i * k);
    if (i % 256 === 255) yield 1;
  }
  const pairs = joined(rows, weights, { count: cloud.count, join: (a, b) => a + b });
  const total = pairs.weights.reduce((sum, w) => sum + w, 0);
  for (let at = 0; at < pairs.weights.length; at += 1) pairs.weights[at]! /= total;
  return pairs;
}

/** exp(−β d²), normalised, with β such that the entropy is the wanted one (100 halvings at most, as scikit-learn). */
function likelihoods(squares: Float64Array, wanted: number): Float64Array {
  let [beta, low, high] = [1, -Infinity, Infinity];
  let out = squares;
  // Only differences to the nearest row count, and without it far rows would all be 0.
  const nearest = squares.reduce((least, d) => Math.min(least, d), Infinity);
  for (let turn = 0; turn < 100; turn += 1) {
    const factor = beta;
    out = squares.map((d) => exp(-(d - nearest) * factor));
    const sum = out.reduce((all, p) => all + p, 0);
    out = out.map((p) => p / sum);
    const mean = out.reduce((all, p, j) => all + p * (squares[j]! - nearest), 0);
    const apart = log(sum) + beta * mean - wanted;
    if (Math.abs(apart) <= 1e-5) break;
    if (apart > 0) {
      low = beta;
      beta = high === Infinity ? beta * 2 : (beta + high) / 2;
    } else {
      high = beta;
      beta = low === -Infinity ? beta / 2 : (beta + low) / 2;
    }
  }
  return out;
}

function* upTo<T>(share: number, work: Generator<number, T>): Generator<number, T> {
  for (;;) {
    const turn = work.next();
    if (turn.done) return turn.value;
    yield share * turn.value;
  }
}
