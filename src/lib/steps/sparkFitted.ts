import { printLiteral } from '#lib/codegen/python/print.ts';
import type { SparkFitted } from '#lib/codegen/spark/speaking.ts';

type Level = number | string | null;

const cell = (name: string, id: (name: string) => string): string => `F.col(${id(name)})`;

/** One number of a column by what was learned of it. */
const eachNumber =
  (change: (x: string, own: never, params: never) => string): SparkFitted =>
  ({ columns, params, state }, id) => ({
    set: columns.map((name, j) => [
      name,
      change(cell(name, id), (state as readonly never[])[j]!, params as never),
    ]),
    drop: [],
  });

const num = (x: number): string => printLiteral(x);

/** `F.when(x == level, value)…`, missing as a level of its own. */
function cases(x: string, levels: readonly (readonly [Level, string])[], other: string): string {
  const whens = levels.map(([level, value]) =>
    level === null
      ? `when(${x}.isNull(), ${value})`
      : `when(${x} == F.lit(${printLiteral(level)}), ${value})`,
  );
  return whens.length === 0 ? `F.lit(${other})` : `F.${whens.join('.')}.otherwise(${other})`;
}

const byLevel: SparkFitted = ({ columns, state }, id) => {
  const all = state as readonly {
    names: readonly string[];
    levels: readonly (readonly [Level, readonly number[]])[];
    unknown: readonly number[];
  }[];
  return {
    set: columns.flatMap((name, j) =>
      all[j]!.names.map((made, k): readonly [string, string] => [
        made,
        cases(
          cell(name, id),
          all[j]!.levels.map(([level, values]) => [level, num(values[k]!)]),
          num(all[j]!.unknown[k]!),
        ),
      ]),
    ),
    drop: columns,
  };
};

const selected: SparkFitted = ({ columns, state }) => {
  const { verdicts } = state as { verdicts: readonly { keep: boolean }[] };
  return { set: [], drop: columns.filter((_, j) => !verdicts[j]!.keep) };
};

/** Learned steps with what was learned, as columns of PySpark. */
export const sparkFitted: Readonly<Record<string, SparkFitted>> = {
  impute: ({ columns, state }, id) => {
    const { fills, indicators } = state as {
      fills: readonly (number | string)[];
      indicators: readonly string[];
    };
    return {
      set: [
        ...indicators.map((name, j): readonly [string, string] => [
          name,
          `${cell(columns[j]!, id)}.isNull().cast("double")`,
        ]),
        ...columns.map((name, j): readonly [string, string] => [
          name,
          `F.coalesce(${cell(name, id)}, F.lit(${printLiteral(fills[j]!)}))`,
        ]),
      ],
      drop: [],
    };
  },
  dropSparse: ({ columns, state, params }) => ({
    set: [],
    drop: columns.filter((_, j) => (state as readonly number[])[j]! > Number(params['threshold'])),
  }),
  oneHot: ({ columns, state }, id) => {
    const all = state as readonly {
      names: readonly string[];
      levels: readonly (readonly [Level, number])[];
      unknown: number;
    }[];
    return {
      set: columns.flatMap((name, j) =>
        all[j]!.names.map((made, k): readonly [string, string] => [
          made,
          cases(
            cell(name, id),
            all[j]!.levels.filter(([, place]) => (place === k) !== (all[j]!.unknown === k)).map(
              ([level, place]) => [level, place === k ? '1.0' : '0.0'],
            ),
            all[j]!.unknown === k ? '1.0' : '0.0',
          ),
        ]),
      ),
      drop: columns,
    };
  },
  ordinal: ({ columns, state, params }, id) => {
    const all = state as readonly { levels: readonly string[]; missing: number | null }[];
    return {
      set: columns.map((name, j) => [
        name,
        cases(
          cell(name, id),
          [
            [null, all[j]!.missing === null ? 'F.lit(None).cast("double")' : num(all[j]!.missing)],
            ...all[j]!.levels.map((level, k): readonly [Level, string] => [level, `${k}.0`]),
          ],
          num(Number(params['unknownValue'])),
        ),
      ]),
      drop: [],
    };
  },
  targetEncode: byLevel,
  frequencyEncode: byLevel,
  weightOfEvidence: byLevel,
  binaryEncode: byLevel,
  winsorize: eachNumber((x, own: { low: number; high: number } | null) =>
    own === null
      ? x
      : `F.when(${x}.isNotNull(), F.least(F.greatest(${x}, F.lit(${num(own.low)})), F.lit(${num(own.high)})))`,
  ),
  standardScale: eachNumber(
    (x, own: { mean: number; scale: number }) => `(${x} - ${num(own.mean)}) / ${num(own.scale)}`,
  ),
  robustScale: eachNumber(
    (x, own: { center: number; scale: number }) =>
      `(${x} - ${num(own.center)}) / ${num(own.scale)}`,
  ),
  minMaxScale: eachNumber(
    (
      x,
      own: { scale: number; offset: number },
      { clip, min, max }: { clip: boolean; min: number; max: number },
    ) => {
      const moved = `${x} * ${num(own.scale)} + ${num(own.offset)}`;
      return clip
        ? `F.when(${x}.isNotNull(), F.least(F.greatest(${moved}, F.lit(${num(min)})), F.lit(${num(max)})))`
        : moved;
    },
  ),
  maxAbsScale: eachNumber((x, own: number) => `${x} / ${num(own)}`),
  varianceThreshold: selected,
  correlationFilter: selected,
  selectKBest: selected,
  selectFromModel: selected,
  rfe: selected,
  rfecv: selected,
};
