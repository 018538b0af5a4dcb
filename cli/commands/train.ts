import { EngineError } from '#lib/recipe/errors.ts';
import type { AnyModelSpec, ModelSpecs } from '#lib/recipe/model.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { apply } from '#lib/recipe/edits.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { isSupervised, tasks, type Task, type UnsupervisedTask } from '#lib/recipe/profile.ts';
import { modelSpecs } from '#lib/models/specs.ts';
import { parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import { refuseStudies, studied, studiesOf, studyOptions, type AskedStudies } from '../studies.ts';
import { checked, checkOptions, checksOf, foldedIn, type AskedChecks } from '../checks.ts';
import { experiment, summary } from '../experiment.ts';
import { ignoreOption, ignoring } from '../ignoring.ts';
import { leaksIn, leaksJson, sayLeaks, withoutLeaks } from '../guard.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openTable, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { answersCsv } from '../answers.ts';
import { plan, recipeFor, recipeWithout } from '../plan.ts';
import { readingChoices, readingOptions } from '../reading.ts';
import { writeRun } from '../runFile.ts';
import { splitOf, splitOptions, withSplitRoles, type AskedSplit } from '../splitting.ts';

export const command: Command = {
  usage:
    "train FILE [--target COLUMN] --model MODEL [--params '{…}'] [--steps suggested|none] [--keep COLUMNS] [--ignore COLUMNS] [--test 0.2] [--validation 0] [--split-column NAME | --group COLUMN | --time COLUMN [--gap 0] | --blocks X,Y,SIZE] [--weight NAME] [--reweigh COLUMN[,COLUMN]] [--seed 42] [--folds 5 [--repeats 1]] [--seeds N] [--shuffled N] [--honest] [--calibrate K [--costs 1,1]] [--learning-curve K] [--task TASK] [--save RUN] [--save-recipe RECIPE] [--answers CSV] [--json]",
  summary:
    'Trains one model on a file and prints its scores on each part of the split, beside the baseline.',
  options: [
    {
      name: 'target',
      value: 'COLUMN',
      help: 'what to predict; left out for models that find groups or unusual rows',
    },
    { name: 'model', value: 'MODEL', help: `one of ${Object.keys(modelSpecs).join(', ')}` },
    {
      name: 'params',
      value: 'JSON',
      help: 'parameters of the model, by scikit-learn’s names in camelCase or snake_case',
    },
    { name: 'steps', value: 'suggested|none', help: 'take the suggested steps (default), or none' },
    {
      name: 'keep',
      value: 'COLUMNS',
      help: 'use these columns, with commas between, though they give the target away; the recipe records it',
    },
    ignoreOption,
    {
      name: 'weight',
      value: 'NAME',
      help: 'a column that says how much each row counts, 0 or more',
    },
    {
      name: 'reweigh',
      value: 'COLUMNS',
      help: 'weigh training rows so that the target is independent of these one or two columns (Kamiran and Calders 2012); they may be no features',
    },
    {
      name: 'task',
      value: 'TASK',
      help: 'binary, multiclass or regression instead of what the target suggests; clustering or anomaly without one',
    },
    {
      name: 'answers',
      value: 'CSV',
      help: 'also write the group or score of each row to this file; without a target only',
    },
    { name: 'save', value: 'RUN', help: 'also write the run to this file, for tabwise predict' },
    {
      name: 'save-recipe',
      value: 'RECIPE',
      help: 'also write the recipe to this file, for tabwise run and export',
    },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...splitOptions,
    ...checkOptions,
    ...studyOptions,
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const spec = modelNamed(requiredOption(parsed, 'model'));
    const { target, sought } = aimOf(parsed, spec);
    const params = paramsOf(parsed, spec);
    const asked = optionsOf(parsed);
    const log = toStderr('train');
    const { sql, opened } = await openTable(path, log, readingChoices(parsed, path));
    try {
      const profile = await profileOf(sql, opened.source);
      const { recipe: base, task } = sought
        ? { recipe: recipeWithout(opened.source, profile, sought), task: sought }
        : asTask(recipeFor(opened.source, profile, target), asked.task);
      refuseTask(spec, task);
      refuseStudies(task, asked.studies);
      let recipe: Recipe = withSplitRoles({
        ...weighing(ignoring(base, parsed.options.get('ignore')), parsed.options.get('weight')),
        task,
        split: asked.split(task),
        seed: asked.seed,
        models: [{ ...modelEntry(spec), params }],
        ...reweighOf(parsed, base),
      });
      const leaks = leaksIn(await loadCleaned(sql, recipe, () => undefined), recipe);
      if (asked.steps === 'suggested') {
        recipe = withoutLeaks(recipe, leaks, asked.keep);
        recipe = (await plan(sql, recipe, profile)).recipe;
      }
      if (leaks) sayLeaks(recipe, leaks, log);
      const loaded = await loadCleaned(sql, recipe, log);
      const outcome = await experiment(loaded, recipe, spec.id, log);
      const more = await checked({ sql, recipe, loaded, modelKey: spec.id, log }, asked.checks);
      const studies = studied(loaded, recipe, spec.id, asked.studies);
      const save = parsed.options.get('save');
      const folded = foldedIn(asked.checks, more);
      if (save !== undefined) await writeRun(save, recipe, { ...outcome, folded });
      const saveRecipe = parsed.options.get('save-recipe');
      const answers = parsed.options.get('answers');
      if (answers !== undefined) await writeOut(answers, answersCsv(outcome));
      if (saveRecipe !== undefined) await writeOut(saveRecipe, JSON.stringify(recipe, null, 2));
      printJson({
        ...summary(outcome.result),
        ...(leaks && { leakage: leaksJson(recipe, leaks) }),
        ...more,
        ...studies,
        steps: recipe.steps,
      });
    } finally {
      await sql.close();
    }
  },
};

/** A model by its id or an alias, however it is written: RandomForest, random-forest, rf. */
export function modelNamed(name: string): AnyModelSpec {
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(name);
  const specs: ModelSpecs = modelSpecs;
  const found = Object.values(specs).find(
    (s) => plain(s.id) === wanted || s.aliases.some((a) => plain(a) === wanted),
  );
  if (found) return found;
  throw new EngineError({
    code: 'model-unknown',
    what: `There is no model “${name}”`,
    where: { model: name },
    remedy: `Use one of ${Object.keys(specs).join(', ')}.`,
  });
}

/**
 * What to train towards: a target, or a task without one, said with --task or by a model that can do nothing else.
 * @throws EngineError 'usage' where neither is clear, or both
 */
function aimOf(
  parsed: Parsed,
  spec: AnyModelSpec,
): { readonly target: string; readonly sought: UnsupervisedTask | null } {
  const asked = oneOf(parsed, 'task', tasks);
  const target = parsed.options.get('target');
  const task = asked ?? (spec.tasks.some(isSupervised) ? undefined : spec.tasks[0]);
  if (task === undefined || isSupervised(task)) {
    if (parsed.options.has('answers'))
      throw usage('--answers is for tasks without a target', 'Use --save and tabwise predict.');
    return { target: requiredOption(parsed, 'target'), sought: null };
  }
  if (target === undefined) return { target: '', sought: task };
  throw usage(
    `--target ${target} is given, and ${task} has no target`,
    'Leave --target out, or choose a model that predicts.',
  );
}

export const asTask = (
  made: { readonly recipe: Recipe; readonly task: Task },
  asked: Task | undefined,
): { readonly recipe: Recipe; readonly task: Task } => ({ ...made, task: asked ?? made.task });

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase());

/** Parameters by name, as --params or --space gives them. @throws EngineError 'usage' where it is no JSON object */
export function objectOf(parsed: Parsed, option: string): Record<string, unknown> {
  const text = parsed.options.get(option) ?? '{}';
  const like = `Write it like --${option} '{"alpha": ${option === 'space' ? '[0.01, 10]' : '0.5'}}'.`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usage(`--${option} is not JSON: ${text}`, like);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw usage(`--${option} is no object`, like);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [camel(k), v]));
}

export const paramsOf = (parsed: Parsed, spec: AnyModelSpec): Record<string, unknown> =>
  parseParams(spec.params, objectOf(parsed, 'params'), spec.id) as Record<string, unknown>;

interface Asked extends AskedSplit {
  readonly task: Task | undefined;
  readonly steps: 'suggested' | 'none';
  readonly keep: readonly string[];
  readonly checks: AskedChecks;
  readonly studies: AskedStudies;
}

/** Read before the file is, so that a wrong call is told at once. */
const optionsOf = (parsed: Parsed): Asked => ({
  ...splitOf(parsed),
  task: oneOf(parsed, 'task', tasks),
  steps: oneOf(parsed, 'steps', ['suggested', 'none'] as const) ?? 'suggested',
  keep: (parsed.options.get('keep') ?? '').split(',').filter((name) => name !== ''),
  checks: checksOf(parsed),
  studies: studiesOf(parsed),
});

export function oneOf<T extends string>(
  parsed: Parsed,
  name: string,
  words: readonly T[],
): T | undefined {
  const given = parsed.options.get(name);
  const found = words.find((w) => w === given);
  if (given === undefined || found !== undefined) return found;
  throw usage(`--${name} is ${given}`, `Use ${words.join(', ')}.`);
}

export function refuseTask(spec: AnyModelSpec, task: Task): void {
  if (spec.tasks.includes(task)) return;
  const fitting = Object.values(modelSpecs as ModelSpecs)
    .filter((s) => s.tasks.includes(task))
    .map((s) => s.id);
  throw new EngineError({
    code: 'params-invalid',
    what: `${spec.title} does not do ${task}`,
    where: { model: spec.id },
    remedy: `For this target use one of ${fitting.join(', ')}, or set --task.`,
  });
}

/** @throws EngineError 'usage' for columns that the file does not have */
function reweighOf(parsed: Parsed, { source }: Recipe): Pick<Recipe, 'reweigh'> {
  const written = parsed.options.get('reweigh');
  if (written === undefined) return {};
  const reweigh = written.split(',');
  const known = new Set(source.columns.map((c) => c.name));
  if (reweigh.length <= 2 && reweigh.every((name) => known.has(name))) return { reweigh };
  throw usage(
    `--reweigh is ${written}`,
    'Name one or two columns of the file, with a comma between.',
  );
}

/** The column of weights is no feature. */
export function weighing(recipe: Recipe, column: string | undefined): Recipe {
  if (column === undefined) return recipe;
  if (column === targetOf(recipe))
    throw usage(`--weight is the target “${column}”`, 'Give another column, or leave it out.');
  return apply(recipe, { kind: 'setRole', column, role: 'weight' });
}
