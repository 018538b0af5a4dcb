import { isNumeric } from '#lib/recipe/profile.ts';
import type { Delimited } from '#lib/recipe/source.ts';
import { comment } from './comment.ts';
import { printLiteral } from '../python/print.ts';
import { lines, moduleOf, type Fragment } from '../targets/fragment.ts';
import type { SparkPlan } from './plan.ts';

const py = printLiteral;

/** preparation.py: the table as Spark reads and cleans it. */
export const preparation = (plan: SparkPlan): string =>
  moduleOf({
    doc: 'Read and clean the table with Spark; made by Tabwise.',
    constants: constants(plan),
    definitions: [numberOf, ...(usesFinite(plan) ? [finite] : []), load(plan), clean(plan)],
  }).code;

const usesFinite = ({ cleaning }: SparkPlan): boolean =>
  cleaning.some((s) => s.lines.some((line) => line.includes('finite(')));

function constants({ recipe, id, target, classification }: SparkPlan): Fragment {
  const { columns, missing, file } = recipe.source;
  const numbers = columns.filter(
    (c) => isNumeric(c.type) && !(classification && c.name === target),
  );
  return {
    code: lines(
      `DATA = ${py(file.name)}`,
      '# What a column is called here, and in the file, in the order of the file.',
      `COLUMNS = {${columns.map((c) => `${id(c.name)}: ${py(c.header)}`).join(', ')}}`,
      `NUMBERS = [${numbers.map((c) => id(c.name)).join(', ')}]`,
      `MISSING = [${[...new Set(['', ...missing])].map(py).join(', ')}]`,
      `TARGET = ${id(target)}`,
    ),
  };
}

const numberOf: Fragment = {
  imports: [
    ['pyspark.sql', 'Column'],
    ['pyspark.sql.functions', 'F'],
  ],
  code: lines(
    'PLAIN = r"^\\s*[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?\\s*$"',
    '',
    '',
    'def number(name: str) -> Column:',
    '    """Return a column of texts as numbers; what is no number is missing."""',
    '    text = F.col(name)',
    '    return F.when(text.rlike(PLAIN), F.trim(text).cast("double"))',
  ),
};

const finite: Fragment = {
  code: lines(
    'def finite(value: Column) -> Column:',
    '    """Return a number, or nothing where it is not finite."""',
    '    return F.when(F.abs(value) < float("inf"), value)',
  ),
};

function load({ recipe }: SparkPlan): Fragment {
  const { delimiter, quote, encoding } = recipe.source.format as Delimited;
  const options = [
    'header=True',
    'schema=schema',
    `sep=${py(delimiter)}`,
    `quote=${py(quote)}`,
    `escape=${py(quote)}`,
    `encoding=${py(encoding === 'utf-8-sig' ? 'utf-8' : encoding)}`,
    'multiLine=True',
    'mode="FAILFAST"',
  ];
  return {
    imports: [
      ['pyspark.sql', 'DataFrame'],
      ['pyspark.sql', 'SparkSession'],
    ],
    code: lines(
      'def load(spark: SparkSession, path: str) -> DataFrame:',
      '    """Read every cell as text, then what means missing, then numbers."""',
      '    schema = ", ".join(f"{name} STRING" for name in COLUMNS)',
      `    df = spark.read.csv(path, ${options.join(', ')})`,
      '    for name in COLUMNS:',
      '        df = df.withColumn(name, F.when(~F.col(name).isin(MISSING), F.col(name)))',
      '    return df.withColumns({name: number(name) for name in NUMBERS})',
    ),
  };
}

function clean({ cleaning }: SparkPlan): Fragment {
  const spares = cleaning.some((s) => s.trainingOnly);
  const body = cleaning.flatMap(({ words, trainingOnly, lines: own }) => [
    comment(words),
    ...(trainingOnly && own.length > 0
      ? ['    if training:', ...own.map((line) => `        ${line}`)]
      : own.map((line) => `    ${line}`)),
  ]);
  return {
    code: lines(
      `def clean(df: DataFrame${spares ? ', training: bool = True' : ''}) -> DataFrame:`,
      spares
        ? '    """Clean the table; rows that are to be predicted all stay."""'
        : '    """Clean the table."""',
      body,
      '    return df',
    ),
  };
}

/** The call of `clean` where rows are predicted. */
export const cleanedToPredict = ({ cleaning }: SparkPlan, df: string): string =>
  `clean(${df}${cleaning.some((s) => s.trainingOnly) ? ', training=False' : ''})`;
