import { isNumeric } from '#lib/recipe/profile.ts';
import { printLiteral } from '../python/print.ts';
import { comment } from './comment.ts';
import { lines, moduleOf, type Fragment } from '../targets/fragment.ts';
import type { SparkAsk, SparkPlan, SparkStage } from './plan.ts';

const py = printLiteral;
const suffixed = (id: string, suffix: string): string => id.replace(/"$/, `${suffix}"`);
const listed = (items: readonly string[]): string => `[${items.join(', ')}]`;

/** train.py: Spark's own pipeline, learned by Spark. */
export function training(ask: SparkAsk, plan: SparkPlan): string {
  const fills = textFills(plan);
  return moduleOf({
    doc: 'Train and evaluate the recipe with Spark; made by Tabwise.\n\nUsage: spark-submit train.py [data.csv] [--model FOLDER]\n',
    constants: null,
    definitions: [
      ...(fills.some((f) => f.value === null) ? [mostFrequent] : []),
      filled(plan, fills),
      pipeline(ask, plan),
      evaluate(plan),
      main(plan),
      { code: 'if __name__ == "__main__":\n    main()' },
    ],
  }).code;
}

interface Fill {
  readonly id: string;
  /** A Python constant; null: the value seen most often. */
  readonly value: string | null;
}

/** What Imputer does not fill: texts, and constants. */
function textFills({ stages, features, id }: SparkPlan): readonly Fill[] {
  const numeric = new Set(features.filter((c) => isNumeric(c.type)).map((c) => c.name));
  return stages
    .filter(({ step }) => step.step === 'impute')
    .flatMap(({ step: { columns, params } }) =>
      columns
        .filter((name) => !byImputer(numeric.has(name), params))
        .map((name) => ({
          id: id(name),
          value:
            params['strategy'] === 'constant'
              ? py((params['fillValue'] ?? (numeric.has(name) ? 0 : 'missing_value')) as string)
              : null,
        })),
    );
}

const byImputer = (numeric: boolean, { strategy }: Readonly<Record<string, unknown>>): boolean =>
  numeric && strategy !== 'constant';

const mostFrequent: Fragment = {
  imports: [
    ['pyspark.sql', 'DataFrame'],
    ['pyspark.sql.functions', 'F'],
  ],
  code: lines(
    'def most_frequent(rows: DataFrame, name: str) -> str:',
    '    """Return the text seen most often, the first of those that tie."""',
    '    counts = rows.where(F.col(name).isNotNull()).groupBy(name).count()',
    '    return counts.orderBy(F.desc("count"), name).first()[name]',
  ),
};

/** Marks of gaps, and fills that are no stage of a pipeline: both learn from training rows only. */
function filled({ stages }: SparkPlan, fills: readonly Fill[]): Fragment {
  const marks = stages
    .filter(({ step }) => step.step === 'impute' && step.params['indicator'] === true)
    .flatMap(({ columns }) => columns);
  const entries = fills.map(
    ({ id: name, value }) => `${name}: ${value ?? `most_frequent(train, ${name})`}`,
  );
  return {
    imports: [
      ['pyspark.sql', 'DataFrame'],
      ...(marks.length > 0 ? ([['pyspark.sql.functions', 'F']] as const) : []),
    ],
    code: lines(
      'def filled(train: DataFrame, parts: list[DataFrame]) -> list[DataFrame]:',
      '    """Mark and fill what a pipeline does not, by what the training rows hold."""',
      marks.map(
        (name) =>
          `    parts = [p.withColumn(${suffixed(name, '_missing')}, F.col(${name}).isNull().cast("double")) for p in parts]`,
      ),
      entries.length > 0
        ? [
            `    fills = {${entries.join(', ')}}`,
            '    return [part.fillna(fills) for part in parts]',
          ]
        : '    return parts',
    ),
  };
}

function pipeline(ask: SparkAsk, plan: SparkPlan): Fragment {
  const { model, classification, recipe, id } = plan;
  const said = ask.speech.models[model.model]!.estimator(model.params, classification, recipe.seed);
  const estimator = said as Exclude<typeof said, { readonly why: string }>;
  const own = plan.stages.flatMap((stage, i) => stageOf(ask, plan, stage, i));
  const keywords = [
    ...(classification ? [['labelCol', '"label"'] as const] : [['labelCol', 'TARGET'] as const]),
    ...(plan.weight === null ? [] : [['weightCol', id(plan.weight)] as const]),
    ...estimator.kwargs,
  ];
  const counts = estimator.kwargs.some(([, value]) => /\brows\b/.test(value));
  const stages = [
    ...(classification
      ? ['StringIndexer(inputCol=TARGET, outputCol="label", stringOrderType="alphabetAsc")']
      : []),
    `VectorAssembler(inputCols=${listed(inputsOf(ask, plan))}, outputCol="features")`,
    `${estimator.name}(${keywords.map(([name, value]) => `${name}=${value}`).join(', ')})`,
  ];
  const imports = new Set([
    'VectorAssembler',
    ...(classification ? ['StringIndexer'] : []),
    ...plan.stages.flatMap(({ step }) => ask.speech.learned[step.step]!.imports),
  ]);
  const module = classification ? 'pyspark.ml.classification' : 'pyspark.ml.regression';
  return {
    imports: [
      ['pyspark.ml', 'Pipeline'],
      ...[...imports].map((name) => ['pyspark.ml.feature', name] as const),
      [module, estimator.name],
      ['preparation', 'TARGET'],
    ],
    code: lines(
      `def build_pipeline(${counts ? 'rows: int' : ''}) -> Pipeline:`,
      counts
        ? '    """Return the steps and the model for so many training rows."""'
        : '    """Return the steps and the model."""',
      '    stages = []',
      own,
      ...stages.map((stage) => `    stages.append(${stage})`),
      '    return Pipeline(stages=stages)',
    ),
  };
}

/** The lines of one learned step. */
function stageOf(
  ask: SparkAsk,
  plan: SparkPlan,
  { step, columns }: SparkStage,
  i: number,
): string[] {
  const own = ask.speech.learned[step.step]!;
  const title = comment(ask.words(step));
  const appended = (stages: readonly string[]): string[] =>
    stages.map((stage) => `    stages.append(${stage})`);
  if (own.rank === 'impute') {
    const numeric = new Set(
      plan.features.filter((c) => isNumeric(c.type)).map((c) => plan.id(c.name)),
    );
    const inputs = columns.filter((c) => byImputer(numeric.has(c), step.params));
    return inputs.length === 0 ? [] : [title, ...appended(own.stages(inputs, inputs, step.params))];
  }
  if (own.rank === 'encode') {
    const outputs = columns.map((c) => suffixed(c, '_encoded'));
    return [title, ...appended(own.stages(columns, outputs, step.params))];
  }
  const [before, after] = [`"to_scale_${i + 1}"`, `"scaled_${i + 1}"`];
  const taken = columns.map((c) => encodedBefore(ask, plan, c));
  return [
    title,
    ...appended([`VectorAssembler(inputCols=${listed(taken)}, outputCol=${before})`]),
    ...appended(own.stages([before], [after], step.params)),
  ];
}

const encodedBefore = (ask: SparkAsk, { stages }: SparkPlan, column: string): string =>
  stages.some(
    ({ step, columns }) =>
      ask.speech.learned[step.step]!.rank === 'encode' && columns.includes(column),
  )
    ? suffixed(column, '_encoded')
    : column;

/** What the model takes: scaled vectors, and every feature that is in none. */
function inputsOf(ask: SparkAsk, plan: SparkPlan): readonly string[] {
  const rankOf = ({ step }: SparkStage) => ask.speech.learned[step.step]!.rank;
  const scaled = new Set(
    plan.stages.filter((s) => rankOf(s) === 'scale').flatMap((s) => s.columns),
  );
  const vectors = plan.stages.flatMap((s, i) =>
    rankOf(s) === 'scale' ? [`"scaled_${i + 1}"`] : [],
  );
  const marks = plan.stages
    .filter(({ step }) => step.step === 'impute' && step.params['indicator'] === true)
    .flatMap(({ columns }) => columns.map((c) => suffixed(c, '_missing')));
  const rest = plan.features.map((c) => plan.id(c.name)).filter((c) => !scaled.has(c));
  return [...rest.map((c) => encodedBefore(ask, plan, c)), ...marks, ...vectors];
}

function evaluate({ classification }: SparkPlan): Fragment {
  const name = classification ? 'MulticlassClassificationEvaluator' : 'RegressionEvaluator';
  const metrics = classification ? ['accuracy', 'f1', 'logLoss'] : ['rmse', 'mae', 'r2'];
  return {
    imports: [['pyspark.ml.evaluation', name]],
    code: lines(
      'def evaluate(scored: DataFrame) -> dict[str, float]:',
      '    """Return the scores of rows with predictions."""',
      `    metrics = ${listed(metrics.map(py))}`,
      `    judge = ${name}(labelCol=${classification ? '"label"' : 'TARGET'})`,
      '    return {m: judge.setMetricName(m).evaluate(scored) for m in metrics}',
    ),
  };
}

function main(plan: SparkPlan): Fragment {
  const { split, seed } = plan.recipe;
  const share = 'test' in split && split.test > 0 ? split.test : 0.2;
  const counts = plan.model.model === 'ridge' || plan.model.model === 'logisticRegression';
  return {
    imports: [
      ['argparse', ''],
      ['json', ''],
      ['preparation', 'DATA'],
      ['preparation', 'clean'],
      ['preparation', 'load'],
      ['pyspark.sql', 'SparkSession'],
      ['pyspark.sql.functions', 'F'],
    ],
    code: lines(
      'def main() -> None:',
      '    """Load, clean, split, fit, evaluate and save."""',
      '    parser = argparse.ArgumentParser(description="Train and evaluate with Spark.")',
      '    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")',
      '    parser.add_argument("--model", default="model", help="folder to write into")',
      '    args = parser.parse_args()',
      '',
      '    spark = SparkSession.builder.appName("tabwise").getOrCreate()',
      '    df = clean(load(spark, args.data)).where(F.col(TARGET).isNotNull())',
      `    train, test = df.randomSplit([${py(1 - share)}, ${py(share)}], seed=${seed})`,
      '    train, test = filled(train, [train, test])',
      `    model = build_pipeline(${counts ? 'train.count()' : ''}).fit(train)`,
      '    print(json.dumps(evaluate(model.transform(test))))',
      '    model.write().overwrite().save(args.model)',
      '    spark.stop()',
    ),
  };
}
