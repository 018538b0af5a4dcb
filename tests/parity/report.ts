import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { format } from 'prettier';
import type { Verdict } from './verdict.ts';

const docs = resolve(import.meta.dirname, '../../docs');

/** A file that a project has not. */
interface Lack {
  readonly recipe: string;
  readonly model: string;
  readonly target: string;
  readonly why: string;
}

/** docs/parity.json, and docs/parity.md made from it. */
export async function writeReport(
  verdicts: readonly Verdict[],
  lacks: readonly Lack[],
): Promise<void> {
  const rounded = verdicts.map((v) => ({
    ...v,
    maxPredictionDifference: short(v.maxPredictionDifference),
    maxMetricDifference: short(v.maxMetricDifference),
  }));
  const lines = rounded.map((v) => `  ${JSON.stringify(v)}`);
  await writeFile(`${docs}/parity.json`, `[\n${lines.join(',\n')}\n]\n`);
  await writeFile(`${docs}/parity.md`, await format(page(rounded, lacks), { parser: 'markdown' }));
}

/** Two digits; a difference below 1e-15 is none, and an infinite one is null in JSON. */
const short = (x: number): number => (x < 1e-15 ? 0 : Number(x.toPrecision(2)));

function page(verdicts: readonly Verdict[], lacks: readonly Lack[]): string {
  const recipes = new Set(verdicts.map((v) => v.recipe));
  return text
    .replace('{recipes}', String(recipes.size))
    .replace('{real}', String([...recipes].filter((r) => /^(tables|pmlb)\//.test(r)).length))
    .replace('{runs}', String(verdicts.length))
    .replace('{failed}', () => failedOf(verdicts))
    .replace('{targets}', () => table([...Map.groupBy(verdicts, (v) => v.target)]))
    .replace('{rows}', () => modelsOf(verdicts))
    .replace('{hardest}', () => hardestOf(verdicts))
    .replace('{lacks}', () => lacksOf(lacks));
}

/** One line for each group: how many, the largest differences, and how many agree. */
const table = (groups: readonly (readonly [string, readonly Verdict[]])[]): string =>
  groups
    .map(([key, of]) => {
      const strict = of.filter((v) => v.tolerance <= 1e-6);
      const tolerances = [...new Set(of.map((v) => v.tolerance))].sort((a, b) => a - b);
      const cells = [
        key,
        of.length,
        strict.length === 0 ? 'not compared' : worst(strict, (v) => v.maxPredictionDifference),
        worst(of, (v) => v.maxMetricDifference),
        tolerances.join(', '),
        of.filter((v) => v.ok).length,
      ];
      return `| ${cells.join(' | ')} |`;
    })
    .join('\n');

const worst = (of: readonly Verdict[], pick: (v: Verdict) => number): string =>
  String(Math.max(...of.map(pick)));

const modelsOf = (verdicts: readonly Verdict[]): string =>
  table(
    [...Map.groupBy(verdicts, (v) => `${v.model} | ${v.target}`)].sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
  );

function failedOf(verdicts: readonly Verdict[]): string {
  const failed = verdicts.filter((v) => !v.ok);
  if (failed.length === 0) return 'All of them agree.';
  const lines = failed.map(
    (v) =>
      `- ${escaped(v.recipe)}, ${v.model}, ${v.target}: predictions ${v.maxPredictionDifference}, metrics ${v.maxMetricDifference}, tolerance ${v.tolerance}`,
  );
  return `${verdicts.length - failed.length} of them agree. These do not:\n\n${lines.join('\n')}`;
}

const hardestOf = (verdicts: readonly Verdict[]): string =>
  verdicts
    .filter((v) => v.tolerance <= 1e-6)
    .sort((a, b) => worstOf(b) - worstOf(a))
    .slice(0, 8)
    .map((v) => `| ${escaped(v.recipe)} | ${v.model} | ${v.target} | ${worstOf(v)} |`)
    .join('\n');

function lacksOf(lacks: readonly Lack[]): string {
  const whys = Map.groupBy(lacks, ({ target, why }) => `| ${target} | ${escaped(why)} |`);
  return [...whys]
    .map(([key, of]) => `${key} ${of.length} |`)
    .sort()
    .join('\n');
}

const escaped = (s: string): string => s.replaceAll('|', '\\|');

const worstOf = (v: Verdict): number => Math.max(v.maxPredictionDifference, v.maxMetricDifference);

const text = `# The browser and the exported code say the same

Made from parity.json by \`npm run parity\`, which takes minutes; a part of it runs with all other tests.

For {recipes} recipes, {real} of them on real tables and the others on files made to be difficult, the engine trains as
the command line does, and what is exported answers beside it: {runs} comparisons. {failed}

Code that trains again (*script*, *project*, *notebook.ipynb*) reads the same file with the pinned scikit-learn.
Compared are the rows of each part in their order, every metric on every part, and the prediction and all probabilities
of every test row. What holds the model as trained (*restore.py*, *app.py*, *model.onnx*, *model.mjs*, *predictor.html*)
is asked for every test row as it stands in the file, and every metric of the test part is worked out from its answers.
Differences are relative for numbers above 1, else absolute.

| target | comparisons | largest difference of a prediction | of a metric | tolerance | agree |
| --- | ---: | ---: | ---: | ---: | ---: |
{targets}

- *script*: the standalone train.py of the code panel. *script without profile*: the same before the app knows whether
  every cell of a numeric column is a number. *project*: train.py of the exported folder; its inference.py then
  predicts the same file, and must say of each test row what train.py said. *notebook*: notebook.ipynb run from top to
  bottom by Jupyter's kernel, on the first model of each real table.
- *restore.py*: model.pkl made of model.json, through inference.py on the whole file. *app.py*: the service with that
  model, each row posted. *model.onnx*: onnxruntime, in doubles. *model.mjs*: in Node. *predictor.html*: opened from
  disk in Chromium, with the rows as a file.
- Trees, forests and networks that train again break ties and draw by generators of their own, so single rows differ.
  For them the rows of the split are the same, and accuracy, ROC AUC, R² and explained variance stay within the
  tolerance. As trained, they are held to all digits.

By model:

| model | target | comparisons | largest difference of a prediction | of a metric | tolerance | agree |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
{rows}

The largest differences of what must agree to the digits:

| recipe | model | target | difference |
| --- | --- | --- | ---: |
{hardest}

## What has no such file

Said to the user in these words, on the page and in the README of the project:

| file | why | times |
| --- | --- | ---: |
{lacks}

## What is done so that they agree

- Cells are numbers by one rule, the app's: ASCII digits with blanks around, so that \`1_000\`, \`nan\` and \`inf\` are
  text. Where the profile knows of such cells, or is not there yet, the code reads text and converts it.
- A file in which rows were rejected, a quote never closes or a Ctrl-Z ends the text is read record by record, by the
  app's own rules in Python; pandas would place other rows.
- A marker of missing that is a number, such as -999, is compared as text; pandas would take -999.0 for it too.
- scikit-learn's newton-cholesky calls systems with columns of enormous size singular and goes on with lbfgs, which
  stops up to 0.7 away in probabilities. Where the profile knows of such a column and no step scales it, the code
  shifts it and divides it to a size at which the penalty on it is below 1e-12 of the loss.
- Metrics that mean nothing where all true values are equal are None in Python as in the app.

## Limits

- Not compared here: models without a target (groups, unusual rows), whose numbers are held to scikit-learn by
  tests/oracle and whose files as trained by tests/parity/restore.test.ts; rows stacked, grouped and spread, which
  tests/contract/cli.shape.test.ts takes through the command line; UMAP, whose Python package is not among those that
  are run; PySpark, Dask and SQL, which tests/parity/spark.test.ts, dask.test.ts and restore.test.ts hold. Every other
  step and model is there at least once, not with each example of its parameters.
- Columns of enormous size are known from the profile of the file: a column that a cast turns into a number, or a
  logistic regression without intercept, keeps its size. Scale such columns.
- Least squares on columns whose sizes are more than 1e11 apart loses the small ones, here as in scikit-learn, and not
  the same digits. Scale such columns.
- Classes that are fractions become text in Python, which sorts them as text: where that order is another than that of
  the numbers (-1.5 and -0.5), the positive class is the other one.
- A standalone script whose later steps work on columns that earlier ones made defines a class; its model.pkl can only
  be loaded where that class is. The exported project has it in preprocessing.py.
- A quoted cell of more than 16 MiB is read as a quote that never closes in the app, and whole in Python.
`;
