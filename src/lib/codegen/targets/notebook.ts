import type { Plan } from '../pipeline.ts';
import { printImports } from '../python/imports.ts';
import { layout, unmark } from '../python/layout.ts';
import { jsonText } from '../text.ts';
import { clean, cleaningHelpers, constants, labelled, reweighed } from './data.ts';
import { fitted } from './fit.ts';
import { crossValidation, foldsOfAll } from './folds.ts';
import { split } from './parts.ts';
import type { Fragment } from './fragment.ts';
import { estimator, evaluation, preprocessor } from './learn.ts';
import { load, numberReading } from './read.ts';
import { fitting, isWithoutTarget } from './unsupervised.ts';

/** notebook.ipynb (nbformat 4.5): the script in cells, without stored outputs. Markdown is fixed words. */
export function notebook(plan: Plan): string {
  const cells = cellsOf(plan);
  const imports = printImports(cells.flatMap((c) => c.fragments.flatMap((f) => f.imports ?? [])));
  return `${jsonText(
    {
      cells: [
        markdown(
          'title',
          '# The experiment, step by step\n\nMade by Tabwise. Put the data file beside this notebook and run all cells.',
        ),
        code('imports', imports),
        ...cells.flatMap((c) => [
          markdown(`${c.id}-text`, c.text),
          code(
            c.id,
            [...c.fragments.map((f) => f.code), ...(c.run === '' ? [] : [c.run])].join('\n\n\n'),
          ),
        ]),
      ],
      metadata: {
        kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
        language_info: { name: 'python' },
      },
      nbformat: 4,
      nbformat_minor: 5,
    },
    1,
  )}\n`;
}

interface Cell {
  readonly id: string;
  readonly text: string;
  readonly fragments: readonly Fragment[];
  /** Statements after the definitions; the last may be an expression to show. */
  readonly run: string;
}

const present = (...fragments: readonly (Fragment | null)[]): Fragment[] =>
  fragments.filter((f) => f !== null);

function cellsOf(plan: Plan): readonly Cell[] {
  const cleaning = clean(plan, false);
  const prepared = preprocessor(plan);
  return [
    { id: 'constants', text: '## Columns', fragments: [constants(plan)], run: '' },
    {
      id: 'load',
      text: '## Load',
      fragments: [...numberReading(plan), ...load(plan)],
      run: 'df = load(DATA)\ndf.head()',
    },
    { id: 'look', text: '## Look', fragments: [], run: 'df.describe(include="all").T' },
    {
      id: 'missing',
      text: 'The share of missing cells:',
      fragments: [],
      run: 'df.isna().mean().sort_values(ascending=False)',
    },
    ...(cleaning
      ? [
          {
            id: 'clean',
            text: '## Clean',
            fragments: [...cleaningHelpers(plan, numberReading(plan)), cleaning],
            run: 'df = clean(df)\ndf.head()',
          },
        ]
      : []),
    {
      id: 'split',
      text: '## Split',
      fragments: present(labelled(plan), reweighed(plan), split(plan)),
      run: `parts = split(${plan.target ? 'labelled(df)' : 'df'})\npd.Series({name: len(rows) for name, rows in parts.items()})`,
    },
    ...(prepared.length > 0
      ? [
          {
            id: 'features',
            text: '## Features\n\nThese steps learn from training rows only.',
            fragments: prepared,
            run: 'build_preprocessor()',
          },
        ]
      : []),
    ...modelCells(plan),
  ];
}

const modelCells = (plan: Plan): readonly Cell[] =>
  isWithoutTarget(plan) ? describingCells(plan) : trainingCells(plan);

const describingCells = (plan: Plan): readonly Cell[] => [
  {
    id: 'train',
    text: '## Fit',
    fragments: present(estimator(plan), ...evaluation(plan)),
    run: fitting(plan).join('\n'),
  },
  { id: 'evaluate', text: '## Look at the answers', fragments: [], run: 'pd.DataFrame(metrics)' },
  { id: 'predict', text: '', fragments: [], run: 'answers.head()' },
];

const trainingCells = (plan: Plan): readonly Cell[] => [
  {
    id: 'train',
    text: '## Train',
    fragments: present(estimator(plan)),
    run: `model = build_pipeline()\n${fitted(plan)}`,
  },
  {
    id: 'evaluate',
    text: '## Evaluate',
    fragments: evaluation(plan),
    run: 'pd.DataFrame({name: evaluate(model, rows) for name, rows in parts.items()})',
  },
  ...(plan.folds
    ? [
        {
          id: 'folds',
          text: '## Folds\n\nThe same folds as in the app: all is fitted anew in each, and the rows held out are scored.',
          fragments: crossValidation(plan),
          run: `df = labelled(df)\npd.DataFrame(${foldsOfAll}["summary"]).T`,
        },
      ]
    : []),
  {
    id: 'predict',
    text: '## Predict',
    fragments: [],
    run: 'rows = parts.get("test", parts["train"]).head()\nrows.assign(prediction=model.predict(rows[FEATURES]))',
  },
];

const markdown = (id: string, text: string): object => ({
  cell_type: 'markdown',
  id,
  metadata: {},
  source: sourceLines(text),
});

const code = (id: string, text: string): object => ({
  cell_type: 'code',
  execution_count: null,
  id,
  metadata: {},
  outputs: [],
  source: sourceLines(unmark(layout(text)).code),
});

/** nbformat keeps a cell as a list of lines with their ends. */
const sourceLines = (text: string): string[] =>
  text.split('\n').map((line, i, all) => (i < all.length - 1 ? `${line}\n` : line));
