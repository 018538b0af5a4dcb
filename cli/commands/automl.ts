import { driveSync } from '#lib/engine/drive.ts';
import { autoBench, autoFacts } from '#lib/engine/automl/bench.ts';
import { autoSearch, type AutoFound } from '#lib/engine/automl/search.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { autoModes, ranked, type AutoAsk, type AutoEntry } from '#lib/recipe/automl.ts';
import type { Log } from '#lib/recipe/log.ts';
import { weightOf, type Recipe } from '#lib/recipe/recipe.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { autoAsk, secondsOf, usualTrials, type PortfolioFacts } from '#lib/models/portfolio.ts';
import { modelSpecs, type ModelId } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { ensembleKinds } from '#lib/workers/ensembleKinds.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import { experiment, summary } from '../experiment.ts';
import { leaksIn, leaksJson, sayLeaks, withoutLeaks } from '../guard.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openTable, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { plan, recipeFor } from '../plan.ts';
import { readingChoices, readingOptions } from '../reading.ts';
import { writeRun } from '../runFile.ts';
import { splitOf, splitOptions, withSplitRoles } from '../splitting.ts';
import { asTask, oneOf, weighing } from './train.ts';

export const command: Command = {
  usage:
    'automl FILE --target COLUMN [--mode quick|thorough|interpretable] [--trials N | --seconds S] [--folds 5] [--steps suggested|none] [--keep COLUMNS] [--test 0.2] [--split-column NAME | --group COLUMN | --time COLUMN [--gap 0] | --blocks X,Y,SIZE] [--weight NAME] [--seed 42] [--task TASK] [--save RUN] [--save-recipe RECIPE] [--json]',
  summary:
    'Finds a model: tries many kinds, tunes and combines the best by cross-validation, and scores the winner once on the test rows.',
  options: [
    { name: 'target', value: 'COLUMN', help: 'what to predict' },
    {
      name: 'mode',
      value: 'MODE',
      help: 'thorough (default), quick: a few kinds as they are, or interpretable: only models that a person can follow',
    },
    {
      name: 'trials',
      value: 'N',
      help: `how many models to try; ${usualTrials.thorough}, ${usualTrials.quick} and ${usualTrials.interpretable} by mode where no seconds are given`,
    },
    {
      name: 'seconds',
      value: 'S',
      help: 'the whole call is over in this time instead; then the same call may give another board',
    },
    { name: 'folds', value: 'K', help: 'folds of the cross-validation, default 5' },
    { name: 'steps', value: 'suggested|none', help: 'take the suggested steps (default), or none' },
    { name: 'keep', value: 'COLUMNS', help: 'as for train' },
    { name: 'weight', value: 'NAME', help: 'as for train' },
    { name: 'task', value: 'TASK', help: 'as for train' },
    {
      name: 'save',
      value: 'RUN',
      help: 'also write the best run to this file, for tabwise predict',
    },
    {
      name: 'save-recipe',
      value: 'RECIPE',
      help: 'also write the recipe with the best model to this file, for tabwise run and export',
    },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...splitOptions.filter((o) => o.name !== 'validation'),
    ...readingOptions,
  ],
  async run(args) {
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1000;
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const target = requiredOption(parsed, 'target');
    const asked = askedOf(parsed);
    const log = toStderr('automl');
    const { sql, opened } = await openTable(path, log, readingChoices(parsed, path));
    try {
      const profile = await profileOf(sql, opened.source);
      const { recipe: base, task } = asTask(recipeFor(opened.source, profile, target), asked.task);
      let recipe: Recipe = withSplitRoles({
        ...weighing(base, parsed.options.get('weight')),
        ...{ task, split: asked.split(task), seed: asked.seed, models: [] },
      });
      const leaks = leaksIn(await loadCleaned(sql, recipe, () => undefined), recipe);
      recipe = withoutLeaks(recipe, leaks, asked.keep);
      if (asked.steps === 'suggested') recipe = (await plan(sql, recipe, profile)).recipe;
      if (leaks) sayLeaks(recipe, leaks, log);
      const loaded = await loadCleaned(sql, recipe, log);
      const { found, ask, how } = search(loaded, recipe, { asked, log, seconds });
      const best = winner(found, ask, log);
      const whole = withModel(recipe, best);
      const timed = 'seconds' in ask.budget;
      const outcome = await experiment(loaded, whole, best.model, {
        log,
        // Shuffling each input takes time that nobody could foresee.
        ...(timed && { importance: false }),
      });
      const save = parsed.options.get('save');
      if (save !== undefined) await writeRun(save, whole, outcome);
      const saveRecipe = parsed.options.get('save-recipe');
      if (saveRecipe !== undefined) await writeOut(saveRecipe, JSON.stringify(whole, null, 2));
      printJson({
        task,
        mode: ask.mode,
        budget: ask.budget,
        seed: ask.seed,
        reproducible: found.reproducible,
        ...how,
        ...told(found, recipe),
        best: {
          ...judgedOf(found),
          ...summary(outcome.result),
          steps: recipe.steps,
        },
        ...(leaks && { leakage: leaksJson(recipe, leaks) }),
        steps: recipe.steps,
        seconds: seconds(),
      });
    } finally {
      await sql.close();
    }
  },
};

type Asked = ReturnType<typeof askedOf>;

/** Read before the file is, so that a wrong call is told at once. */
function askedOf(parsed: Parsed) {
  const { seed, split } = splitOf(parsed);
  const mode = oneOf(parsed, 'mode', autoModes) ?? 'thorough';
  const number = (name: string, fallback: number, min: number, whole: boolean): number =>
    numberOption(parsed, name, { fallback, min, max: whole ? 100_000 : 1e9, whole });
  if (parsed.options.has('trials') && parsed.options.has('seconds'))
    throw usage('--trials and --seconds are given together', 'Say how many, or how long.');
  const budget = parsed.options.has('seconds')
    ? { seconds: number('seconds', 60, 1, false) }
    : { trials: number('trials', usualTrials[mode], 1, true) };
  return {
    ...{ seed, split, mode, budget },
    nSplits: number('folds', 5, 2, true),
    task: oneOf(parsed, 'task', ['binary', 'multiclass', 'regression'] as const),
    steps: oneOf(parsed, 'steps', ['suggested', 'none'] as const) ?? 'suggested',
    keep: (parsed.options.get('keep') ?? '').split(',').filter((name) => name !== ''),
  };
}

/** Seconds of judging `rows` test rows: the bootstrap of AUC sorts them 200 times. */
const lastSeconds = (recipe: Recipe, rows: number, reading: number): number =>
  0.2 + rows * (recipe.task === 'binary' ? 1e-4 : 1e-5) + reading;

function search(
  loaded: Loaded,
  recipe: Recipe,
  {
    asked,
    log,
    seconds,
  }: {
    readonly asked: Asked;
    readonly log: Log;
    /** Since the call began: what was read so far is of the time that the caller gave. */
    readonly seconds: () => number;
  },
): { readonly found: AutoFound; readonly ask: AutoAsk; readonly how: object } {
  const computes = { steps: stepComputes, models: modelComputes };
  const bench = autoBench(loaded, recipe, { nSplits: asked.nSplits, computes, scoring });
  const began = seconds();
  const { task } = bench.target;
  const seen = driveSync(autoFacts(bench));
  const facts: PortfolioFacts = { task, weighted: weightOf(recipe) !== null, ...seen };
  const ask = autoAsk(facts, asked);
  const { metric, better, how } = bench;
  log({
    level: 'INFO',
    source: 'automl.start',
    message: `${ask.mode}: ${ask.portfolio.length} models to begin with, judged by ${metric} over ${how}`,
    meta: { rows: facts.rows, features: facts.features, ...ask.budget },
  });
  const rest = bench.target.kept.length - facts.rows;
  const found = driveSync(
    autoSearch(bench, ask, {
      kinds: ensembleKinds,
      seconds,
      expected: ({ model, params }) => secondsOf(model, params, facts),
      last: lastSeconds(recipe, rest, 2 * (seconds() - began)),
      onTrial: ({ number, model, score, interval, failed, seconds: took }) =>
        log({
          level: failed === undefined ? 'INFO' : 'WARNING',
          source: `automl.${model}`,
          message: `Trial ${number}: ${
            score === null
              ? (failed ?? 'no score')
              : `${metric} ${score.toFixed(4)}${interval ? ` (${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})` : ''}, ${took.toFixed(1)} s`
          }`,
          meta: { number, score },
        }),
    }),
  );
  sayEnsemble(found, metric, log);
  return { found, ask, how: { metric, better, how } };
}

function sayEnsemble({ ensemble }: AutoFound, metric: string, log: Log): void {
  if (!ensemble) return;
  const { members, model, score, taken, alone } = ensemble;
  log({
    level: 'INFO',
    source: `automl.${model}`,
    message: `${members.length} models together: ${metric} ${score?.toFixed(4) ?? 'none'}${taken ? '' : `, no better than the best alone judged so, ${alone?.toFixed(4) ?? 'none'}`}`,
    meta: { members: members.length, score },
  });
}

const judgedOf = ({ best, ensemble }: AutoFound) => {
  const { score, values, interval } = (ensemble?.taken ? ensemble : best) ?? unjudged;
  return { score, values, interval };
};
const unjudged = { score: null, values: [], interval: null };

/**
 * The first of the portfolio, unscored, where the time was over before anything had a score.
 * @throws EngineError 'params-invalid' where nothing that was tried has a score
 */
function winner(
  { best, ensemble, trials }: AutoFound,
  { portfolio }: AutoAsk,
  log: Log,
): AutoEntry {
  if (ensemble?.taken) return ensemble;
  if (best) return best;
  if (trials.length > 0 || !portfolio[0])
    throw new EngineError({
      code: 'params-invalid',
      what: `None of ${trials.length} models could be scored: ${trials[0]?.failed ?? 'all would take too long here'}`,
      where: {},
      remedy: 'See the log, and mend what it names.',
    });
  log({
    level: 'WARNING',
    source: 'automl.time',
    message: `The time was over before a model had a score: trained ${portfolio[0].model} as it is. Give more --seconds`,
    meta: { model: portfolio[0].model },
  });
  return portfolio[0];
}

const withModel = (recipe: Recipe, { model, params }: AutoEntry): Recipe => ({
  ...recipe,
  models: [
    { key: model, model, version: modelSpecs[model as ModelId].version, params: { ...params } },
  ],
});

function told({ trials, ensemble }: AutoFound, recipe: Recipe): Record<string, unknown> {
  const steps = recipe.steps.map((s) => s.step);
  const { better } = scoring.primary(recipe.task!);
  const lines = trials.map(({ share: _, ...trial }) => ({ ...trial, steps }));
  const board = ranked(trials, better).map((t) => lines[trials.indexOf(t)]!);
  if (!ensemble) return { board, ensemble: null };
  const { taken, members, alone, ...line } = ensemble;
  const entry = { ...line, steps, origin: 'ensemble' };
  const sign = better === 'higher' ? 1 : -1;
  const at = board.findIndex(
    (l) => sign * (ensemble.score ?? -Infinity) > sign * (l.score ?? -sign * Infinity),
  );
  return {
    board: taken
      ? [entry, ...board]
      : board.toSpliced(Math.max(1, at < 0 ? board.length : at), 0, entry as never),
    ensemble: { ...entry, members, alone, taken },
  };
}
