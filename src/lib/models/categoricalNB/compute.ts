import { log } from '#lib/engine/elementary.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import type { Progress } from '#lib/engine/model.ts';
import type { Matrix } from '#lib/engine/matrix.ts';
import {
  ascending,
  doubles,
  fitting,
  list,
  perFeature,
  record,
  unless,
  whole,
} from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import { presentClasses, spreadOver } from '../classes.ts';
import type { PresentClasses } from '../classes.ts';
import { softmax } from '../logisticRegression/objective.ts';
import { checkCounts } from '../naiveBayes/linear.ts';
import type { CategoricalNBSpec } from './spec.ts';
import { eachPresent, present } from '../forms.ts';
import { sumOfScores } from '../scoreSums.ts';

/** Log shares of a column's levels; of those up to `levels` that training did not hold, the smoothing's alone. */
interface Shares {
  /** Codes that training rows hold, ascending. */
  readonly codes: Float64Array;
  /** Codes from it on are unknown. */
  readonly levels: number;
  /** Row-major codes × classes. */
  readonly held: Float64Array;
  /** For each class. */
  readonly empty: Float64Array;
}

export interface CategoricalNBFitted {
  readonly nClasses: number;
  readonly present: readonly number[];
  readonly columns: readonly Shares[];
  readonly logPrior: Float64Array;
}

/** Values between two yields: about 10 ms. */
const breath = 2e5;

const categoricalForm = fitting(
  record<CategoricalNBFitted>({
    ...present,
    columns: list(
      fitting(
        record<Shares>({
          codes: doubles({ least: 0 }),
          levels: whole({ least: 1 }),
          held: doubles(),
          empty: doubles(),
        }),
        ({ codes, held, empty }) =>
          unless(
            [ascending(codes), 'its codes do not rise'],
            [
              held.length === codes.length * empty.length,
              'its shares are not one a code and class',
            ],
          ),
      ),
      perFeature,
    ),
    logPrior: doubles({ most: 0 }),
  }),
  ({ present: codes, columns, logPrior }) =>
    eachPresent(codes, logPrior, ...columns.map(({ empty }) => empty)),
);

export const categoricalNBCompute = defineModelCompute<CategoricalNBSpec>()<CategoricalNBFitted>({
  state: { version: 1, form: categoricalForm },
  takesWeights: true,
  *fit(input) {
    checkCounts(input.X, 'categoricalNB');
    checkInput(input, 'categoricalNB');
    const classes = presentClasses(input, 'categoricalNB');
    const { present, counts, total } = classes;
    const { alpha, fitPrior, minCategories } = input.params;
    yield { share: 0 };
    const logPrior = Float64Array.from(counts, (n) =>
      log(fitPrior ? n / total : 1 / present.length),
    );
    const columns = yield* sharesOf(input.X, classes, { alpha, fewest: minCategories ?? 1 });
    yield { share: 1 };
    return { nClasses: input.nClasses, present, columns, logPrior };
  },
  predict,
  explain: () => ({}),
  sum: ({ columns, logPrior, nClasses, present: codes }) =>
    sumOfScores({
      ...{ nClasses, present: codes, intercept: logPrior, features: columns.length },
      adds: (j, x) => addedBy(columns[j]!, x),
    }),
});

interface Smoothing {
  readonly alpha: number;
  readonly fewest: number;
}

function* sharesOf(
  X: Matrix,
  classes: PresentClasses,
  smoothing: Smoothing,
): Generator<Progress, readonly Shares[]> {
  const out: Shares[] = [];
  let work = 0;
  for (const [j, x] of X.columns.entries()) {
    out.push(sharesIn(x, classes, smoothing));
    work += x.length;
    if (work < breath) continue;
    work = 0;
    yield { share: (0.99 * (j + 1)) / X.columns.length };
  }
  return out;
}

/** log (count + α) − log (rows of the class + α levels), as scikit-learn takes them. */
function sharesIn(
  x: Float64Array,
  { codes: classOf, counts, weight }: PresentClasses,
  { alpha, fewest }: Smoothing,
): Shares {
  const K = counts.length;
  const codes = distinct(x);
  const levels = Math.max(fewest, codes.at(-1)! + 1);
  const held = new Float64Array(codes.length * K);
  for (let i = 0; i < x.length; i += 1)
    held[place(codes, Math.trunc(x[i]!)) * K + classOf[i]!]! += weight ? weight[i]! : 1;
  const whole = counts.map((n) => log(n + alpha * levels));
  return {
    codes,
    levels,
    held: held.map((n, at) => log(n + alpha) - whole[at % K]!),
    empty: Float64Array.from(whole, (all) => log(alpha) - all),
  };
}

/** Whole parts, ascending, each once. */
function distinct(x: Float64Array): Float64Array {
  const sorted = x.map(Math.trunc).sort();
  return sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
}

/** Where a code stands; −1 where it does not. */
function place(codes: Float64Array, code: number): number {
  let low = 0;
  let high = codes.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codes[middle]! < code) low = middle + 1;
    else high = middle;
  }
  return codes[low] === code ? low : -1;
}

/** By class, what a column adds to the score in each row; an unknown code adds nothing. */
function addedBy({ codes, levels, held, empty }: Shares, x: Float64Array): Float64Array[] {
  const K = empty.length;
  const out = Array.from(empty, () => new Float64Array(x.length));
  for (let i = 0; i < x.length; i += 1) {
    const code = Math.trunc(x[i]!);
    if (!(code >= 0 && code < levels)) continue;
    const at = place(codes, code);
    for (let k = 0; k < K; k += 1) out[k]![i] = at < 0 ? empty[k]! : held[at * K + k]!;
  }
  return out;
}

function predict(fitted: CategoricalNBFitted, X: Matrix): Float64Array {
  const { columns, logPrior } = fitted;
  const scores = Array.from(logPrior, (prior) => new Float64Array(X.rows).fill(prior));
  for (const [j, column] of columns.entries())
    for (const [k, added] of addedBy(column, X.columns[j]!).entries())
      for (let i = 0; i < X.rows; i += 1) scores[k]![i]! += added[i]!;
  return spreadOver(softmax(scores), fitted);
}
