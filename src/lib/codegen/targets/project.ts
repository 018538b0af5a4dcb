import type { Explaining } from '#lib/recipe/explaining.ts';
import type { Single } from '#lib/recipe/leaving.ts';
import type { Compared } from '#lib/recipe/compared.ts';
import type { CrossValidated } from '#lib/recipe/folds.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe } from '#lib/recipe/recipe.ts';
import type { PartScores, TestAnswers } from '#lib/recipe/run.ts';
import { cardHtml, cardMarkdown } from '../card/blocks.ts';
import { modelCard, type CardFacts } from '../card/card.ts';
import { compile, type CompileOptions, type Plan } from '../pipeline.ts';
import { folderName } from '../python/names.ts';
import type { Registry } from '../registry.ts';
import { certificate, isCertified, testReproduces } from './certificate.ts';
import { explainedBy, explainer, explanationJson } from './explain.ts';
import { configYaml } from './config.ts';
import { asTrained, lackingAsTrained, onnxOf } from './asTrained.ts';
import { toNumber } from '../python/helpers.ts';
import { classesCalled } from '../python/print.ts';
import { converters } from './converters.ts';
import { decision } from './decided.ts';
import { clean, cleaningHelpers, constants, labelled, reweighed } from './data.ts';
import { crossValidation } from './folds.ts';
import { split } from './parts.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { inference } from './inference.ts';
import { estimator, evaluation, preprocessor } from './learn.ts';
import { notebook } from './notebook.ts';
import { load } from './read.ts';
import { firstRows } from './firstRows.ts';
import { answersNewRows, readme } from './readme.ts';
import { requirements } from './requirements.ts';
import { restores, withheld, type Trained } from './restore.ts';
import { dataSchema } from './schema.ts';
import { dockerfile, service } from './service.ts';
import { guard, predictions, trainingDoc, trainingMain } from './script.ts';

export interface ProjectOptions extends CompileOptions {
  /** The browser's scores, for the README. */
  readonly scores?: PartScores;
  /** Sentences for the README, as the recipe list shows them. */
  readonly describe?: (step: Recipe['steps'][number]) => {
    readonly title: string;
    readonly effect: string;
  };
  /** Its answers to test rows, and what was compared with them, for certificate.json. */
  readonly answers?: TestAnswers;
  readonly compared?: readonly Compared[];
  /** What explains its answers exactly, or null where nothing does. */
  readonly explaining?: Explaining | null;
  /** What single precision does to its answers, where that was worked out. */
  readonly single?: Single;
  /** The run's scores over `folds`, for the README. */
  readonly folded?: CrossValidated;
  /** A fitted run of this recipe and model, where one is at hand. */
  readonly trained?: Trained;
  /** What was recorded of the run, for the model card; without it there is none. */
  readonly card?: Omit<CardFacts, 'packages'>;
}

/** Name inside the folder, and text. */
type File = readonly [string, string];

/**
 * The exported project: path → text, all under `experiment_<name>/`. The caller zips.
 * @throws EngineError 'target-missing' or 'model-unknown' where the recipe does not train anything yet
 */
export function project(
  recipe: Recipe,
  registry: Registry,
  options: ProjectOptions = {},
): Map<string, string> {
  const plan = planOf(recipe, registry, options);
  checkComplete(plan);
  const folder = folderName(recipe.name);
  const files: readonly File[] = [
    ['train.py', train(plan)],
    ['preprocessing.py', preprocessing(plan)],
    ...(answersNewRows(plan) ? served(plan, options) : []),
    ['notebook.ipynb', notebook(plan)],
    ['config.yaml', configYaml(recipe, plan)],
    ['requirements.txt', requirements(plan)],
    ['README.md', readme(recipe, plan, options, lackingOf(recipe, plan, options))],
    ['data.schema.json', dataSchema(recipe, options.profile)],
    ...asTrained(recipe, plan, registry, options),
    ...certified(plan, options),
    ...cards(recipe, plan, options),
  ];
  return new Map(files.map(([path, text]) => [`${folder}/${path}`, text]));
}

/** With where the run's labels are cut. */
export function planOf(recipe: Recipe, registry: Registry, options: ProjectOptions): Plan {
  const { cut, classes } = options.trained?.run ?? {};
  return compile(recipe, registry, {
    ...options,
    ...(cut && { called: { cut, label: classes![1]! } }),
  });
}

/** The model card, to be read and to be filled in. */
function cards(recipe: Recipe, plan: Plan, { card }: ProjectOptions): readonly File[] {
  if (!card) return [];
  const packages = requirements(plan).trim().split('\n');
  const blocks = modelCard(recipe, { ...card, packages });
  return [
    ['MODEL_CARD.md', cardMarkdown(blocks)],
    ['model_card.html', cardHtml(blocks)],
  ];
}

/** What predicts new rows: a file at a time, or over HTTP. */
const served = (plan: Plan, options: ProjectOptions): readonly File[] => [
  ['inference.py', inference(plan)],
  ...(remakesRows(plan) ? [] : overHttp(plan, options)),
];

function overHttp(plan: Plan, { profile, trained, explaining }: ProjectOptions): readonly File[] {
  const explained = explainedBy(plan, trained, explaining);
  return [
    ['app.py', service(plan, profile, explained)],
    ...(trained && typeof explained !== 'string'
      ? ([
          ['explain.py', explainer(explained, trained.run.model)],
          ['explanation.json', explanationJson(explained, trained.run)],
        ] as const)
      : []),
    ['Dockerfile', dockerfile(trained !== undefined && restores(plan, trained))],
  ];
}

/** Rows that are made of others, or that read the rows before: one row alone has no answer. */
const remakesRows = (plan: Plan): boolean =>
  plan.cleaning.some((s) => s.makesRows || s.reads.length > 0);

/** The files of the project that are no text: path → bytes. */
export function binaries(
  recipe: Recipe,
  registry: Registry,
  options: ProjectOptions = {},
): Map<string, Uint8Array<ArrayBuffer>> {
  const onnx = onnxOf(recipe, planOf(recipe, registry, options), options);
  const folder = folderName(recipe.name);
  return new Map(Object.entries(onnx ?? {}).map(([file, bytes]) => [`${folder}/${file}`, bytes]));
}

/** certificate.json, and the test that holds the restored model to it. */
function certified(
  plan: Plan,
  { trained, scores, answers, compared, single }: ProjectOptions,
): readonly File[] {
  if (!trained || !scores || !isCertified(plan) || withheld(trained) !== null) return [];
  const said = {
    scores,
    answers: answers ?? null,
    compared: compared ?? [],
    single: single ?? null,
  };
  const file = ['certificate.json', certificate(plan, said)] as const;
  return restores(plan, trained)
    ? [file, ['tests/test_reproduces.py', testReproduces(plan)]]
    : [file];
}

/** Files that this project has not, each with why, as a sentence. */
export function lacking(
  recipe: Recipe,
  registry: Registry,
  options: ProjectOptions = {},
): ReadonlyMap<string, string> {
  const plan = planOf(recipe, registry, options);
  checkComplete(plan);
  return lackingOf(recipe, plan, options);
}

function lackingOf(
  recipe: Recipe,
  plan: Plan,
  options: ProjectOptions,
): ReadonlyMap<string, string> {
  const why = !answersNewRows(plan)
    ? [['app.py', 'The model has no answer for new rows.'] as const]
    : remakesRows(plan)
      ? [
          [
            'app.py',
            `${asksOnce(recipe) ? 'A query as a step is not answered row by row here' : 'The recipe reads several rows for one answer'}: use inference.py on a file.`,
          ] as const,
        ]
      : [];
  return new Map([...why, ...lackingAsTrained(recipe, plan, options)]);
}

const asksOnce = (recipe: Recipe): boolean =>
  activeSteps(recipe).some((s) => s.step === 'querySql');

/** What it says before what to do instead. */
export const reasonIn = (why: string): string => why.replace(/(: .*)?\.?$/, '');

const preprocessing = (plan: Plan): string =>
  moduleOf({
    doc: 'Read, clean and split the table, and build the learned steps; made by Tabwise.',
    constants: constants(plan),
    definitions: [
      toNumber,
      ...converters(plan),
      ...load(plan, true),
      firstRows(plan),
      ...cleaningHelpers(plan, [toNumber]),
      clean(plan, true),
      labelled(plan),
      reweighed(plan),
      split(plan),
      ...preprocessor(plan),
      ...decision(plan),
    ],
  }).code;

/** train.py of the project takes everything but the model from preprocessing.py. */
function train(plan: Plan): string {
  const shared = ['load', 'split', 'DATA', 'FEATURES'];
  if (plan.target) shared.push('labelled', 'TARGET');
  if (plan.weight !== null) shared.push('WEIGHT');
  if (plan.reweigh.length > 0) shared.push('reweighed');
  if (plan.cleaning.length > 0) shared.push('clean');
  if (plan.preparation.kind !== 'none') shared.push('build_preprocessor');
  if (plan.called) shared.push('Decided');
  if (plan.folds && inGroups(plan)) shared.push('groups_of');
  const own = plan.model ? classesCalled(plan.model.py) : [];
  const imports = [...shared, ...own].map((name) => ['preprocessing', name] as const);
  return moduleOf({
    doc: trainingDoc,
    constants: null,
    definitions: [
      { ...estimator(plan)!, imports: [...imports, ...(estimator(plan)!.imports ?? [])] },
      ...evaluation(plan),
      ...crossValidation(plan),
      describe,
      ...(plan.target ? [predictions(plan)] : []),
      trainingMain(plan, [
        'ranges = json.dumps(describe(parts["train"]), indent=2)',
        'Path("training.json").write_text(ranges, encoding="utf-8")',
      ]),
      guard,
    ],
  }).code;
}

const inGroups = ({ split }: Plan): boolean => split.method === 'group' || split.method === 'block';

/** What the model saw in training, for inference.py to compare with. */
const describe: Fragment = {
  imports: [
    ['typing', 'Any'],
    ['pandas', 'pd'],
  ],
  code: lines(
    'def describe(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:',
    '    """Return the range or the categories of each feature."""',
    '    seen: dict[str, dict[str, Any]] = {}',
    '    for name in FEATURES:',
    '        values = rows[name].dropna()',
    '        if pd.api.types.is_numeric_dtype(values):',
    '            seen[name] = {"min": float(values.min()), "max": float(values.max())}',
    '        else:',
    '            seen[name] = {"levels": sorted(set(values.astype("str")))}',
    '    return seen',
  ),
};

function checkComplete(plan: Plan): void {
  if (plan.task === null || (plan.target === null && isSupervised(plan.task)))
    throw new EngineError({
      code: 'target-missing',
      what: 'No column is chosen as the target',
      where: {},
      remedy: 'Choose what to predict on the data page, then export.',
    });
  if (plan.model === null)
    throw new EngineError({
      code: 'model-unknown',
      what: 'No model is chosen',
      where: {},
      remedy: 'Choose a model on the train page, then export.',
    });
}
