import type { FittedRun } from '#lib/recipe/run.ts';
import { printLiteral } from '../python/print.ts';
import { comment } from './comment.ts';
import { lines, moduleOf, type Fragment } from '../targets/fragment.ts';
import type { SparkAsk, SparkPlan } from './plan.ts';
import { cleanedToPredict } from './preparation.ts';

const py = printLiteral;

/** Models whose answer is a weighted sum. */
const linear = new Set(['linearRegression', 'ridge', 'lasso', 'elasticNet']);

interface LinearState {
  readonly coefficients: ArrayLike<number>;
  readonly intercept: number;
}
interface LogisticState {
  readonly coefficients: readonly ArrayLike<number>[];
  readonly intercept: ArrayLike<number>;
  readonly present: ArrayLike<number>;
}

/** Why predict.py is not there, as a sentence; null where it is. */
export function untold({ run, speech }: SparkAsk): string | null {
  if (!run)
    return 'predict.py is left out: train the recipe as it stands first, so that there are numbers to take.';
  const step = run.steps.find((s) => !Object.hasOwn(speech.fitted, s.step));
  if (step)
    return `predict.py is left out: what ${step.step} learned has no form in Spark's columns. Use model.onnx or restore.py of the project.`;
  if (run.cut?.groups)
    return 'predict.py is left out: the label has a threshold for each group, which it does not say. Use model.mjs or restore.py of the project.';
  return linear.has(run.model) || run.model === 'logisticRegression'
    ? null
    : `predict.py is left out: the trained ${run.model} would be a very long column. Use model.onnx or restore.py of the project; train.py fits Spark's own, whose numbers differ.`;
}

/** predict.py: the model with the numbers it learned in the browser, as columns; nothing is fitted. */
export function asTrained(ask: SparkAsk, plan: SparkPlan): string {
  const run = ask.run!;
  const classification = run.classes !== null;
  return moduleOf({
    doc: 'Predict with the model as the browser trained it; made by Tabwise.\n\nUsage: spark-submit predict.py data.csv FOLDER\n',
    constants: weights(run, plan),
    definitions: [
      prepare(ask, run, plan),
      classification ? classes(run) : values,
      main(plan),
      { code: 'if __name__ == "__main__":\n    main()' },
    ],
  }).code;
}

function prepare({ speech, recipe, words }: SparkAsk, run: FittedRun, { id }: SparkPlan): Fragment {
  const body = run.steps.flatMap((fitted) => {
    const { set, drop } = speech.fitted[fitted.step]!(fitted, id);
    const step = recipe.steps.find((s) => s.key === fitted.key);
    const items = set.map(([name, value]) => `${id(name)}: ${value}`);
    return [
      ...(step ? [comment(words(step))] : []),
      ...(items.length > 0 ? [`    df = df.withColumns({${items.join(', ')}})`] : []),
      ...(drop.length > 0 ? [`    df = df.drop(${drop.map(id).join(', ')})`] : []),
    ];
  });
  return {
    imports: [
      ['pyspark.sql', 'DataFrame'],
      ['pyspark.sql.functions', 'F'],
    ],
    code: lines(
      'def prepare(df: DataFrame) -> DataFrame:',
      '    """Apply what the steps learned from the training rows."""',
      body,
      '    return df',
    ),
  };
}

function weights(run: FittedRun, { id }: SparkPlan): Fragment {
  const named = (row: ArrayLike<number>): string =>
    `{${run.features.map((name, j) => `${id(name)}: ${py(row[j]!)}`).join(', ')}}`;
  if (run.classes === null) {
    const state = run.modelState as LinearState;
    return {
      code: lines(`WEIGHTS = ${named(state.coefficients)}`, `INTERCEPT = ${py(state.intercept)}`),
    };
  }
  const state = run.modelState as LogisticState;
  const own = Array.from(state.present, (k) => py(run.classes![k]!));
  return {
    code: lines(
      `CLASSES = [${own.join(', ')}]`,
      `WEIGHTS = [${Array.from(state.coefficients, named).join(', ')}]`,
      `INTERCEPTS = [${Array.from(state.intercept, py).join(', ')}]`,
    ),
  };
}

const values: Fragment = {
  imports: [
    ['pyspark.sql', 'DataFrame'],
    ['pyspark.sql.functions', 'F'],
  ],
  code: lines(
    'def predicted(df: DataFrame) -> DataFrame:',
    '    """Add the predicted value."""',
    '    value = F.lit(INTERCEPT)',
    '    for name, weight in WEIGHTS.items():',
    '        value = value + F.col(name) * weight',
    '    return df.withColumn("prediction", value)',
  ),
};

function classes(run: FittedRun): Fragment {
  const two = (run.modelState as LogisticState).coefficients.length === 1;
  return {
    imports: [
      ['pyspark.sql', 'Column'],
      ['pyspark.sql', 'DataFrame'],
      ['pyspark.sql.functions', 'F'],
    ],
    code: lines(
      'def score(weights: dict[str, float], intercept: float) -> Column:',
      '    """Return a weighted sum of the columns."""',
      '    value = F.lit(intercept)',
      '    for name, weight in weights.items():',
      '        value = value + F.col(name) * weight',
      '    return value',
      '',
      '',
      'def predicted(df: DataFrame) -> DataFrame:',
      '    """Add the probability of each class, and the class that has the largest."""',
      '    pairs = zip(WEIGHTS, INTERCEPTS, strict=True)',
      '    scores = [score(weights, intercept) for weights, intercept in pairs]',
      two && '    scores = [F.lit(0.0), *scores]',
      '    df = df.withColumn("scores", F.array(*scores))',
      '    top = F.array_max("scores")',
      '    df = df.withColumn("powers", F.transform("scores", lambda s: F.exp(s - top)))',
      '    total = F.aggregate("powers", F.lit(0.0), lambda a, p: a + p)',
      '    shares = F.transform("powers", lambda p: p / total)',
      '    df = df.withColumn("probabilities", shares)',
      run.cut
        ? [
            '    second = F.element_at("probabilities", 2)',
            `    best = F.when(second > ${py(run.cut.threshold)}, 2).when(second.isNotNull(), 1)`,
          ]
        : '    best = F.array_position("probabilities", F.array_max("probabilities"))',
      '    labels = F.array(*[F.lit(label) for label in CLASSES])',
      '    df = df.withColumn("prediction", F.element_at(labels, best.cast("int")))',
      '    return df.drop("scores", "powers")',
    ),
  };
}

function main(plan: SparkPlan): Fragment {
  const classification = plan.classification;
  return {
    imports: [
      ['argparse', ''],
      ['preparation', 'clean'],
      ['preparation', 'load'],
      ['pyspark.sql', 'SparkSession'],
    ],
    code: lines(
      'def main() -> None:',
      '    """Read a file of rows, and write their predictions as JSON lines."""',
      '    parser = argparse.ArgumentParser(description="Predict with the trained model.")',
      '    parser.add_argument("data", help="CSV file with the columns of the training file")',
      '    parser.add_argument("out", help="folder to write into")',
      '    args = parser.parse_args()',
      '',
      '    spark = SparkSession.builder.appName("tabwise").getOrCreate()',
      `    df = ${cleanedToPredict(plan, 'load(spark, args.data)')}`,
      '    scored = predicted(prepare(df.withColumn("row", F.monotonically_increasing_id())))',
      `    told = scored.select("row", "prediction"${classification ? ', "probabilities"' : ''})`,
      '    told.write.mode("overwrite").json(args.out)',
      '    spark.stop()',
    ),
  };
}
