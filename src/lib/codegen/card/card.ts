import type { Decision } from '#lib/recipe/decision.ts';
import { describeSplit } from '#lib/recipe/describe.ts';
import type { Fairness } from '#lib/recipe/fairness.ts';
import { leakStanding, type LeakReport } from '#lib/recipe/leakage.ts';
import { isSupervised, type Finding, type TableProfile } from '#lib/recipe/profile.ts';
import { activeSteps, weightOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { RunResult } from '#lib/recipe/run.ts';
import type { Block } from './blocks.ts';
import { groupBlocks } from './groups.ts';
import { amount, counted, percent, shown } from './numbers.ts';
import { scoreBlocks } from './scores.ts';

/** What is recorded of a run and its table. Nothing else gets onto a card. */
export interface CardFacts {
  readonly result: RunResult;
  readonly profile: TableProfile | null;
  readonly findings: readonly Finding[];
  /** null where the guard has not looked. */
  readonly leaks: LeakReport | null;
  /** Groups of rows that were held against each other. */
  readonly fairness: readonly Fairness[];
  readonly decision: Decision | null;
  /** Packages that the exported code is tested with, a line each. */
  readonly packages: readonly string[];
  readonly model: { readonly title: string; readonly version: number };
  readonly metricTitle: (id: string) => string;
  readonly describe: (step: RecipeStep) => { readonly title: string; readonly effect: string };
}

/** Columns, levels and steps that are listed at most; how many more there are is said. */
const listed = 200;

/**
 * A model card (Mitchell et al. 2019) of what was recorded. What no record can tell, what the model is for above all, is asked of a
 * person and marked so.
 */
export function modelCard(recipe: Recipe, facts: CardFacts): readonly Block[] {
  return [
    { kind: 'title', text: `Model card: ${recipe.name}` },
    {
      kind: 'paragraph',
      text: 'Written by Tabwise from what was recorded of the data, the training and its checks. What is to be filled in by a person is marked; no record can tell it.',
    },
    ...intended(),
    ...aboutModel(recipe, facts),
    ...aboutData(recipe, facts),
    ...prepared(recipe, facts),
    ...scoreBlocks(facts),
    ...groupBlocks(facts),
    ...restsOn(facts),
    ...limits(recipe, facts),
    ...again(recipe, facts),
  ];
}

const heading = (text: string): Block => ({ kind: 'heading', text });

const intended = (): readonly Block[] => [
  heading('Intended use'),
  {
    kind: 'asks',
    items: [
      'What is the model for, and who uses it?',
      'Who is affected by what it says?',
      'What must it not be used for?',
      'Who answers for it, and how are they reached?',
      'When is it looked at again?',
    ],
  },
];

function aboutModel(recipe: Recipe, { result, model }: CardFacts): readonly Block[] {
  const params = Object.entries(result.params);
  const supervised = isSupervised(result.task);
  return [
    heading('Model'),
    {
      kind: 'facts',
      items: [
        ['Kind', `${model.title} (${result.model})`],
        [supervised ? 'Predicts' : 'Looks for', supervised ? result.target : result.task],
        ['Task', result.task],
        ...(result.classes ? ([['Classes', some(result.classes)]] as const) : []),
        ['Columns of the file that it uses', some(result.inputs)],
        ['Columns of its matrix', String(result.features.length)],
        ['Seed', String(recipe.seed)],
      ],
    },
    ...(params.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            title: 'Parameters, by scikit-learn’s names',
            head: ['Parameter', 'Value'],
            rows: params.map(([name, value]) => [name, shown(value)]),
          },
        ]),
  ];
}

const some = (names: readonly string[]): string =>
  names.length <= listed
    ? names.join(', ')
    : `${names.slice(0, listed).join(', ')} and ${names.length - listed} more`;

function aboutData(
  { source, ...recipe }: Recipe,
  { result, profile }: CardFacts,
): readonly Block[] {
  const known = new Map((profile?.columns ?? []).map((c) => [c.name, c]));
  const used = new Set(result.inputs);
  const cellsOf = (name: string): readonly string[] => {
    const column = known.get(name);
    if (!column || !profile) return ['not known', 'not known'];
    const share = profile.rows > 0 ? ` (${percent(column.missing / profile.rows)})` : '';
    return [`${column.missing}${column.missing > 0 ? share : ''}`, String(column.distinct)];
  };
  const weight = weightOf({ source, ...recipe });
  return [
    heading('Data'),
    {
      kind: 'facts',
      items: [
        ['File', source.file.name],
        ['SHA-256', source.file.sha256],
        ['Size', `${source.file.bytes} bytes`],
        ['Rows', profile ? String(profile.rows) : 'not known'],
        [
          'Rows left out, because their cells do not match the header',
          String(source.rejectedRows.length),
        ],
        ['Rows whose cells a person wrote anew', String(source.repairedRows.length)],
        ...(source.sample ? ([['Read', `one row in ${source.sample.every}`]] as const) : []),
        ...(weight === null ? [] : ([['Rows are weighed by', weight]] as const)),
        ['Equal to an earlier row', profile ? String(profile.duplicateRows) : 'not known'],
      ],
    },
    {
      kind: 'table',
      title:
        source.columns.length > listed
          ? `The first ${listed} of ${source.columns.length} columns`
          : 'Columns',
      head: ['Column', 'Type', 'Role', 'Used', 'Missing', 'Distinct'],
      rows: source.columns
        .slice(0, listed)
        .map((c) => [c.name, c.type, c.role, used.has(c.name) ? 'yes' : 'no', ...cellsOf(c.name)]),
    },
    {
      kind: 'asks',
      items: [
        'Where does the data come from, and whom does it leave out?',
        'Were those it is about asked, and may it be used for this?',
      ],
    },
  ];
}

function prepared(recipe: Recipe, { result, describe }: CardFacts): readonly Block[] {
  const steps = activeSteps(recipe).map((step) => {
    const { title, effect } = describe(step);
    return effect === '' ? title : `${title}: ${effect}`;
  });
  const { train, validation, test } = result.rows;
  return [
    heading('Preparation and split'),
    steps.length > 0
      ? { kind: 'list', items: steps }
      : { kind: 'paragraph', text: 'No step was taken: the model gets the columns as they are.' },
    {
      kind: 'facts',
      items: [
        ['Split', describeSplit(recipe.split)],
        ['Training rows', String(train)],
        ['Validation rows', String(validation)],
        ['Test rows', String(test)],
        ['Rows in no part', String(result.rowsLeftOut)],
        ...(recipe.reweigh
          ? ([
              [
                'Training rows are weighed so that the target is independent of',
                recipe.reweigh.join(' and '),
              ],
            ] as const)
          : []),
      ],
    },
    {
      kind: 'paragraph',
      text: 'All that steps and model learn, they learn from training rows alone.',
    },
  ];
}

function restsOn({ result, metricTitle }: CardFacts): readonly Block[] {
  const top = result.importance.filter((i) => i.mean > 0).slice(0, 10);
  if (top.length === 0) return [];
  return [
    heading('What its score rests on'),
    {
      kind: 'table',
      title: `Loss of ${metricTitle(result.judged.metric)} on ${counted(result.importanceRows, 'row')} where a column is shuffled`,
      head: ['Column', 'Mean loss', 'Standard deviation'],
      rows: top.map(({ feature, mean, std }) => [feature, amount(mean), amount(std)]),
    },
    { kind: 'paragraph', text: 'This says what the model uses, not what causes what it predicts.' },
  ];
}

function limits(recipe: Recipe, { result, findings, leaks }: CardFacts): readonly Block[] {
  const serious = findings.filter((f) => f.severity === 'high' || f.severity === 'medium');
  const standing = leaks && leakStanding(recipe, leaks);
  const leakItems = standing
    ? [
        ...standing.open.map(
          (l) =>
            `${l.column} may give the target away (${l.risk} risk) and is used: ${l.evidence[0]!.words}`,
        ),
        ...standing.out.map(
          (l) => `${l.column} gives the target away and was left out: ${l.evidence[0]!.words}`,
        ),
      ]
    : [];
  const kept = (recipe.overrides ?? []).map(
    ({ finding, why }) => `Used in spite of a warning (${finding}): ${why}`,
  );
  const found = [
    ...smallParts(result),
    ...serious.map((f) => `${f.title}. ${f.detail}`),
    ...leakItems,
    ...kept,
  ];
  return [
    heading('Limits that were found'),
    found.length > 0
      ? { kind: 'list', items: found.slice(0, listed) }
      : { kind: 'paragraph', text: 'No check found one. That is no proof that there is none.' },
    ...(leaks || !isSupervised(result.task)
      ? []
      : [
          {
            kind: 'paragraph' as const,
            text: 'Columns that may give the target away were not looked for.',
          },
        ]),
    {
      kind: 'asks',
      items: [
        'Where else may the model fail, and what happens to people then?',
        'What is known in time when it predicts?',
      ],
    },
  ];
}

/** Parts that are judged on little. */
function smallParts({ rows, judged, task }: RunResult): readonly string[] {
  // Without a target there is nothing to be judged by, and no score that chose.
  if (!isSupervised(task)) return [];
  const items: string[] = [];
  if (rows.test === 0)
    items.push('No rows were kept for test: the scores helped to choose the model.');
  if (judged.part === 'train')
    items.push('The model is judged on rows that it has learned from: expect worse.');
  else if (rows[judged.part] < 100)
    items.push(`Only ${rows[judged.part]} ${judged.part} rows judge the model: see the interval.`);
  return items;
}

const again = (recipe: Recipe, { result, packages, model }: CardFacts): readonly Block[] => [
  heading('To make it again'),
  {
    kind: 'facts',
    items: [
      ['Run', result.key],
      ['Recipe format', String(recipe.version)],
      ['Version of the model', String(model.version)],
      [
        'Versions of the steps',
        some(activeSteps(recipe).map((s) => `${s.step} ${s.version}`)) || 'none',
      ],
      ['Seed', String(recipe.seed)],
      ...(packages.length > 0
        ? ([['Exported code is tested with', packages.join(', ')]] as const)
        : []),
    ],
  },
  {
    kind: 'paragraph',
    text: 'The same file, recipe and seed give the same numbers, in any browser and on any number of cores.',
  },
];
