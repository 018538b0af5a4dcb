import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { format } from 'prettier';
import type { Verdict } from './verdict.ts';

const docs = resolve(import.meta.dirname, '../../docs');

/** docs/parity.json, and docs/parity.md made from it. */
export async function writeReport(verdicts: readonly Verdict[]): Promise<void> {
  const rounded = verdicts.map((v) => ({
    ...v,
    maxPredictionDifference: short(v.maxPredictionDifference),
    maxMetricDifference: short(v.maxMetricDifference),
  }));
  const lines = rounded.map((v) => `  ${JSON.stringify(v)}`);
  await writeFile(`${docs}/parity.json`, `[\n${lines.join(',\n')}\n]\n`);
  await writeFile(`${docs}/parity.md`, await format(page(rounded), { parser: 'markdown' }));
}

/** Two digits; a difference below 1e-15 is none. */
const short = (x: number): number => (x < 1e-15 ? 0 : Number(x.toPrecision(2)));

function page(verdicts: readonly Verdict[]): string {
  const models = [...Map.groupBy(verdicts, (v) => `${v.model} | ${v.target}`)];
  const rows = models.map(([key, of]) => {
    const worst = (pick: (v: Verdict) => number): string => String(Math.max(...of.map(pick)));
    const loose = of[0]!.tolerance > 1e-6;
    const cells = [
      key,
      of.length,
      loose ? 'not compared' : worst((v) => v.maxPredictionDifference),
      worst((v) => v.maxMetricDifference),
      of[0]!.tolerance,
      of.filter((v) => v.ok).length,
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const recipes = new Set(verdicts.map((v) => v.recipe));
  const hardest = verdicts
    .filter((v) => v.tolerance <= 1e-6)
    .sort((a, b) => worstOf(b) - worstOf(a))
    .slice(0, 8)
    .map(
      (v) => `| ${v.recipe.replaceAll('|', '\\|')} | ${v.model} | ${v.target} | ${worstOf(v)} |`,
    );
  return text
    .replace('{recipes}', String(recipes.size))
    .replace('{runs}', String(verdicts.length))
    .replace('{rows}', rows.join('\n'))
    .replace('{hardest}', hardest.join('\n'));
}

const worstOf = (v: Verdict): number => Math.max(v.maxPredictionDifference, v.maxMetricDifference);

const text = `# The browser and the exported code say the same

Made from parity.json by \`UPDATE=1 vitest run tests/parity\`; the test itself runs with all others.

For {recipes} recipes on as many files, real ones and ones made to be difficult, the engine trains as the command line
does, and the exported Python trains from the same file with the pinned scikit-learn: {runs} pairs. Compared are the
rows of each part in their order, every metric on every part, and the prediction and all probabilities of every
test row. Differences are relative for numbers above 1, else absolute.

| model | target | pairs | largest difference of a prediction | of a metric | tolerance | agree |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
{rows}

- *script*: the standalone train.py of the code panel. *script without profile*: the same before the app knows whether
  every cell of a numeric column is a number. *project*: train.py of the exported folder; its inference.py then
  predicts the same file, and must say of each test row what train.py said.
- Trees and forests break ties and draw features by generators of their own, so single rows differ. For them the rows
  of the split are the same, and accuracy, ROC AUC, R² and explained variance stay within the tolerance.

The largest differences of the models that must agree:

| recipe | model | target | difference |
| --- | --- | --- | ---: |
{hardest}

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
