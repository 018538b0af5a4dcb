import { isClassification, isNumeric, isSupervised } from '#lib/recipe/profile.ts';
import {
  activeSteps,
  targetOf,
  weightOf,
  type Recipe,
  type RecipeModel,
} from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import { printLiteral } from '../python/print.ts';
import { sqlNames } from '../sql/names.ts';
import { stepLowering, type Registry } from '../registry.ts';
import { isPlainNumber } from '../targets/facts.ts';
import { isUnsaid, sparkRanks, type SparkCleaned, type SparkSpeech } from './speaking.ts';

/** What a Spark project is made of. */
export interface SparkAsk {
  readonly recipe: Recipe;
  readonly modelKey: string;
  readonly registry: Registry;
  readonly speech: SparkSpeech;
  /** The fitted run, where there is one. */
  readonly run: FittedRun | null;
  /** A step in words. */
  readonly words: (step: Recipe['steps'][number]) => string;
}

/** A learned step, its columns as Python texts, and where in the pipeline they come out. */
export interface SparkStage {
  readonly step: Recipe['steps'][number];
  readonly columns: readonly string[];
}

/** A recipe as the parts of a Spark project. Names of columns are Python texts of plain words. */
export interface SparkPlan {
  readonly recipe: Recipe;
  readonly model: RecipeModel;
  readonly target: string;
  readonly classification: boolean;
  readonly weight: string | null;
  /** A column's name in the code: a Python text. */
  readonly id: (name: string) => string;
  readonly cleaning: readonly (SparkCleaned & { readonly words: string })[];
  readonly stages: readonly SparkStage[];
  /** After cleaning. */
  readonly features: readonly ColumnFacts[];
}

/** The plan, or why there is none and what to do, as a sentence. */
export function sparkPlan(ask: SparkAsk): SparkPlan | string {
  const { recipe, modelKey, registry } = ask;
  const model = recipe.models.find((m) => m.key === modelKey);
  const target = targetOf(recipe);
  if (!model || recipe.task === null || !isSupervised(recipe.task) || target === null)
    return 'Spark has no twin of a model without a target: choose what to predict, and a model for it.';
  const why = unreadable(recipe) ?? splitRefusal(recipe) ?? modelRefusal(ask, model);
  if (why !== null) return why;
  const named = sqlNames();
  const ids = new Map<string, string>();
  const id = (name: string): string => {
    if (!ids.has(name)) ids.set(name, printLiteral(named(name)));
    return ids.get(name)!;
  };
  for (const c of recipe.source.columns) id(c.name);
  const cleaned = cleaningOf(ask, id);
  if (typeof cleaned === 'string') return cleaned;
  const others = new Set(
    recipe.source.columns.filter((c) => c.role !== 'feature').map((c) => c.name),
  );
  if (recipe.split.method === 'group') others.add(recipe.split.column);
  const features = cleaned.columns.filter((c) => !others.has(c.name));
  const stages = activeSteps(recipe)
    .filter((s) => stepLowering(registry, s.step).kind === 'learned')
    .map((step) => ({ step, columns: step.columns.map(id) }));
  return (
    stageRefusal(ask, stages, features) ?? {
      recipe,
      model,
      target,
      classification: isClassification(recipe.task),
      weight: weightOf(recipe),
      id,
      cleaning: cleaned.cleaning,
      stages,
      features,
    }
  );
}

function unreadable({ source }: Recipe): string | null {
  const { format } = source;
  if (format.kind !== 'delimited' || source.packing?.kind === 'zip')
    return 'Spark reads CSV here: write the table as CSV on the Data page, open that, and export then.';
  if (format.skip > 0 || format.footer > 0 || format.comment !== '' || format.header !== 1)
    return 'Spark reads a CSV with one row of names and nothing around the table: write the table as CSV, open that, and export then.';
  if (source.rejectedRows.length > 0 || source.repairedRows.length > 0 || source.irregular)
    return 'Rows of the file were left out or repaired, which Spark would read otherwise: write the table as CSV, open that, and export then.';
  const odd = source.columns.find((c) =>
    isNumeric(c.type) ? !isPlainNumber(c) : c.parse.as !== 'text',
  );
  return odd
    ? `The column “${odd.name}” holds dates or durations, or numbers with marks of their own, which Spark would not read as here: leave the column out, or make a column of numbers of it and leave it out then.`
    : null;
}

/** Spark draws rows, and weighs them by a column: nothing else of this would be said. */
function splitRefusal({ split, reweigh }: Recipe): string | null {
  if (reweigh)
    return 'The recipe weighs rows so that groups and classes are independent, which Spark would leave out: take the Python project, or turn reweighing off.';
  return split.method === 'random'
    ? null
    : 'Spark splits by chance, and this recipe does not (by time, groups, places or a column): take the Python project.';
}

function modelRefusal({ recipe, speech }: SparkAsk, { model, params }: RecipeModel): string | null {
  const own = Object.hasOwn(speech.models, model) ? speech.models[model]! : null;
  const classes = isClassification(recipe.task!);
  if (own === null || (classes && !own.classes))
    return `Spark has no twin of the model ${model}: choose linear, ridge, lasso, elastic net or logistic regression, a tree, a forest or boosted trees.`;
  const said = own.estimator(params, classes, recipe.seed);
  if ('why' in said) return `The model ${model} has no twin in Spark: ${said.why}.`;
  return model === 'histGradientBoosting' && recipe.task === 'multiclass'
    ? 'Spark boosts trees for two classes only: choose a forest for more.'
    : null;
}

interface Cleaned {
  readonly cleaning: readonly (SparkCleaned & { readonly words: string })[];
  readonly columns: readonly ColumnFacts[];
}

function cleaningOf(
  { recipe, registry, speech, words }: SparkAsk,
  id: SparkPlan['id'],
): Cleaned | string {
  let columns: readonly ColumnFacts[] = recipe.source.columns;
  const cleaning: (SparkCleaned & { words: string })[] = [];
  for (const step of activeSteps(recipe)) {
    const lowering = stepLowering(registry, step.step);
    if (lowering.kind === 'balancing')
      return `Spark has no twin of the step ${step.step}, which changes the rows of a fit: turn it off, and export then.`;
    if (lowering.kind !== 'cleaning') continue;
    const speak = Object.hasOwn(speech.cleaning, step.step) ? speech.cleaning[step.step]! : null;
    if (!speak)
      return `The cleaning step ${step.step} has no twin in Spark: download the table as it is cleaned, and open that.`;
    const said = speak({ before: columns, columns: step.columns, id }, step.params);
    if (isUnsaid(said))
      return `The cleaning step ${step.step} has no twin in Spark: ${said.why}. The SQL has it.`;
    cleaning.push({ ...said, words: words(step) });
    columns = lowering.columnsAfter?.(columns, step.columns, step.params) ?? columns;
  }
  return { cleaning, columns };
}

/** A column is imputed, encoded and scaled at most once each, in this order. */
function stageRefusal(
  { speech }: SparkAsk,
  stages: readonly SparkStage[],
  features: readonly ColumnFacts[],
): string | null {
  const known = new Map(features.map((c) => [c.name, c]));
  const reached = new Map<string, number>();
  for (const { step } of stages) {
    const own = Object.hasOwn(speech.learned, step.step) ? speech.learned[step.step]! : null;
    if (!own)
      return `Spark has no twin of the step ${step.step}: turn it off, or use train.py of the project.`;
    const why = own.refuses(step.params);
    if (why !== null) return `The step ${step.step} has no twin in Spark: ${why}.`;
    const rank = sparkRanks.indexOf(own.rank);
    for (const name of step.columns) {
      if (!known.has(name))
        return `The step ${step.step} takes “${name}”, which another learned step makes; Spark’s pipeline does not.`;
      if ((reached.get(name) ?? -1) >= rank)
        return `Spark’s pipeline imputes, encodes and scales a column once each, in this order; “${name}” is done otherwise.`;
      reached.set(name, rank);
    }
  }
  const encoded = sparkRanks.indexOf('encode');
  const text = features.find((c) => !isNumeric(c.type) && reached.get(c.name) !== encoded);
  return text
    ? `The column “${text.name}” is text and is not encoded: encode it, or leave it out.`
    : null;
}
