import { join } from 'node:path';
import { EngineError } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { projectFiles } from '#lib/workers/projectZip.ts';
import { parseArgs, required, requiredOption } from '../args.ts';
import { experiment, summary } from '../experiment.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRecipeFile } from '../runFile.ts';
import { neededBy } from './run.ts';

export const command: Command = {
  usage: 'export RECIPE --data FILE --out DIR [--model KEY]',
  summary: 'Writes the Python project of a recipe, with the scores that its model has here.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table' },
    { name: 'out', value: 'DIR', help: 'folder to write into' },
    { name: 'model', value: 'KEY', help: 'which of the recipe’s models; the first by default' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const recipe = await readRecipeFile(required(parsed, 0, 'RECIPE'));
    const out = requiredOption(parsed, 'out');
    const key = modelKey(recipe, parsed.options.get('model'));
    const log = toStderr('export');
    const { sql, source } = await openForRecipe(
      requiredOption(parsed, 'data'),
      recipe,
      log,
      neededBy(recipe),
    );
    try {
      const here = { ...recipe, source };
      const profile = await profileOf(sql, source);
      const { result, fitted } = await experiment(
        await loadCleaned(sql, here, log),
        here,
        key,
        log,
      );
      const files = projectFiles(here, key, { profile, scores: result.metrics, fitted });
      for (const [path, text] of files) await writeOut(join(out, path), text);
      printJson({ out, files: [...files.keys()], scores: summary(result)['metrics'] });
    } finally {
      await sql.close();
    }
  },
};

function modelKey(recipe: Recipe, wanted: string | undefined): string {
  const key = wanted ?? recipe.models[0]?.key;
  if (key !== undefined && recipe.models.some((m) => m.key === key)) return key;
  throw new EngineError({
    code: 'model-unknown',
    what: key === undefined ? 'The recipe has no model' : `The recipe has no model “${key}”`,
    where: {},
    remedy: recipe.models.length
      ? `Use one of ${recipe.models.map((m) => m.key).join(', ')}.`
      : 'Choose a model first.',
  });
}
