import { join } from 'node:path';
import { EngineError } from '#lib/recipe/errors.ts';
import { columnsNamed } from '#lib/recipe/params.ts';
import { activeSteps, targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import type { StepSpecs } from '#lib/recipe/step.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { parseArgs, required, requiredOption } from '../args.ts';
import { checked, noQuestions } from '../checks.ts';
import { experiment, summary } from '../experiment.ts';
import { leaksIn, leaksJson, sayLeaks } from '../guard.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRecipeFile, writeRun } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';

export const command: Command = {
  usage: 'run RECIPE --data FILE [--with NAME=FILE] --out DIR',
  summary: 'Does all that a recipe says on a file: trains each of its models and writes the runs.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table' },
    withOption,
    {
      name: 'out',
      value: 'DIR',
      help: 'folder for recipe.json, results.json and one run file for each model',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const recipe = await readRecipeFile(required(parsed, 0, 'RECIPE'));
    const out = requiredOption(parsed, 'out');
    const log = toStderr('run');
    if (recipe.models.length === 0)
      throw new EngineError({
        code: 'recipe-invalid',
        what: 'The recipe has no model',
        where: {},
        remedy: 'Choose at least one model on the train page, then save the recipe again.',
      });
    const { sql, source } = await openForRecipe(
      requiredOption(parsed, 'data'),
      recipe,
      log,
      neededBy(recipe),
    );
    try {
      offerSecond(sql, recipe, parsed);
      const here = { ...recipe, source };
      await writeOut(join(out, 'recipe.json'), JSON.stringify(here, null, 2));
      const loaded = await loadCleaned(sql, here, log);
      const leaks = leaksIn(loaded, here);
      if (leaks) sayLeaks(here, leaks, log);
      const modelKey = recipe.models[0]!.key;
      const guarded = await checked({ sql, recipe: here, loaded, modelKey, log }, noQuestions);
      const results = [];
      for (const [i, { key }] of recipe.models.entries()) {
        const outcome = await experiment(loaded, here, key, log);
        const file = runFileName(key, i);
        await writeRun(join(out, file), here, outcome);
        results.push({ key, file, ...summary(outcome.result) });
      }
      await writeOut(join(out, 'results.json'), JSON.stringify(results, null, 2));
      printJson({ out, results, ...(leaks && { leakage: leaksJson(here, leaks) }), ...guarded });
    } finally {
      await sql.close();
    }
  },
};

/** A key may hold anything, so only a plain one stands in the name as it is. */
const runFileName = (key: string, i: number): string =>
  /^[\w-]+$/.test(key) ? `run-${key}.json` : `run-${i + 1}.json`;

/** Columns of the source that the recipe cannot do without. */
export function neededBy(recipe: Recipe): string[] {
  const used = new Set(
    activeSteps(recipe).flatMap((s) => {
      const spec = (stepSpecs as StepSpecs)[s.step];
      return [...s.columns, ...(spec ? columnsNamed(spec.params, s.params) : [])];
    }),
  );
  const target = targetOf(recipe);
  if (target !== null) used.add(target);
  if ('column' in recipe.split) used.add(recipe.split.column);
  if (recipe.split.method === 'block') for (const name of recipe.split.columns) used.add(name);
  return recipe.source.columns
    .filter((c) => c.role === 'feature' || c.role === 'weight' || used.has(c.name))
    .map((c) => c.name);
}
