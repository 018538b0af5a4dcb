import { modelSpecs } from '#lib/models/specs.ts';
import { modelEntry } from '#lib/recipe/newRecipe.ts';
import { isClassification, type TableProfile, type Task } from '#lib/recipe/profile.ts';
import { proposeTargets } from '#lib/recipe/target.ts';
import type { RecipeModel } from '#lib/recipe/recipe.ts';
import { parseArgs, required, usage, type Parsed } from '../args.ts';
import { measuredSteps, searchFeatures } from '../gain.ts';
import type { Command } from '../main.ts';
import { leaksIn, leaksJson, withoutLeaks } from '../guard.ts';
import { loadCleaned, openTable, profileOf } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readingChoices, readingOptions } from '../reading.ts';
import { plan, recipeFor } from '../plan.ts';
import { splitOf, splitOptions, withSplitRoles } from '../splitting.ts';
import { modelNamed, refuseTask } from './train.ts';

export const command: Command = {
  usage:
    'suggest FILE [--target COLUMN] [--test 0.2] [--validation 0] [--split-column NAME | --group COLUMN | --time COLUMN [--gap 0] | --blocks X,Y,SIZE] [--seed 42] [--measure] [--features] [--model MODEL] [--json]',
  summary:
    'Suggests steps and models for a target, each with its reason and a dry run on the real columns.',
  options: [
    { name: 'target', value: 'COLUMN', help: 'what to predict; left out, the likeliest' },
    {
      name: 'measure',
      help: 'also measure what each step does to the score in folds, with a 95 % interval',
    },
    {
      name: 'features',
      help: 'also try new columns in folds, and name those that gain, with what so many tries find by luck',
    },
    {
      name: 'model',
      value: 'MODEL',
      help: 'what they are measured with, default logistic or linear regression',
    },
    { name: 'json', help: 'JSON on standard output (always so)' },
    ...splitOptions,
    ...readingOptions,
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const path = required(parsed, 0, 'FILE');
    const asked = splitOf(parsed);
    const { sql, opened } = await openTable(
      path,
      toStderr('suggest'),
      readingChoices(parsed, path),
    );
    try {
      const profile = await profileOf(sql, opened.source);
      const target = parsed.options.get('target') ?? likeliest(profile);
      const { recipe: base, task } = recipeFor(opened.source, profile, target);
      const whole = withSplitRoles({ ...base, split: asked.split(task), seed: asked.seed });
      const leaks = leaksIn(await loadCleaned(sql, whole, () => undefined), whole)!;
      const recipe = withoutLeaks(whole, leaks, []);
      const { suggestions } = await plan(sql, recipe, profile);
      const asksGain = parsed.options.has('measure') || parsed.options.has('features');
      const model = asksGain ? modelFor(parsed, task) : null;
      const bench = model && {
        sql,
        recipe: { ...recipe, models: [model] },
        profile,
        modelKey: model.key,
        log: toStderr('suggest'),
      };
      const gains =
        bench && parsed.options.has('measure') ? await measuredSteps(bench, suggestions) : null;
      const tried = bench && parsed.options.has('features') ? await searchFeatures(bench) : null;
      const models = Object.values(modelSpecs)
        .flatMap((spec) => {
          const advice = spec.suggest(profile, task);
          return advice ? [{ model: spec.id, title: spec.title, ...advice }] : [];
        })
        .sort((a, b) => b.confidence - a.confidence);
      printJson({
        target,
        task,
        leakage: leaksJson(recipe, leaks),
        steps: suggestions.map(({ suggestion }) => {
          const gain = gains?.get(suggestion.id);
          return gain ? { ...suggestion, gain } : suggestion;
        }),
        ...tried,
        models,
      });
    } finally {
      await sql.close();
    }
  },
};

/** The first of the proposed targets, with the reason on the log. @throws EngineError 'usage' where there is none */
function likeliest(profile: TableProfile): string {
  const [proposed] = proposeTargets(profile);
  if (!proposed) throw usage('--target is missing, and no column looks like one', 'Name one.');
  const { column, reason } = proposed;
  const message = `Proposed '${column}' as the target: ${reason}`;
  toStderr('suggest')({ level: 'INFO', source: 'data.target', message, meta: {} });
  return column;
}

/** What gains are measured with: the model that was named, or the plain one for the task. */
function modelFor(parsed: Parsed, task: Task): RecipeModel {
  const plain = isClassification(task) ? 'logisticRegression' : 'linearRegression';
  const spec = modelNamed(parsed.options.get('model') ?? plain);
  refuseTask(spec, task);
  return modelEntry(spec);
}
