import * as v from 'valibot';
import type { Confusions } from '#lib/recipe/decision.ts';
import { tasks } from '#lib/recipe/profile.ts';
import { parts, type RunResult } from '#lib/recipe/run.ts';

/**
 * Everything that pages draw of a run, field by field, so that a file made by hand is refused where it is opened and
 * breaks no page later. That each schema says what the type says is held by the compiler.
 */
type Of<T> = v.GenericSchema<unknown, T>;
type Field<K extends keyof RunResult> = Exclude<RunResult[K], undefined>;

const text = v.string();
const flag = v.boolean();
/** Any number: scores may be infinite, and tests of a perfect fit are not even numbers. */
const number = v.custom<number>((x) => typeof x === 'number', 'no number');
const orNull = v.nullable(number);
const numbers = v.array(number);
const named = <S extends v.GenericSchema>(value: S) => v.array(v.tuple([text, value]));
const optional = v.exactOptional;
const object = v.looseObject;
const whole = v.pipe(v.number(), v.integer());

const part = v.picklist(parts);
const ofParts = <S extends v.GenericSchema>(value: S) =>
  object({ train: value, validation: value, test: value });

export const partScores: Of<Field<'metrics'>> = ofParts(named(orNull));
/** Rows by actual and called class, of each part. */
export const confusions: Of<Confusions> = ofParts(numbers);

const interval: Of<Field<'judged'>> = object({
  ...{ metric: text, part, value: orNull, low: orNull, high: orNull },
});
const curve = object({ label: text, x: numbers, y: numbers, area: orNull });

const slice = object({
  ...{ column: text, level: v.nullable(text), range: v.nullable(v.tuple([number, number])) },
  ...{ closed: flag, rows: number, error: number, low: number, high: number, p: number },
  worst: numbers,
});
const diagnosis = object({
  thresholds: optional(
    object({ positives: numbers, negatives: numbers, all: v.tuple([number, number]) }),
  ),
  gains: optional(v.array(curve)),
  calibration: optional(
    v.array(
      object({
        label: text,
        bins: v.array(
          object({ from: number, to: number, rows: number, predicted: number, observed: number }),
        ),
        ...{ brier: number, ece: number },
      }),
    ),
  ),
  qq: optional(v.array(object({ expected: number, observed: number }))),
  slices: optional(
    object({
      measure: v.picklist(['wrong', 'absolute error']),
      ...{ error: number, rows: number, looked: number, least: number },
      worst: v.array(slice),
    }),
  ),
});
const charts: Of<Field<'charts'>> = ofParts(
  object({
    ...{ confusion: numbers, roc: v.array(curve), precisionRecall: v.array(curve) },
    predicted: v.array(object({ rid: number, actual: number, predicted: number })),
    diagnosis: optional(diagnosis),
  }),
);

const test = object({ error: number, t: number, p: number, low: number, high: number });
const fitted: Of<Field<'fitted'>> = object({
  coefficients: optional(v.array(named(number))),
  intercept: optional(numbers),
  inference: optional(
    object({
      ...{ degrees: number, residual: number },
      coefficients: named(test),
      intercept: v.nullable(test),
    }),
  ),
  path: optional(object({ alphas: numbers, coefficients: named(numbers), kept: numbers })),
  link: optional(v.literal('log')),
  means: optional(v.array(named(number))),
  importances: optional(named(number)),
  additive: optional(
    object({
      intercept: numbers,
      terms: v.array(
        object({
          columns: v.array(text),
          importance: number,
          axes: v.array(object({ kind: v.picklist(['cuts', 'levels']), at: numbers })),
          ...{ scores: v.array(numbers), errors: v.array(numbers), rows: numbers },
        }),
      ),
      left: number,
    }),
  ),
  ...{ nodes: optional(number), depth: optional(number), iterations: optional(number) },
  converged: optional(flag),
  learning: optional(
    object({ loss: numbers, validation: numbers, kept: number, where: text, reproducible: flag }),
  ),
});

const conformal: Of<Field<'conformal'>> = object({
  ...{ rows: number, testRows: number },
  levels: v.array(
    object({
      ...{ level: number, width: orNull, coverage: orNull, low: orNull, high: orNull },
      ...{ size: orNull, empty: orNull },
    }),
  ),
});

const unsupervised: Of<Field<'unsupervised'>> = object({
  ...{ rid: v.instance(Int32Array), labels: v.instance(Int32Array) },
  scores: v.nullable(v.instance(Float64Array)),
  sizes: v.array(object({ label: number, rows: number })),
  map: object({
    shares: numbers,
    points: v.array(
      object({ rid: number, x: number, y: number, label: number, score: optional(number) }),
    ),
  }),
  stability: v.nullable(object({ mean: number, low: number, high: number, pairs: number })),
  counts: optional(
    object({
      ...{ param: text, chosen: number, rows: number },
      tried: v.array(object({ groups: number, silhouette: orNull })),
    }),
  ),
  profile: optional(
    v.array(
      object({
        ...{ column: text, kind: v.picklist(['number', 'category']), tells: number, rand: orNull },
        groups: v.array(
          object({ group: number, mean: orNull, level: v.nullable(text), share: orNull }),
        ),
      }),
    ),
  ),
  newRows: flag,
});

/** Longer than any training, and short enough that a time so much earlier can be said. */
const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(1e9));

export const runResultSchema: Of<RunResult> = object({
  ...{ key: text, modelKey: text, model: text, params: v.record(text, v.unknown()) },
  ...{ task: v.picklist(tasks), target: text, classes: v.nullable(v.array(text)) },
  ...{ rows: ofParts(whole), rowsLeftOut: whole, inputs: v.array(text), features: v.array(text) },
  ...{ metrics: partScores, baseline: partScores },
  notDefined: optional(ofParts(named(text))),
  ...{ judged: interval, intervals: v.array(interval), fitted, charts },
  ...{ decisions: optional(v.literal(true)), conformal: optional(conformal) },
  importance: v.array(object({ feature: text, mean: number, std: number })),
  ...{ importanceRows: whole, seconds, unsupervised: optional(unsupervised) },
});
