import { driveSync } from '#lib/engine/drive.ts';
import { benchOf } from '#lib/engine/tune/bench.ts';
import { nestedTune } from '#lib/engine/tune/nested.ts';
import { tune, type Tuned } from '#lib/engine/tune/tune.ts';
import { apply } from '#lib/recipe/edits.ts';
import { whichToBelieve } from '#lib/recipe/nested.ts';
import type { NestedStudy } from '#lib/recipe/study.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { AnyModelSpec } from '#lib/recipe/model.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { searchableOf, writtenSpace } from '#lib/recipe/tuneSpace.ts';
import { ranked, tuneMethods, type Trial, type TuneAsk } from '#lib/recipe/tuning.ts';
import { startsOf } from '#lib/recipe/tuneStart.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import { leaksIn, sayLeaks, withoutLeaks } from '../guard.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openTable, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { plan, recipeFor } from '../plan.ts';
import { readingChoices, readingOptions } from '../reading.ts';
import { splitOf, splitOptions, withSplitRoles } from '../splitting.ts';
import { asTask, modelNamed, objectOf, oneOf, paramsOf, refuseTask, weighing } from './train.ts';

export const command: Command = {
  usage:
    "tune FILE --target COLUMN --model MODEL [--method tpe|gp|random|grid|halving|hyperband] [--trials 30 | --seconds S] [--space '{…}'] [--params '{…}'] [--folds 5] [--nested K] [--steps suggested|none] [--keep COLUMNS] [--test 0.2] [--validation 0] [--split-column NAME | --group COLUMN | --time COLUMN [--gap 0] | --blocks X,Y,SIZE] [--weight NAME] [--seed 42] [--task TASK] [--save-recipe RECIPE] [--json]",
  summary:
    'Searches the settings of one model by cross-validation on the rows that are not for test, and prints every trial, best first.',
  options: [
    { name: 'target', value: 'COLUMN', help: 'what to predict' },
    { name: 'model', value: 'MODEL', help: 'as for train' },
    {
      name: 'method',
      value: 'METHOD',
      help: 'tpe (Bayesian, default), gp (a Gaussian process, for few trials that take long), random, grid, halving: many on few rows, the better third on more, or hyperband: halving from several shares of the rows',
    },
    {
      name: 'trials',
      value: 'N',
      help: 'how many settings to try beside the default, 30 where no seconds are given',
    },
    {
      name: 'seconds',
      value: 'S',
      help: 'try until the time is up instead; then the same call may give another board',
    },
    {
      name: 'space',
      value: 'JSON',
      help: 'search these parameters only: {"C": [0.01, 10], "weights": ["uniform", "distance"]}',
    },
    { name: 'params', value: 'JSON', help: 'what the parameters are that are not searched' },
    { name: 'folds', value: 'K', help: 'folds of the cross-validation, default 5' },
    {
      name: 'nested',
      value: 'K',
      help: 'also do the whole search in each of K outer folds, and score what it finds on the rows of that fold: what the search is worth, its luck left out; with --trials only',
    },
    { name: 'steps', value: 'suggested|none', help: 'take the suggested steps (default), or none' },
    { name: 'keep', value: 'COLUMNS', help: 'as for train' },
    { name: 'weight', value: 'NAME', help: 'as for train' },
    { name: 'task', value: 'TASK', help: 'as for train' },
    {
      name: 'save-recipe',
      value: 'RECIPE',
      help: 'also write the recipe with the best settings to this file, for tabwise run and export',
    },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...splitOptions,
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const spec = modelNamed(requiredOption(parsed, 'model'));
    const asked = askedOf(parsed, spec);
    const log = toStderr('tune');
    const { sql, opened } = await openTable(path, log, readingChoices(parsed, path));
    try {
      const profile = await profileOf(sql, opened.source);
      const made = recipeFor(opened.source, profile, requiredOption(parsed, 'target'));
      const { recipe: base, task } = asTask(made, asked.task);
      refuseTask(spec, task);
      const ask = asked.ask(task);
      let recipe: Recipe = withSplitRoles({
        ...weighing(base, parsed.options.get('weight')),
        task,
        split: asked.split(task),
        seed: ask.seed,
        models: [{ ...modelEntry(spec), params: asked.params }],
      });
      const leaks = leaksIn(await loadCleaned(sql, recipe, () => undefined), recipe);
      if (asked.steps === 'suggested') {
        recipe = withoutLeaks(recipe, leaks, asked.keep);
        recipe = (await plan(sql, recipe, profile)).recipe;
      }
      if (leaks) sayLeaks(recipe, leaks, log);
      const loaded = await loadCleaned(sql, recipe, log);
      const tuned = search(loaded, recipe, { ask, log });
      const nested =
        asked.outer === null ? null : honest(loaded, recipe, { ask, outer: asked.outer, log });
      const saveRecipe = parsed.options.get('save-recipe');
      if (saveRecipe !== undefined && tuned.best) {
        const params = { ...tuned.best.params };
        const better = apply(recipe, { kind: 'setModelParams', key: spec.id, params });
        await writeOut(saveRecipe, JSON.stringify(better, null, 2));
      }
      printJson({
        task,
        model: spec.id,
        ...told(ask, tuned),
        ...(nested && { nested }),
        steps: recipe.steps,
      });
    } finally {
      await sql.close();
    }
  },
};

/** Read before the file is, so that a wrong call is told at once. */
function askedOf(parsed: Parsed, spec: AnyModelSpec) {
  const { seed, split } = splitOf(parsed);
  const params = paramsOf(parsed, spec);
  const number = (name: string, fallback: number, min: number, whole: boolean): number =>
    numberOption(parsed, name, { fallback, min, max: whole ? 100_000 : 1e9, whole });
  if (parsed.options.has('trials') && parsed.options.has('seconds'))
    throw usage('--trials and --seconds are given together', 'Say how many, or how long.');
  const budget = parsed.options.has('seconds')
    ? { seconds: number('seconds', 60, 0, false) }
    : { trials: number('trials', 30, 1, true) };
  const method = oneOf(parsed, 'method', tuneMethods) ?? 'tpe';
  const nSplits = number('folds', 5, 2, true);
  if (parsed.options.has('nested') && 'seconds' in budget)
    throw usage('--nested is given with --seconds', 'Say with --trials how many in each fold.');
  const outer = parsed.options.has('nested') ? number('nested', 5, 2, true) : null;
  const written = parsed.options.has('space') ? objectOf(parsed, 'space') : null;
  return {
    params,
    split,
    outer,
    task: oneOf(parsed, 'task', ['binary', 'multiclass', 'regression'] as const),
    steps: oneOf(parsed, 'steps', ['suggested', 'none'] as const) ?? 'suggested',
    keep: (parsed.options.get('keep') ?? '').split(',').filter((name) => name !== ''),
    ask: (task: Recipe['task'] & string): TuneAsk => {
      const set = parsed.options.has('params') ? Object.keys(objectOf(parsed, 'params')) : [];
      const space = written
        ? writtenSpace(spec.params, written, { task, what: spec.id })
        : searchableOf(spec.params, task)
            .filter((s) => s.proposed && !set.includes(s.field.name))
            .map((s) => s.range);
      const start = startsOf(spec, params);
      return { method, budget, seed, nSplits, space, start, fixed: params };
    },
  };
}

function search(
  loaded: Parameters<typeof benchOf>[0],
  recipe: Recipe,
  { ask, log }: { readonly ask: TuneAsk; readonly log: Log },
): Tuned {
  const started = performance.now();
  const modelKey = recipe.models[0]!.key;
  const computes = { steps: stepComputes, models: modelComputes };
  const bench = benchOf(loaded, recipe, modelKey, { nSplits: ask.nSplits, computes, scoring });
  return driveSync(
    tune(bench, ask, {
      seconds: () => (performance.now() - started) / 1000,
      onTrial: ({ number, score, spread, failed, origin, seconds }) =>
        log({
          level: failed === undefined ? 'INFO' : 'WARNING',
          source: `tune.${recipe.models[0]!.model}`,
          message: `Trial ${number} (${origin}): ${
            score === null
              ? (failed ?? 'no score')
              : `${bench.metric} ${score.toFixed(4)} ± ${spread.toFixed(4)}, ${seconds.toFixed(1)} s`
          }`,
          meta: { number, score, spread },
        }),
    }),
  );
}

/** What the search is worth: its choice is scored on rows that had no part in it. */
function honest(
  loaded: Parameters<typeof benchOf>[0],
  recipe: Recipe,
  { ask, outer, log }: { readonly ask: TuneAsk; readonly outer: number; readonly log: Log },
): NestedStudy & { readonly believe: string } {
  const modelKey = recipe.models[0]!.key;
  const computes = { steps: stepComputes, models: modelComputes };
  const found = driveSync(nestedTune(loaded, recipe, ask, { modelKey, outer, computes, scoring }));
  const { score, spread, how, inner } = found;
  const believe = whichToBelieve(found, (value) => value.toFixed(4));
  log({
    level: 'INFO',
    source: 'tune.nested',
    message: `On rows that had no part in the search: ${score === null ? 'no score' : `${score.toFixed(4)} ± ${spread.toFixed(4)}`}, outer ${how}`,
    meta: { score, spread },
  });
  log({
    level: 'INFO',
    source: 'tune.nested',
    message: believe,
    meta: { score, inner: inner.score },
  });
  return { ...found, believe };
}

function told(ask: TuneAsk, tuned: Tuned): Record<string, unknown> {
  const line = ({ share, failed, ...trial }: Trial): Record<string, unknown> => ({
    number: trial.number,
    origin: trial.origin,
    params: trial.params,
    score: trial.score,
    spread: trial.spread,
    values: trial.values,
    seconds: trial.seconds,
    seed: trial.seed,
    ...(share < 1 && { share }),
    ...(failed !== undefined && { failed }),
  });
  return {
    metric: tuned.metric,
    better: tuned.better,
    how: tuned.how,
    method: ask.method,
    budget: ask.budget,
    seed: ask.seed,
    reproducible: tuned.reproducible,
    space: ask.space,
    board: ranked(tuned.trials, tuned.better).map(line),
    best: tuned.best && line(tuned.best),
  };
}
