import { addScaled, dot } from '#lib/engine/linalg.ts';
import { signed } from '#lib/engine/principal.ts';
import { defineLearned, inTurns, type FitInput } from '#lib/engine/step.ts';
import { spectrumOf } from '#lib/engine/svd.ts';
import type { TrainTarget } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { allEqual, newNames, numbersOf } from '../columns.ts';
import { countWithin, linear, plainRows, type Linear } from '../linear.ts';
import type { lda as spec } from './spec.ts';

type Input = FitInput<ParamsOf<typeof spec>>;

/**
 * scikit-learn's LinearDiscriminantAnalysis as a transformer, solver 'svd': columns scaled and whitened within the
 * classes, then the directions along which the class means lie apart. The largest weight of each is made positive, here
 * and in the exported code, as scikit-learn leaves the signs open.
 */
export const lda = defineLearned<typeof spec>()<Linear>({
  kind: 'learned',
  ...inTurns(function* ({ table, columns, params, target }: Input): Generator<number, Linear> {
    const values = numbersOf(table, columns, 'lda', 2);
    if (!target?.classes) throw noClasses();
    if (values.every((x) => x.every((y) => y === x[0]))) throw allEqual('lda', columns, table.rows);
    const classes = classesOf(target, table.rows);
    const most = Math.min(classes.counts.length - 1, columns.length);
    const count = countWithin('lda', params.nComponents, most);
    const means = values.map((x) => meansOf(x, classes));
    const whole = means.map(
      (own) => own.reduce((sum, m, k) => sum + m * classes.counts[k]!, 0) / table.rows,
    );
    const white = yield* whitened(values, { means, classes, tol: params.tol });
    if (white.length === 0) throw noneVaries(columns);
    const axes = yield* apart(white, { means, whole, classes, tol: params.tol });
    return {
      names: newNames(table, columns, 'discriminant', Math.min(count, axes.length)),
      means: whole,
      components: plainRows(axes.slice(0, count).map(signed)),
      share: null,
      settled: true,
    };
  }),
  ...linear('lda'),
});

interface Classes {
  /** Which of the classes that occur each row is of. */
  readonly codes: Int32Array;
  readonly counts: readonly number[];
}

function classesOf({ classes, y }: TrainTarget, rows: number): Classes {
  const present = [...new Set(y)].sort((a, b) => a - b);
  if (present.length < 2) throw oneClass(classes?.[present[0]!] ?? '');
  if (rows <= present.length) throw tooFew(rows, present.length);
  const place = new Map(present.map((code, k) => [code, k]));
  const codes = Int32Array.from(y, (code) => place.get(code)!);
  const counts = present.map((_, k) => codes.reduce((sum, code) => sum + +(code === k), 0));
  return { codes, counts };
}

function meansOf(x: Float64Array, { codes, counts }: Classes): number[] {
  const sums = counts.map(() => 0);
  for (const [i, code] of codes.entries()) sums[code]! += x[i]!;
  return sums.map((sum, k) => sum / counts[k]!);
}

interface Within {
  /** Of each column, of each class. */
  readonly means: readonly (readonly number[])[];
  readonly classes: Classes;
  readonly tol: number;
}

/** Weights such that rows about the means of their classes have variance 1 along each and are unrelated. */
function* whitened(
  values: readonly Float64Array[],
  { means, classes: { codes }, tol }: Within,
): Generator<number, Float64Array[]> {
  const scales = new Float64Array(values.length);
  const rests = values.map((x, j) => {
    const rest = x.map((y, i) => y - means[j]![codes[i]!]!);
    scales[j] = Math.sqrt(dot(rest, rest) / x.length) || 1;
    return rest.map((y) => y / (scales[j]! * Math.sqrt(x.length)));
  });
  const { values: sizes, vectors } = yield* spectrumOf(rests);
  const kept = vectors.filter((_, r) => sizes[r]! > tol);
  return kept.map((v, r) => v.map((x, j) => x / scales[j]! / sizes[r]!));
}

/** Directions along which the class means lie apart in the whitened space, as weights of the columns. */
function* apart(
  white: readonly Float64Array[],
  { means, whole, classes: { counts }, tol }: Within & { readonly whole: readonly number[] },
): Generator<number, Float64Array[]> {
  const spread = white.map((w) =>
    Float64Array.from(counts, (n, k) => {
      const along = w.reduce((sum, x, j) => sum + x * (means[j]![k]! - whole[j]!), 0);
      return Math.sqrt(n / (counts.length - 1)) * along;
    }),
  );
  const { values, vectors } = yield* spectrumOf(spread);
  return vectors
    .filter((_, a) => values[a]! > tol * values[0]!)
    .map((v) => {
      const out = new Float64Array(white[0]!.length);
      for (const [r, w] of white.entries()) addScaled(out, v[r]!, w);
      return out;
    });
}

const refused = (
  code: 'target-missing' | 'one-class' | 'too-few-rows' | 'singular',
  what: string,
  remedy: string,
): EngineError => new EngineError({ code, what, where: { step: 'lda' }, remedy });

const noClasses = (): EngineError =>
  refused(
    'target-missing',
    'This step learns from classes, and there are none',
    'Choose a target that is a class, or reduce by principal components.',
  );

const oneClass = (name: string): EngineError =>
  refused(
    'one-class',
    `All training rows are of the class “${name}”`,
    'Give training a larger share, or reduce by principal components.',
  );

const tooFew = (rows: number, classes: number): EngineError =>
  refused(
    'too-few-rows',
    `${rows} training rows hold ${classes} classes, so that no class shows how far its rows lie apart`,
    'Give training a larger share, or merge rare classes.',
  );

const noneVaries = (columns: readonly string[]): EngineError =>
  refused(
    'singular',
    `None of the ${columns.length} columns varies within a class`,
    'Add columns that vary, or leave this step out.',
  );
