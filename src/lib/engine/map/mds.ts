import { kernelComponents } from '../kernelComponents.ts';
import type { Cloud } from '../neighbours.ts';
import { dot } from '../linalg.ts';
import type { Flat } from './tsne.ts';

const turns = 300;
const stillBelow = 1e-6;

/**
 * Metric multidimensional scaling by SMACOF (de Leeuw 1977) as scikit-learn's MDS with init = 'classical_mds': from
 * Torgerson's solution, until the stress falls by less than a millionth of the squared distances.
 * @returns places, and Kruskal's stress-1 of them; null where all rows are equal
 */
export function* mds(cloud: Cloud): Generator<number, (Flat & { readonly stress: number }) | null> {
  const n = cloud.count;
  const wanted = yield* distancesBetween(cloud);
  const start = yield* classical(wanted, n);
  if (!start) return null;
  let places = start;
  let before = Infinity;
  for (let turn = 0; ; turn += 1) {
    places = guttman(places, wanted);
    const { stress, squares } = stressOf(places, wanted);
    yield 0.2 + (0.8 * turn) / turns;
    if (turn + 1 < turns && !((before - stress) / squares < stillBelow)) {
      before = stress;
      continue;
    }
    return { places, stress: Math.sqrt(stress / squares) };
  }
}

function* distancesBetween({ values, count: n, width }: Cloud): Generator<number, Float64Array> {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      let sum = 0;
      for (let d = 0; d < width; d += 1) {
        const apart = values[i * width + d]! - values[j * width + d]!;
        sum += apart * apart;
      }
      out[i * n + j] = out[j * n + i] = Math.sqrt(sum);
    }
    if (i % 64 === 63) yield (0.1 * i) / n;
  }
  return out;
}

/** Classical scaling: the two leading components of the distances' inner products. */
function* classical(wanted: Float64Array, n: number): Generator<number, Float64Array | null> {
  const kernel = wanted.map((d) => -0.5 * (d * d));
  const work = kernelComponents(kernel, n, 2, 'map');
  let turn = work.next();
  for (; !turn.done; turn = work.next()) yield 0.1 + 0.1 * turn.value;
  const found = turn.value;
  if (!found) return null;
  const axes = found.weights.map((w) => Float64Array.from(w));
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i += 1)
    for (const [k, axis] of axes.entries())
      out[2 * i + k] = dot(kernel.subarray(i * n, i * n + n), axis);
  return out;
}

/** Each row to the mean of where every other, at the wanted distance, would have it. */
function guttman(places: Float64Array, wanted: Float64Array): Float64Array {
  const n = places.length / 2;
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < i; j += 1) {
      const dx = places[2 * i]! - places[2 * j]!;
      const dy = places[2 * i + 1]! - places[2 * j + 1]!;
      const ratio = wanted[i * n + j]! / (Math.sqrt(dx * dx + dy * dy) || 1e-5);
      out[2 * i]! += ratio * dx;
      out[2 * i + 1]! += ratio * dy;
      out[2 * j]! -= ratio * dx;
      out[2 * j + 1]! -= ratio * dy;
    }
  return out.map((x) => x / n);
}

/** Σ over pairs of (distance − wanted)², and of distance². */
function stressOf(
  places: Float64Array,
  wanted: Float64Array,
): { readonly stress: number; readonly squares: number } {
  const n = places.length / 2;
  let [stress, squares] = [0, 0];
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < i; j += 1) {
      const dx = places[2 * i]! - places[2 * j]!;
      const dy = places[2 * i + 1]! - places[2 * j + 1]!;
      const d2 = dx * dx + dy * dy;
      const rest = Math.sqrt(d2) - wanted[i * n + j]!;
      stress += rest * rest;
      squares += d2;
    }
  return { stress, squares };
}
