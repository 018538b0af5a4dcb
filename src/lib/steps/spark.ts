import { printLiteral } from '#lib/codegen/python/print.ts';
import { sparkFormula, UnsaidFormula } from '#lib/codegen/spark/formula.ts';
import {
  unsaid,
  type SparkCleaned,
  type SparkCleaning,
  type SparkLearned,
  type Unsaid,
} from '#lib/codegen/spark/speaking.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import { conditionOf } from './clean/filterRows/condition.ts';
import { derive } from './create/calculate/derive.ts';

const list = (items: readonly string[]): string => `[${items.join(', ')}]`;
const typeOf = (before: readonly { name: string; type: string }[], name: string): boolean =>
  isNumeric(before.find((c) => c.name === name)!.type as 'number');

/** What a formula says, or why Spark does not. */
function said(make: () => SparkCleaned): SparkCleaned | Unsaid {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnsaidFormula)
      return unsaid(`Spark works out “${error.message}” in a formula otherwise than Tabwise`);
    throw error;
  }
}

/** How cleaning steps are said in PySpark; of the others the export tells by name that they are not. */
export const sparkCleaning: Readonly<Record<string, SparkCleaning>> = {
  dropColumns: ({ columns, id }) => ({ lines: [`df = df.drop(${columns.map(id).join(', ')})`] }),
  keepColumns: ({ before, columns, id }) => ({
    lines: [
      `df = df.select(${before
        .filter((c) => columns.includes(c.name))
        .map((c) => id(c.name))
        .join(', ')})`,
    ],
  }),
  renameColumns: ({ before, id }, { mapping }) => {
    const names = new Map(mapping as readonly (readonly [string, string])[]);
    const pairs = before.filter((c) => names.has(c.name)).map((c) => [c.name, names.get(c.name)!]);
    const items = pairs.map(([from, to]) => `${id(from!)}: ${id(to!)}`);
    return { lines: [`df = df.withColumnsRenamed({${items.join(', ')}})`] };
  },
  dropDuplicates: ({ columns }, { keep }) =>
    columns.length > 0 || keep === 'last'
      ? unsaid('Spark’s rows have no order, so that of rows equal in some columns any may stay')
      : { lines: ['df = df.dropDuplicates()'], trainingOnly: true },
  filterRows: ({ before, id }, { keep }) =>
    said(() => {
      const condition = conditionOf(String(keep), before);
      const lines = condition ? [`df = df.where(${sparkFormula(condition, id)})`] : [];
      return { lines, trainingOnly: true };
    }),
  calculate: ({ before, id }, params) =>
    said(() => ({
      lines: derive(before, [], params as { name: string; expression: string }).derived.map(
        ({ name, value }) => {
          const written = sparkFormula(value, id);
          if (value.kind === 'truth')
            return `df = df.withColumn(${id(name)}, F.when(${written}, "true").otherwise("false"))`;
          const cell =
            value.kind === 'number' ? `finite(${written})` : `F.nullif(${written}, F.lit(""))`;
          return `df = df.withColumn(${id(name)}, ${cell})`;
        },
      ),
    })),
  markMissing: ({ before, columns, id }, { values }) => ({
    lines: columns.flatMap((name) => {
      const own = (values as readonly string[]).flatMap((v): (string | number)[] =>
        typeOf(before, name) ? (Number.isFinite(Number(v)) ? [Number(v)] : []) : [v],
      );
      const cell = `F.col(${id(name)})`;
      return own.length === 0
        ? []
        : [
            `df = df.withColumn(${id(name)}, F.when(~${cell}.isin(${list(own.map(printLiteral))}), ${cell}))`,
          ];
    }),
  }),
  replaceValues: ({ before, columns, id }, { mapping }) => {
    if (columns.some((name) => typeOf(before, name)))
      return unsaid('numbers are replaced by how they are written, which Spark has read by then');
    const pairs = mapping as readonly (readonly [string, string])[];
    if (pairs.some(([, to]) => to === '')) return unsaid('a text is replaced by nothing');
    const items = pairs.map(([from, to]) => `${printLiteral(from)}: ${printLiteral(to)}`);
    return {
      lines: columns.map((name) => `df = df.replace({${items.join(', ')}}, subset=[${id(name)}])`),
    };
  },
};

const vector =
  (name: string, kwargs: (params: Readonly<Record<string, unknown>>) => string) =>
  (
    [input]: readonly string[],
    [output]: readonly string[],
    params: Readonly<Record<string, unknown>>,
  ): readonly string[] => [`${name}(inputCol=${input!}, outputCol=${output!}${kwargs(params)})`];
const py = (value: unknown): string => printLiteral(value as boolean);

/** How learned steps are learned by Spark itself. */
export const sparkLearned: Readonly<Record<string, SparkLearned>> = {
  impute: {
    rank: 'impute',
    refuses: () => null,
    stages: (inputs, outputs, { strategy }) => [
      `Imputer(inputCols=${list(inputs)}, outputCols=${list(outputs)}, strategy=${printLiteral(strategy === 'mostFrequent' ? 'mode' : String(strategy))})`,
    ],
    imports: ['Imputer'],
  },
  oneHot: {
    rank: 'encode',
    refuses: ({ minFrequency, maxCategories, drop }) =>
      minFrequency !== null || maxCategories !== null || drop !== 'none'
        ? 'Spark’s encoder puts no rare levels together and leaves out no first one'
        : null,
    stages: (inputs, outputs) => [
      `StringIndexer(inputCols=${list(inputs)}, outputCols=${list(outputs.map((o) => o.replace(/"$/, '_index"')))}, handleInvalid="keep", stringOrderType="alphabetAsc")`,
      `OneHotEncoder(inputCols=${list(outputs.map((o) => o.replace(/"$/, '_index"')))}, outputCols=${list(outputs)}, dropLast=False)`,
    ],
    imports: ['StringIndexer', 'OneHotEncoder'],
  },
  ordinal: {
    rank: 'encode',
    refuses: ({ categories }) =>
      categories === null ? null : 'Spark’s indexer takes no order of your own',
    stages: (inputs, outputs) => [
      `StringIndexer(inputCols=${list(inputs)}, outputCols=${list(outputs)}, handleInvalid="keep", stringOrderType="alphabetAsc")`,
    ],
    imports: ['StringIndexer'],
  },
  standardScale: {
    rank: 'scale',
    refuses: () => null,
    stages: vector(
      'StandardScaler',
      ({ withMean, withStd }) => `, withMean=${py(withMean)}, withStd=${py(withStd)}`,
    ),
    imports: ['StandardScaler'],
  },
  minMaxScale: {
    rank: 'scale',
    refuses: ({ clip }) => (clip === true ? 'Spark’s scaler does not clip' : null),
    stages: vector('MinMaxScaler', ({ min, max }) => `, min=${py(min)}, max=${py(max)}`),
    imports: ['MinMaxScaler'],
  },
  maxAbsScale: {
    rank: 'scale',
    refuses: () => null,
    stages: vector('MaxAbsScaler', () => ''),
    imports: ['MaxAbsScaler'],
  },
  robustScale: {
    rank: 'scale',
    refuses: () => null,
    stages: vector(
      'RobustScaler',
      ({ withCentering, withScaling }) =>
        `, withCentering=${py(withCentering)}, withScaling=${py(withScaling)}`,
    ),
    imports: ['RobustScaler'],
  },
};
