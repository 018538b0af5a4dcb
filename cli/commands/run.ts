import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EngineError } from '#lib/recipe/errors.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { parseArgs, required, requiredOption } from '../args.ts';
import { experiment, summary } from '../experiment.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readRecipeFile, writeRun } from '../runFile.ts';

export const command: Command = {
  usage: 'run RECIPE --data FILE --out DIR',
  summary: 'Does all that a recipe says on a file: trains each of its models and writes the runs.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table' },
    {
      name: 'out',
      value: 'DIR',
      help: 'folder for recipe.json, results.json and one run file for each model',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options);
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
      const here = { ...recipe, source };
      await mkdir(out, { recursive: true });
      await writeFile(join(out, 'recipe.json'), JSON.stringify(here, null, 2));
      const results = [];
      for (const { key } of recipe.models) {
        const outcome = experiment(await loadCleaned(sql, here, log), here, key, log);
        await writeRun(join(out, `run-${key}.json`), here, outcome);
        results.push({ key, ...summary(outcome.result) });
      }
      await writeFile(join(out, 'results.json'), JSON.stringify(results, null, 2));
      printJson({ out, results });
    } finally {
      await sql.close();
    }
  },
};

/** Columns of the source that the recipe cannot do without. */
export function neededBy(recipe: Recipe): string[] {
  const used = new Set([...recipe.steps.filter((s) => s.enabled).flatMap((s) => s.columns)]);
  const target = targetOf(recipe);
  return recipe.source.columns
    .filter((c) => c.role === 'feature' || c.name === target || used.has(c.name))
    .map((c) => c.name);
}
