/** A column of numbers that may be part of the target. */
export interface NamedNumbers {
  readonly name: string;
  /** NaN is missing. */
  readonly values: Float64Array;
}

/** Columns that rebuild the target: y = scale · Σ ± x + offset, or y = scale · x1 · x2, or y = scale · x1 ÷ x2. */
export interface Identity {
  readonly columns: readonly string[];
  readonly form: 'sum' | 'product' | 'ratio';
  /** One for each column, 1 or −1; for a product or a ratio all 1. */
  readonly signs: readonly number[];
  readonly scale: number;
  readonly offset: number;
  /** Rows where all columns have a value. */
  readonly rows: number;
  /** Share of these where both sides are equal, but for rounding. */
  readonly exact: number;
  /** Coefficient of determination over these rows. */
  readonly r2: number;
}

/** Columns with the strongest correlation with the target; triples of more would take seconds. */
const mostColumns = 48;
/** Rows that the pairs and triples are first tried on. */
const fewRows = 4096;
const enoughRows = 20;
/** What a sum of whole columns in the target's unit must explain, where it is not equal in every row. */
const nearly = 0.985;

/**
 * Searches for the target in sums and differences of one to three columns, and in products and ratios of two. A set
 * that holds a smaller one found before is left out.
 * @param y never NaN
 */
export function* identities(
  y: Float64Array,
  columns: readonly NamedNumbers[],
): Generator<number, Identity[]> {
  const few = thinned(y, columns);
  const moments = momentsOf(few.y, few.columns);
  const likely = strongest(moments, columns.length);
  yield 0.2;
  const found: Identity[] = [];
  const holds = (set: readonly number[]): boolean =>
    found.some((f) => f.columns.every((name) => set.some((k) => columns[k]!.name === name)));
  let done = 0;
  const tries = candidateSums(moments, likely);
  for (const { set, signs } of tries) {
    if (holds(set)) continue;
    const checked = checkSum(
      y,
      set.map((k) => columns[k]!),
      signs,
    );
    if (checked && isLeak(checked)) found.push(checked);
    done += 1;
    if (done % 16 === 0) yield 0.2 + (0.6 * done) / (done + 50);
  }
  for (const pair of pairsOf(likely)) {
    if (holds(pair)) continue;
    for (const form of ['product', 'ratio', 'inverse'] as const) {
      if (
        !scaledOn(
          few.y,
          pair.map((k) => few.columns[k]!.values),
          form,
        )
      )
        continue;
      const checked = checkScaled(
        y,
        pair.map((k) => columns[k]!),
        form,
      );
      if (checked && isLeak(checked)) found.push(checked);
    }
  }
  yield 1;
  return found;
}

/** In every row but for typing errors; or in the target's own unit and nearly everywhere. */
const isLeak = ({ exact, r2, form, scale, columns }: Identity): boolean =>
  (exact >= 0.99 && r2 > 0) ||
  (form === 'sum' && columns.length > 1 && Math.abs(scale - 1) < 0.02 && r2 >= nearly);

function thinned(
  y: Float64Array,
  columns: readonly NamedNumbers[],
): { readonly y: Float64Array; readonly columns: readonly NamedNumbers[] } {
  const every = Math.max(1, Math.ceil(y.length / fewRows));
  const take = (v: Float64Array): Float64Array => v.filter((_, i) => i % every === 0);
  return {
    y: take(y),
    columns: columns.map(({ name, values }) => ({ name, values: take(values) })),
  };
}

/** Covariances over the rows that both have; the target stands last. */
interface Moments {
  readonly width: number;
  readonly covariance: Float64Array;
}

function momentsOf(y: Float64Array, columns: readonly NamedNumbers[]): Moments {
  const all = [...columns.map((c) => c.values), y];
  const width = all.length;
  const covariance = new Float64Array(width * width);
  // The target's own row is worked out for all, the others for the likely ones only when they are asked for.
  for (let a = 0; a < width; a += 1) {
    covariance[a * width + a] = covarianceOf(all[a]!, all[a]!);
    covariance[a * width + width - 1] = covariance[(width - 1) * width + a] = covarianceOf(
      all[a]!,
      y,
    );
  }
  const moments = { width, covariance };
  const likely = strongest(moments, columns.length);
  for (const [a, b] of pairsOf(likely))
    covariance[a! * width + b!] = covariance[b! * width + a!] = covarianceOf(all[a!]!, all[b!]!);
  return moments;
}

function covarianceOf(a: Float64Array, b: Float64Array): number {
  let [n, sumA, sumB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, z] = [a[i]!, b[i]!];
    if (!Number.isFinite(x) || !Number.isFinite(z)) continue;
    n += 1;
    sumA += x;
    sumB += z;
  }
  if (n < 2) return 0;
  const [meanA, meanB] = [sumA / n, sumB / n];
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) {
    const [x, z] = [a[i]!, b[i]!];
    if (Number.isFinite(x) && Number.isFinite(z)) sum += (x - meanA) * (z - meanB);
  }
  return sum / n;
}

/** Columns that vary, by squared correlation with the target, ties by place; a part of a sum may have little. */
function strongest({ width, covariance }: Moments, n: number): readonly number[] {
  const y = width - 1;
  const strength = (k: number): number =>
    covariance[k * width + y]! ** 2 / covariance[k * width + k]!;
  return Array.from({ length: n }, (_, k) => k)
    .filter((k) => covariance[k * width + k]! > 0)
    .sort((a, b) => strength(b) - strength(a) || a - b)
    .slice(0, mostColumns)
    .sort((a, b) => a - b);
}

interface Sum {
  readonly set: readonly number[];
  readonly signs: readonly number[];
}

/** Sums that explain nearly all of the target's variance by their covariances, small sets first. */
function candidateSums(moments: Moments, likely: readonly number[]): Sum[] {
  const one = likely.filter((k) => explains(moments, [k], [1])).map((k) => sum([k], [1]));
  const two = pairsOf(likely).flatMap((set) =>
    signed(moments, set, [
      [1, 1],
      [1, -1],
    ]),
  );
  const three = triplesOf(likely).flatMap((set) =>
    signed(moments, set, [
      [1, 1, 1],
      [1, 1, -1],
      [1, -1, 1],
      [1, -1, -1],
    ]),
  );
  return [...one, ...two, ...three];
}

const sum = (set: readonly number[], signs: readonly number[]): Sum => ({ set, signs });

const signed = (
  moments: Moments,
  set: readonly number[],
  ways: readonly (readonly number[])[],
): Sum[] => ways.filter((signs) => explains(moments, set, signs)).map((signs) => sum(set, signs));

/** Whether the sum, by these covariances, explains nearly all, and more than it would without any of its columns. */
function explains(
  { width, covariance }: Moments,
  set: readonly number[],
  signs: readonly number[],
): boolean {
  const y = width - 1;
  const total = covariance[y * width + y]!;
  const unexplained = (without: number): number => {
    let [cross, own] = [0, 0];
    for (let i = 0; i < set.length; i += 1) {
      if (i === without) continue;
      cross += signs[i]! * covariance[set[i]! * width + y]!;
      for (let j = 0; j < set.length; j += 1)
        if (j !== without) own += signs[i]! * signs[j]! * covariance[set[i]! * width + set[j]!]!;
    }
    return own > 0 ? 1 - (cross * cross) / (own * total) : 1;
  };
  const whole = unexplained(-1);
  if (!(whole < 0.02)) return false;
  // Each must take a good part of what is left: a column beside a copy of the target adds nothing.
  return set.length === 1 || set.every((_, i) => whole < 0.7 * unexplained(i));
}

const pairsOf = (of: readonly number[]): (readonly number[])[] =>
  of.flatMap((a, i) => of.slice(i + 1).map((b) => [a, b]));

const triplesOf = (of: readonly number[]): (readonly number[])[] =>
  of.flatMap((a, i) =>
    of.slice(i + 1).flatMap((b, j) => of.slice(i + 2 + j).map((c) => [a, b, c])),
  );

/** The least-squares line of the target on the signed sum, over all rows, and how many lie on it. */
function checkSum(
  y: Float64Array,
  columns: readonly NamedNumbers[],
  signs: readonly number[],
): Identity | null {
  const s = new Float64Array(y.length);
  for (let i = 0; i < s.length; i += 1) {
    let total = 0;
    for (let k = 0; k < columns.length; k += 1) total += signs[k]! * columns[k]!.values[i]!;
    s[i] = total;
  }
  const own = covarianceOf(s, s);
  if (!(own > 0)) return null;
  const slope = rounded(covarianceOf(s, y) / own);
  const turned = slope < 0 ? signs.map((v) => -v) : signs;
  const line = lineFit(y, s, slope);
  return (
    line && {
      ...{
        columns: columns.map((c) => c.name),
        form: 'sum',
        signs: turned,
        scale: Math.abs(slope),
      },
      ...line,
    }
  );
}

/** A slope within a millionth of a number of few digits is that number. */
const rounded = (x: number): number => {
  const near = Number(x.toPrecision(4));
  return Math.abs(x - near) <= 1e-6 * Math.abs(x) ? near : x;
};

function lineFit(
  y: Float64Array,
  s: Float64Array,
  slope: number,
): Pick<Identity, 'offset' | 'rows' | 'exact' | 'r2'> | null {
  const rest: number[] = [];
  const kept: number[] = [];
  for (let i = 0; i < y.length; i += 1) {
    const r = y[i]! - slope * s[i]!;
    if (!Number.isFinite(r)) continue;
    rest.push(r);
    kept.push(y[i]!);
  }
  if (rest.length < enoughRows || 2 * rest.length < y.length) return null;
  const offset = rounded(rest.toSorted((a, b) => a - b)[rest.length >> 1]!);
  const largest = kept.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const near = 1e-9 * (largest + Math.abs(offset));
  const exact = rest.filter((r) => Math.abs(r - offset) <= near).length / rest.length;
  const values = Float64Array.from(rest);
  const own = covarianceOf(Float64Array.from(kept), Float64Array.from(kept));
  return {
    offset: Math.abs(offset) <= near ? 0 : offset,
    rows: rest.length,
    exact,
    r2: own > 0 ? 1 - covarianceOf(values, values) / own : 0,
  };
}

type Scaled = 'product' | 'ratio' | 'inverse';

const combined = (form: Scaled, a: number, b: number): number =>
  form === 'product' ? a * b : form === 'ratio' ? a / b : b / a;

/** Whether the target is a constant times the product or ratio in nearly all of these rows. */
function scaledOn(y: Float64Array, [a, b]: readonly Float64Array[], form: Scaled): boolean {
  return scaleOf(y, a!, b!, form) !== null;
}

function scaleOf(
  y: Float64Array,
  a: Float64Array,
  b: Float64Array,
  form: Scaled,
): { readonly scale: number; readonly exact: number; readonly rows: number } | null {
  const made = a.map((v, i) => combined(form, v, b[i]!));
  const scale = firstScale(y, made);
  if (scale === null) return null;
  let [equal, misses] = [0, 0];
  for (let i = 0; i < y.length; i += 1) {
    if (!tells(made[i]!, y[i]!)) continue;
    if (Math.abs(y[i]! - scale * made[i]!) <= 1e-9 * Math.abs(y[i]!)) equal += 1;
    else misses += 1;
    if (misses > 8 + 0.01 * y.length) return null;
  }
  const rows = equal + misses;
  if (rows < enoughRows || 2 * rows < y.length || equal < 0.99 * rows) return null;
  return { scale: rounded(scale), exact: equal / rows, rows };
}

/** Where both sides are 0 nothing is told. */
const tells = (made: number, y: number): boolean =>
  Number.isFinite(made) && !(made === 0 && y === 0);

/** The median of the first nine quotients; null where these differ so much that there is no one scale. */
function firstScale(y: Float64Array, made: Float64Array): number | null {
  const tries: number[] = [];
  for (let i = 0; i < y.length && tries.length < 9; i += 1)
    if (tells(made[i]!, y[i]!) && made[i] !== 0) tries.push(y[i]! / made[i]!);
  const middle = tries.toSorted((p, q) => p - q)[tries.length >> 1];
  if (middle === undefined || middle === 0) return null;
  const alike = tries.filter((t) => Math.abs(t - middle) <= 1e-6 * Math.abs(middle)).length;
  return 2 * alike > tries.length ? middle : null;
}

function checkScaled(
  y: Float64Array,
  [a, b]: readonly NamedNumbers[],
  form: Scaled,
): Identity | null {
  const found = scaleOf(y, a!.values, b!.values, form);
  if (!found) return null;
  const names = form === 'inverse' ? [b!.name, a!.name] : [a!.name, b!.name];
  return {
    columns: names,
    form: form === 'product' ? 'product' : 'ratio',
    signs: [1, 1],
    scale: found.scale,
    offset: 0,
    rows: found.rows,
    exact: found.exact,
    r2: 1,
  };
}
