import { cutWords } from '#lib/recipe/cutWords.ts';
import type { CrossValidated } from '#lib/recipe/folds.ts';
import { paramText } from '#lib/recipe/secondTable.ts';
import { isClassification, type UnsupervisedTask } from '#lib/recipe/profile.ts';
import { parts, type PartScores } from '#lib/recipe/run.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import type { Plan } from '../pipeline.ts';
import { folderName } from '../python/names.ts';
import { flat } from '../python/print.ts';
import { markdownText } from '../text.ts';
import type { Single } from '#lib/recipe/leaving.ts';
import { isNear } from './certificate.ts';
import { explainedBy } from './explain.ts';
import type { ProjectOptions } from './project.ts';
import { restores, unrestorable, withheld, type Trained } from './restore.ts';
import { byRecord } from './facts.ts';

/** Whether the model answers for rows that it was not fitted on. */
export const answersNewRows = (plan: Plan): boolean => plan.model?.newRows !== false;

/**
 * README.md: what was done, the browser's scores, how to run.
 * @param lacks files of the model as trained that the project has not, each with why
 */
export function readme(
  recipe: Recipe,
  plan: Plan,
  options: ProjectOptions,
  lacks: ReadonlyMap<string, string>,
): string {
  const sections = [
    '# An experiment made with Tabwise',
    whatWasDone(recipe, plan, options.describe ?? plainly),
    options.scores ? scoreTable(options.scores) : '',
    options.folded ? overFolds(options.folded) : '',
    howToRun(recipe, plan),
    options.trained ? restoring(plan, options.trained) : '',
    answersNewRows(plan) && !lacks.has('app.py') ? serving(plan, options) : '',
    options.trained && !lacks.has('model.json') ? speaking(lacks.get('model.mjs')) : '',
    options.trained && !lacks.has('model.json')
      ? graph(lacks.get('model.onnx'), options.single)
      : '',
    filesOf(plan, options, lacks),
  ];
  return `${sections.filter((s) => s !== '').join('\n\n')}\n`;
}

function whatWasDone(
  recipe: Recipe,
  plan: Plan,
  describe: NonNullable<ProjectOptions['describe']>,
): string {
  const steps = recipe.steps
    .filter((s) => s.enabled)
    .map((step) => {
      const { title, effect } = describe(step);
      return `- ${markdownText(effect === '' ? title : `${title}: ${effect}`)}`;
    });
  return [
    '## What was done',
    '',
    `- Experiment: ${markdownText(recipe.name)}`,
    `- File: ${markdownText(recipe.source.file.name)}`,
    plan.target
      ? `- Predicted: ${markdownText(plan.target.name)} (${plan.task})`
      : `- Looked for: ${soughtWords[plan.task as UnsupervisedTask]}`,
    ...(recipe.source.rejectedRows.length > 0
      ? [
          `- ${recipe.source.rejectedRows.length} rows of the file were left out, because their cells do not match the header`,
        ]
      : []),
    ...(byRecord(plan)
      ? [
          '- The file is read record by record, by the rules of the app: its rows and quotes are not regular, and pandas would see other rows',
        ]
      : []),
    ...steps,
    ...(recipe.overrides ?? []).map(
      ({ finding, why }) =>
        `- Used in spite of a warning (${markdownText(finding)}): ${markdownText(why)}`,
    ),
    `- ${splitSentence(plan)}`,
    ...(plan.reweigh.length > 0
      ? [
          `- Training rows are weighed so that the target is independent of ${plan.reweigh.map(markdownText).join(' and ')} (Kamiran and Calders 2012)`,
        ]
      : []),
    `- Model: ${markdownText(flat(plan.model!.py))}`,
    ...(plan.called
      ? [
          `- Label: ${markdownText(cutWords(plan.called.cut, plan.called.label))} Probabilities are not changed by it; \`THRESHOLD\` in \`preprocessing.py\` is where the code has it, and a model that \`train.py\` fits anew is cut there too`,
        ]
      : []),
  ].join('\n');
}

const soughtWords: Readonly<Record<UnsupervisedTask, string>> = {
  clustering: 'groups of rows, without a target',
  anomaly: 'unusual rows, without a target',
};

const plainly = (step: RecipeStep): { readonly title: string; readonly effect: string } => ({
  title: step.columns.length > 0 ? `${step.step} on ${step.columns.join(', ')}` : step.step,
  effect: Object.entries(step.params)
    .map(([k, v]) => `${k} ${paramText(v)}`)
    .join(', '),
});

function splitSentence({ split, task }: Plan): string {
  if (split.method === 'column') return `Split by the column ${markdownText(split.column)}`;
  const percent = (share: number): string => `${Math.round(share * 1e4) / 100} %`;
  const shares = `${percent(split.test)} test, ${percent(split.validation)} validation, the rest training`;
  if (split.method === 'time')
    return `Split in order of ${markdownText(split.column)}, the latest rows for test: ${shares}${split.gap > 0 ? `; ${split.gap} rows before each part are left out` : ''}`;
  if (split.method !== 'random')
    return `Split by whole ${split.method === 'group' ? `groups of ${markdownText(split.column)}` : `squares of ${split.columns.map(markdownText).join(' and ')}`} with seed ${split.seed}: ${shares}`;
  const stratified =
    split.stratify && task !== null && isClassification(task)
      ? ', in each the same share of every class'
      : '';
  return `Split at random with seed ${split.seed}: ${shares}${stratified}`;
}

function scoreTable(scores: PartScores): string {
  const shown = parts.filter((p) => scores[p].length > 0);
  const ids = [...new Set(shown.flatMap((p) => scores[p].map(([id]) => id)))];
  const row = (id: string): string => {
    const cells = shown.map((p) => String(scores[p].find(([other]) => other === id)?.[1] ?? '–'));
    return `| ${[markdownText(id), ...cells].join(' | ')} |`;
  };
  return [
    '## Scores in the browser',
    '',
    `| metric | ${shown.join(' | ')} |`,
    `| --- |${shown.map(() => ' ---: |').join('')}`,
    ...ids.map(row),
  ].join('\n');
}

function overFolds({ answer }: CrossValidated): string {
  const { metric, values, how, mean, interval } = answer;
  const sure = interval
    ? `, 95 % from ${interval.low} to ${interval.high} (corrected resampled t, Nadeau and Bengio 2003)`
    : '';
  return [
    '## Scores over folds in the browser',
    '',
    `${markdownText(how)} of the rows that are not for test: mean ${markdownText(metric)} ${mean}${sure}.`,
    '',
    '| fold | score |',
    '| ---: | ---: |',
    ...values.map((value, k) => `| ${k + 1} | ${value} |`),
    '',
    '`train.py` makes the same folds and writes its scores to `folds.json`.',
  ].join('\n');
}

/** Second tables, which preprocessing.py reads by their names and holds to their content. */
function joinedFiles(recipe: Recipe): string {
  const names = new Set(secondTables(activeSteps(recipe)).map((s) => s.file.name));
  if (names.size === 0) return '';
  const listed = [...names].map(markdownText).join(', ');
  return ` Put ${listed} there too: steps of the recipe read ${names.size === 1 ? 'it, and it' : 'them, and they'} must be as in the browser.`;
}

const howToRun = (recipe: Recipe, plan: Plan): string => `## How to run

Python 3.11 or later. Put the data file beside \`train.py\`; it is not part of this folder.${joinedFiles(recipe)}

\`\`\`sh
cd ${folderName(recipe.name)}
python -m pip install -r requirements.txt
python train.py                        # or: python train.py other.csv
${answersNewRows(plan) ? 'python inference.py new.csv --out predictions.csv' : 'python train.py --predictions answers.csv'}
\`\`\`

\`train.py\` prints its scores as JSON and writes them to \`metrics.json\`, with the model in \`model.pkl\`.`;

/** How the browser's own model comes back, or why it does not. */
function restoring(plan: Plan, trained: Trained): string {
  const kept = withheld(trained);
  if (kept !== null) return `## The model as trained\n\n${kept}`;
  const why = unrestorable(trained, plan);
  const said =
    why === null
      ? `\`train.py\` trains again, and scikit-learn may settle ties in another way. To have the very model of the browser:

\`\`\`sh
python restore.py
\`\`\`

It reads \`model.json\` and writes \`model.pkl\`, a scikit-learn pipeline with the browser's own parameters, which \`inference.py\` uses like that of \`train.py\`. What ranges training held is not in \`model.json\`: without a run of \`train.py\`, \`inference.py\` does not warn of values beyond them.`
      : `\`model.json\` holds the model as trained, for Tabwise. There is no \`restore.py\`. ${why}`;
  return `## The model as trained

${said}`;
}

/** How the service is started, and what it refuses. */
const serving = (plan: Plan, { trained, explaining }: ProjectOptions): string => {
  const explains = typeof explainedBy(plan, trained, explaining) !== 'string';
  return `## Service

\`\`\`sh
${trained && restores(plan, trained) ? 'python restore.py    # or train.py' : 'python train.py'}
uvicorn app:app --port 8000
\`\`\`

Or as a container: \`docker build -t model .\` and \`docker run -p 8000:8000 model\`.

- \`POST /predict\` takes one row as a JSON object, or a list of at most 10,000. A missing column, or text in a column of numbers, is refused with 422 and the name of the field. A category or a number that the training file did not hold is answered with a warning, and refused with \`?strict=true\`. A column that the file did not have is listed under \`ignored\`.
- \`POST /explain\` takes the same, ${explains ? 'and says what each column adds to the answer, as the Explain page does; it needs the model.pkl of `restore.py`' : 'and answers 501 with the reason why this model is not explained'}.
- \`GET /schema\` says which columns a row must have, with ranges and categories.
- \`GET /health\` says whether the model is there.

It asks nobody who they are: put it behind what does, before others can reach it.`;
};

/** How the model is used without Python, or why it is not. */
const speaking = (why: string | undefined): string =>
  why !== undefined
    ? `## Without Python\n\nThere is no \`model.mjs\` and no \`predictor.html\`. ${markdownText(why)}`
    : `## Without Python

\`predictor.html\` opens from disk in any browser: a form, a file of rows to score, and what is unusual about them. It has no way to reach a network. \`model.mjs\` is the same model as one module without dependencies:

\`\`\`js
import { predict } from './model.mjs';
predict({ column: value }); // { prediction, probabilities, decisions, warnings }
\`\`\``;

/** How the ONNX file is used, or why there is none. */
const graph = (why: string | undefined, single: Single | undefined): string =>
  why !== undefined
    ? `## ONNX\n\nThere is no \`model.onnx\`. ${markdownText(why)}`
    : `## ONNX

\`model.onnx\` is one graph from the raw columns to the prediction, in double precision (opset 21, ai.onnx.ml 5). Each input is rows × 1 and called as its column: doubles with NaN for missing, or texts with the empty text for missing. The outputs are \`prediction\`, or \`label\` and \`probabilities\` (\`decisions\` of a model that has none).

\`model_float32.onnx\` is the same in single precision, for runtimes and devices without doubles, and a smaller file; its inputs are floats. ${singly(single)}`;

/** What single precision was found to do. */
function singly(single: Single | undefined): string {
  if (!single)
    return 'Its answers are near those of doubles, but where a number lies at a threshold of a tree.';
  if ('not_measured' in single)
    return `How far its answers are from those of doubles was not measured, because ${single.not_measured}. Compare some with those of \`model.onnx\` first.`;
  const { rows, largest_difference: largest, other_classes: others } = single;
  const found =
    largest === null
      ? 'some answer is no number'
      : `the largest difference is ${largest.toPrecision(2)}`;
  const classes = others === 0 ? '' : `, and ${others} of them get another class`;
  const advice = isNear(single)
    ? 'That is within 1e-5.'
    : 'That is more than 1e-5: single precision cannot tell some numbers from the thresholds or means that they are compared with. Use `model.onnx` where that matters.';
  return `Worked out operator by operator on ${rows} rows here, ${found}${classes}. ${advice}`;
}

const filesOf = (
  plan: Plan,
  { trained, card, explaining }: ProjectOptions,
  lacks: ReadonlyMap<string, string>,
): string => `## Files

- \`train.py\`: load, clean, split, fit, evaluate, save
- \`preprocessing.py\`: reading, cleaning, the split and the learned steps
${answersNewRows(plan) ? '- `inference.py`: predict a file or one row\n' : ''}${answersNewRows(plan) && !lacks.has('app.py') ? `- \`app.py\`, \`Dockerfile\`: the model over HTTP\n${typeof explainedBy(plan, trained, explaining) === 'string' ? '' : '- `explain.py`, `explanation.json`: what each column adds to an answer\n'}` : ''}- \`notebook.ipynb\`: the same, step by step
- \`config.yaml\`: every parameter, seed and column role
- \`data.schema.json\`: the columns as they were in the browser${card ? '\n- `MODEL_CARD.md`, `model_card.html`: what was recorded of the model; the marked lines are for you to fill in' : ''}${
  trained && withheld(trained) === null
    ? `\n- \`model.json\`: the model as trained in the browser, with a checksum${unrestorable(trained, plan) === null ? '\n- `restore.py`: make `model.pkl` from it, without training\n- `certificate.json`, `tests/test_reproduces.py`: what the browser answered, and the test that holds the restored model to it' : ''}${lacks.has('model.mjs') ? '' : '\n- `predictor.html`: a page that predicts, without a network\n- `model.mjs`: the model in JavaScript, without dependencies'}${lacks.has('model.onnx') ? '' : '\n- `model.onnx`, `model_float32.onnx`: the model in ONNX, in double and in single precision'}`
    : ''
}`;
