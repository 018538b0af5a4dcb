import { sqlNumber as num, type SqlFitted, type SqlSaid } from '#lib/codegen/sql/fitted.ts';
import { sqlLiteral } from '#lib/codegen/sql/names.ts';
import { productsOf } from './create/products.ts';

type Level = number | string | null;
type Params = Readonly<Record<string, unknown>>;

const said = (say: SqlFitted): SqlSaid<SqlFitted> => ({ say });

/** One number of a column by what was learned of it; what is missing stays so. */
const eachNumber = (change: (x: string, own: never, params: never) => string): SqlSaid<SqlFitted> =>
  said(({ columns, params, state }, id) => ({
    set: columns.map((name, j) => [
      name,
      change(id(name), (state as readonly never[])[j]!, params as never),
    ]),
    drop: [],
  }));

const literal = (level: number | string): string =>
  typeof level === 'number' ? num(level) : sqlLiteral(level);

function cases(x: string, levels: readonly (readonly [Level, string])[], other: string): string {
  const whens = levels.map(([level, value]) =>
    level === null
      ? `WHEN ${x} IS NULL THEN ${value}`
      : `WHEN ${x} = ${literal(level)} THEN ${value}`,
  );
  return whens.length === 0 ? other : `CASE ${whens.join(' ')} ELSE ${other} END`;
}

const byLevel: SqlFitted = ({ columns, state }, id) => {
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
          id(name),
          all[j]!.levels.map(([level, values]) => [level, num(values[k]!)]),
          num(all[j]!.unknown[k]!),
        ),
      ]),
    ),
    drop: columns,
  };
};

const selected: SqlFitted = ({ columns, state }) => {
  const { verdicts } = state as { verdicts: readonly { keep: boolean }[] };
  return { set: [], drop: columns.filter((_, j) => !verdicts[j]!.keep) };
};

const weightedSums: SqlFitted = ({ columns, state }, id) => {
  const own = state as { names: string[]; means: number[]; components: number[][] };
  return {
    set: own.names.map((name, k) => [
      name,
      columns
        .map((c, j) => `(${id(c)} - ${num(own.means[j]!)}) * ${num(own.components[k]![j]!)}`)
        .join(' + '),
    ]),
    drop: columns,
  };
};

/** DuckDB's least and greatest pass over what is missing. */
const between = (x: string, low: number, high: number): string =>
  `CASE WHEN ${x} IS NOT NULL THEN least(greatest(${x}, ${num(low)}), ${num(high)}) END`;

const oneHot: SqlFitted = ({ columns, state }, id) => {
  const all = state as readonly {
    names: readonly string[];
    levels: readonly (readonly [Level, number])[];
    unknown: number;
  }[];
  return {
    set: columns.flatMap((name, j) => {
      const { names, levels, unknown } = all[j]!;
      return names.map((made, k): readonly [string, string] => [
        made,
        cases(
          id(name),
          levels
            .filter(([, place]) => (place === k) !== (unknown === k))
            .map(([level, place]) => [level, place === k ? '1e0' : '0e0']),
          unknown === k ? '1e0' : '0e0',
        ),
      ]);
    }),
    drop: columns,
  };
};

/** @param passes how a number on an edge, or beyond it, compares with the edge */
const bins = (passes: '>' | '>='): SqlSaid<SqlFitted> =>
  said(({ columns, state, params }, id) => {
    const all = state as readonly { edges: readonly number[]; names: readonly string[] }[];
    const placeOf = (name: string, edges: readonly number[]): string =>
      ['0e0', ...edges.map((edge) => `CAST(${id(name)} ${passes} ${num(edge)} AS DOUBLE)`)].join(
        ' + ',
      );
    if (params['encode'] === 'ordinal')
      return {
        set: columns.map((name, j) => [
          name,
          `CASE WHEN ${id(name)} IS NOT NULL THEN ${placeOf(name, all[j]!.edges)} END`,
        ]),
        drop: [],
      };
    return {
      set: columns.flatMap((name, j) =>
        all[j]!.names.map((made, k): readonly [string, string] => [
          made,
          `CASE WHEN ${id(name)} IS NOT NULL THEN CAST(${placeOf(name, all[j]!.edges)} = ${k}e0 AS DOUBLE) END`,
        ]),
      ),
      drop: columns,
    };
  });

/** Learned steps with what was learned of training rows, as SQL; of the others a project says by name that they are not. */
export const sqlFitted: Readonly<Record<string, SqlSaid<SqlFitted>>> = {
  impute: said(({ columns, state }, id) => {
    const { fills, indicators } = state as {
      fills: readonly (number | string)[];
      indicators: readonly string[];
    };
    return {
      set: [
        ...columns.map((name, j): readonly [string, string] => [
          name,
          `coalesce(${id(name)}, ${literal(fills[j]!)})`,
        ]),
        ...indicators.map((made, j): readonly [string, string] => [
          made,
          `CAST(${id(columns[j]!)} IS NULL AS DOUBLE)`,
        ]),
      ],
      drop: [],
    };
  }),
  dropSparse: said(({ columns, state, params }) => ({
    set: [],
    drop: columns.filter((_, j) => (state as readonly number[])[j]! > Number(params['threshold'])),
  })),
  oneHot: said(oneHot),
  ordinal: said(({ columns, state, params }, id) => {
    const all = state as readonly { levels: readonly string[]; missing: number | null }[];
    return {
      set: columns.map((name, j) => [
        name,
        cases(
          id(name),
          [
            [null, all[j]!.missing === null ? 'NULL' : num(all[j]!.missing)],
            ...all[j]!.levels.map((level, k): readonly [Level, string] => [level, `${k}e0`]),
          ],
          num(Number(params['unknownValue'])),
        ),
      ]),
      drop: [],
    };
  }),
  targetEncode: said(byLevel),
  frequencyEncode: said(byLevel),
  weightOfEvidence: said(byLevel),
  binaryEncode: said(byLevel),
  groupStatistics: said(({ params, state }, id) => ({
    set: (
      state as readonly {
        name: string;
        number: string;
        by: string;
        levels: [string, number][];
        other: number;
      }[]
    ).map(({ name, number, by, levels, other }) => {
      const figure = cases(
        id(by),
        levels.map(([level, x]) => [level, num(x)]),
        num(other),
      );
      return [name, params['statistic'] === 'deviation' ? `${id(number)} - ${figure}` : figure];
    }),
    drop: [],
  })),
  winsorize: eachNumber((x, own: { low: number; high: number } | null) =>
    own === null ? x : between(x, own.low, own.high),
  ),
  flagOutliers: said(({ columns, state }, id) => ({
    set: columns.map((name, j) => {
      const own = (
        state as readonly { name: string; limits: { low: number; high: number } | null }[]
      )[j]!;
      const x = id(name);
      return [
        own.name,
        own.limits === null
          ? '0e0'
          : `CAST(coalesce(${x} < ${num(own.limits.low)} OR ${x} > ${num(own.limits.high)}, false) AS DOUBLE)`,
      ];
    }),
    drop: [],
  })),
  kBins: bins('>='),
  treeBins: bins('>'),
  polynomial: said(({ columns, state, params }, id) => ({
    set: productsOf(columns.length, params as { degree: number; interactionOnly: boolean }).map(
      (factors, k) => [
        (state as readonly string[])[k]!,
        factors.map((j) => id(columns[j]!)).join(' * '),
      ],
    ),
    drop: [],
  })),
  standardScale: eachNumber(
    (x, own: { mean: number; scale: number }) => `(${x} - ${num(own.mean)}) / ${num(own.scale)}`,
  ),
  robustScale: eachNumber(
    (x, own: { center: number; scale: number }) =>
      `(${x} - ${num(own.center)}) / ${num(own.scale)}`,
  ),
  minMaxScale: eachNumber((x, own: { scale: number; offset: number }, params: Params) => {
    const moved = `${x} * ${num(own.scale)} + ${num(own.offset)}`;
    return params['clip'] === true
      ? between(`(${moved})`, Number(params['min']), Number(params['max']))
      : moved;
  }),
  maxAbsScale: eachNumber((x, own: number) => `${x} / ${num(own)}`),
  varianceThreshold: said(selected),
  correlationFilter: said(selected),
  selectKBest: said(selected),
  selectFromModel: said(selected),
  rfe: said(selected),
  rfecv: said(selected),
  pca: said(weightedSums),
  truncatedSvd: said(weightedSums),
  incrementalPca: said(weightedSums),
  fastIca: said(weightedSums),
  factorAnalysis: said(weightedSums),
  lda: said(weightedSums),
};
