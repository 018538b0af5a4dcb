import type { FitInput } from '#lib/engine/model.ts';
import { mean } from '#lib/engine/linalg.ts';
import type { GrowRules } from './grow.ts';
import type { Random } from './random.ts';
import { byName } from './samples.ts';
import { classCounts, entropyScore, giniScore, squaredError } from './split.ts';
import type { Criterion, Node } from './split.ts';
import { TreeBuilder } from './tree.ts';
import type { Tree } from './tree.ts';

/** Row-feature visits between two yields, about 5 ms. */
const breath = 1e6;

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  /** The node whose right child this is, else −1. */
  readonly parent: number;
}

interface Best {
  score: number;
  feature: number;
  threshold: number;
  missingLeft: boolean;
}

/**
 * Grows one extremely randomised tree (Geurts and others, 2006) depth first: of each feature drawn at a node one place is
 * tried, uniform between its smallest and largest value there, and the best of these splits the node. Missing values go to
 * a side drawn at random, and where a node has none a later one goes where most rows went.
 * @param weight times each row is drawn, by what it counts; rows with 0 are left out
 * @yields share of the rows that are in a leaf
 */
export function* growExtraTree(
  input: FitInput<unknown>,
  rules: GrowRules,
  weight: Float64Array,
  random: Random,
): Generator<number, Tree> {
  const index = byName(input.X.names);
  const columns = Array.from(index, (j) => input.X.columns[j]!);
  const pool = columns.map((_, f) => f);
  const { criterion, width } = criterionOf(input, rules, weight);
  const score = leftScore(input, rules, weight);
  const rows = Int32Array.from(weight.keys()).filter((row) => weight[row]! > 0);
  const spare = new Int32Array(rows.length);
  const builder = new TreeBuilder(columns.length, width);
  const stack: Segment[] = [{ start: 0, end: rows.length, depth: 0, parent: -1 }];
  let work = 0;
  let settled = 0;
  for (let segment = stack.pop(); segment; segment = stack.pop()) {
    const { start, end, depth, parent } = segment;
    const node = criterion.measure(rows, start, end);
    const id = builder.add(parent, depth, end - start, node);
    const best: Best = { score: -Infinity, feature: -1, threshold: 0, missingLeft: false };
    const leaf = node.pure || ends(rules, end - start, depth);
    let varied = false;
    const all = rules.maxFeatures;
    for (let t = 0; !leaf && t < pool.length && (t < all || !varied); t += 1) {
      const f = draw(pool, t, random);
      const x = columns[f]!;
      const place = placeOf(x, rows, segment, random);
      if ((work += 2 * (end - start)) > breath) yield ((work = 0), settled / rows.length);
      if (place === null) continue;
      varied = true;
      const found = score({ x, rows, start, end, ...place }, node);
      if (found > best.score) Object.assign(best, { score: found, feature: f, ...place });
    }
    if (best.feature < 0) {
      settled += end - start;
      continue;
    }
    const { feature, threshold } = best;
    const { at, gaps } = part(columns[feature]!, best, { rows, spare, start, end });
    builder.split(id, {
      feature: index[feature]!,
      threshold,
      missingLeft: gaps ? best.missingLeft : at - start > end - at,
      gain: best.score - node.score,
    });
    stack.push({ start: at, end, depth: depth + 1, parent: id });
    stack.push({ start, end: at, depth: depth + 1, parent: -1 });
  }
  return builder.finish();
}

const ends = (rules: GrowRules, n: number, depth: number): boolean =>
  depth >= rules.maxDepth || n < rules.minSamplesSplit || n < 2 * rules.minSamplesLeaf;

function draw(pool: number[], from: number, random: Random): number {
  const at = from + Math.floor(random() * (pool.length - from));
  const drawn = pool[at]!;
  pool[at] = pool[from]!;
  pool[from] = drawn;
  return drawn;
}

interface Place {
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/** A place between the smallest and the largest value; null where they are the same. */
function placeOf(
  x: Float64Array,
  rows: Int32Array,
  { start, end }: Segment,
  random: Random,
): Place | null {
  let low = Infinity;
  let high = -Infinity;
  let gaps = false;
  for (let i = start; i < end; i += 1) {
    const value = x[rows[i]!]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (Number.isNaN(value)) gaps = true;
  }
  if (!(low < high)) return null;
  const u = random();
  const place = low * (1 - u) + high * u;
  return {
    threshold: place >= high || place < low ? low : place,
    missingLeft: gaps && random() < 0.5,
  };
}

interface Parting {
  readonly rows: Int32Array;
  readonly spare: Int32Array;
  readonly start: number;
  readonly end: number;
}

function part(
  x: Float64Array,
  { threshold, missingLeft }: Place,
  { rows, spare, start, end }: Parting,
): { readonly at: number; readonly gaps: boolean } {
  let left = start;
  let right = 0;
  let gaps = false;
  for (let i = start; i < end; i += 1) {
    const row = rows[i]!;
    const missing = Number.isNaN(x[row]!);
    if (missing) gaps = true;
    const goes = x[row]! <= threshold || (missing && missingLeft) ? 1 : 0;
    rows[left] = row;
    spare[right] = row;
    left += goes;
    right += 1 - goes;
  }
  for (let i = 0; i < right; i += 1) rows[left + i] = spare[i]!;
  return { at: left, gaps };
}

function criterionOf(
  { y, nClasses }: FitInput<unknown>,
  { measure }: GrowRules,
  weight: Float64Array,
): { readonly criterion: Criterion; readonly width: number } {
  return measure === 'squared_error'
    ? { criterion: squaredError(y, weight, mean(y)), width: 1 }
    : { criterion: classCounts(y, weight, nClasses, measure), width: nClasses };
}

interface Trial {
  readonly x: Float64Array;
  readonly rows: Int32Array;
  readonly start: number;
  readonly end: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
}

/** The score of one split, as split.ts has it; −Infinity where a side would keep too few rows. */
function leftScore(
  { y, nClasses }: FitInput<unknown>,
  { measure, minSamplesLeaf }: GrowRules,
  weight: Float64Array,
): (trial: Trial, node: Node) => number {
  const regression = measure === 'squared_error';
  const level = regression ? mean(y) : 0;
  const left = new Float64Array(regression ? 1 : nClasses);
  const both = measure === 'entropy' ? entropyScore : giniScore;
  return ({ x, rows, start, end, threshold, missingLeft }, { totals, weight: all }) => {
    left.fill(0);
    let w = 0;
    let count = 0;
    for (let i = start; i < end; i += 1) {
      const row = rows[i]!;
      const value = x[row]!;
      if (value > threshold || (!missingLeft && Number.isNaN(value))) continue;
      w += weight[row]!;
      count += 1;
      if (regression) left[0]! += weight[row]! * (y[row]! - level);
      else left[y[row]!]! += weight[row]!;
    }
    if (count < minSamplesLeaf || end - start - count < minSamplesLeaf) return -Infinity;
    return both(left, w) + both(totals, all - w, left);
  };
}
