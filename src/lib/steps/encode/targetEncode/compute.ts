import type { ParamsOf } from '#lib/recipe/step.ts';
import { defineLearned, type FitInput } from '#lib/engine/step.ts';
import { mean, populationDeviation } from '#lib/engine/stats.ts';
import { replaceColumn, type TrainTarget } from '#lib/engine/table.ts';
import { answersOf, foldsOf, targetOf, valuesAt } from '../../target.ts';
import {
  encodedByFold,
  encodedByLevel,
  encodingState,
  encodingReport,
  levelsOf,
  newNames,
  type Encoding,
} from '../byLevel.ts';
import type { targetEncode as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/**
 * TargetEncoder: each level becomes the mean of the target over its training rows, drawn towards the mean of all
 * (Micci-Barreca 2001). What a model learns from is cross-fitted: each training row is encoded by the other folds.
 */
export const targetEncode = defineLearned<typeof spec>()<readonly Encoding[]>({
  kind: 'learned',
  state: encodingState,

  fit(input) {
    const { table, columns, params } = input;
    const target = targetOf(input, 'targetEncode');
    const answers = answersOf(target);
    const names = newNames(table, columns, wantedNames(columns, target));
    return columns.map((name, j) => {
      const { levels, places } = levelsOf(table, name, 'targetEncode');
      const numbers = encode(places, answers, levels.length, params);
      return {
        names: names[j]!,
        levels: levels.map((level, k) => [level, numbers[k]!] as const),
        unknown: answers.map(mean),
      };
    });
  },

  transform: ({ table, columns }, encodings) =>
    encodedByLevel(table, columns, encodings, 'targetEncode'),

  fitTransform: (input, encodings) => crossFitted(input, encodings),

  report: ({ table, columns, params }, encodings, mood) =>
    encodingReport({ table, columns, step: 'targetEncode' }, encodings, mood, {
      as: `by the target's mean, cross-fitted in ${params.cv} folds`,
      unknownAs: 'the mean of all',
    }),
});

const wantedNames = (columns: readonly string[], { classes }: TrainTarget): string[][] =>
  columns.map((name) =>
    classes && classes.length > 2 ? classes.map((c) => `${name}_${c}`) : [name],
  );

function crossFitted(
  input: FitInput<Params>,
  encodings: readonly Encoding[],
): FitInput<Params>['table'] {
  const { table, columns, params, seed } = input;
  const target = targetOf(input, 'targetEncode');
  const answers = answersOf(target);
  const folds = foldsOf(target, params.cv, seed);
  const foldOf = new Int32Array(table.rows);
  folds.forEach(({ test }, k) => test.forEach((i) => (foldOf[i] = k)));
  return columns.reduce((now, name, j) => {
    const { levels, places } = levelsOf(table, name, 'targetEncode');
    const byFold = folds.map(({ train }) =>
      encode(
        train.map((i) => places[i]!),
        answers.map((y) => valuesAt(y, train)),
        levels.length,
        params,
      ),
    );
    return replaceColumn(
      now,
      name,
      encodedByFold(places, foldOf, byFold, encodings[j]!.names),
    ) as typeof table;
  }, table);
}

/** For each level a number for each list of answers: equations 5 to 7 of the paper. */
function encode(
  places: Int32Array,
  answers: readonly Float64Array[],
  nLevels: number,
  { smooth }: Params,
): number[][] {
  const byAnswer = answers.map((y) =>
    smooth === 'auto' ? byVariance(places, y, nLevels) : byCount(places, y, nLevels, smooth),
  );
  return Array.from({ length: nLevels }, (_, k) => byAnswer.map((numbers) => numbers[k]!));
}

function byCount(
  places: Int32Array,
  y: Float64Array,
  nLevels: number,
  smooth: number,
): Float64Array {
  const all = mean(y);
  const sums = new Float64Array(nLevels).fill(smooth * all);
  const counts = new Float64Array(nLevels).fill(smooth);
  for (let i = 0; i < places.length; i += 1) {
    sums[places[i]!]! += y[i]!;
    counts[places[i]!]! += 1;
  }
  return sums.map((s, k) => (counts[k] === 0 ? all : s / counts[k]!));
}

/** The weight of a level's own mean grows with its rows, and falls with the variance among them: empirical Bayes. */
function byVariance(places: Int32Array, y: Float64Array, nLevels: number): Float64Array {
  const all = mean(y);
  const variance = populationDeviation(y) ** 2;
  const means = new Float64Array(nLevels);
  const counts = new Float64Array(nLevels);
  const squares = new Float64Array(nLevels);
  for (let i = 0; i < places.length; i += 1) {
    means[places[i]!]! += y[i]!;
    counts[places[i]!]! += 1;
  }
  for (let k = 0; k < nLevels; k += 1) means[k]! /= counts[k]!;
  for (let i = 0; i < places.length; i += 1)
    squares[places[i]!]! += (y[i]! - means[places[i]!]!) ** 2;
  return means.map((own, k) => {
    const weight = (variance * counts[k]!) / (variance * counts[k]! + squares[k]! / counts[k]!);
    return Number.isNaN(weight) ? all : weight * own + (1 - weight) * all;
  });
}
