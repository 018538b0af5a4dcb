import { join } from 'node:path';
import { testAnswers } from '#lib/engine/testAnswers.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { filesLacking, projectBinaries, projectFiles } from '#lib/workers/projectZip.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { parseArgs, required, requiredOption } from '../args.ts';
import { experiment, summary } from '../experiment.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRecipeOrRun, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';
import { compared, moduleOf } from '../verify.ts';
import { neededBy } from './run.ts';

export const command: Command = {
  usage: 'export RECIPE|RUN --data FILE [--with NAME=FILE] --out DIR [--model KEY] [--rows]',
  summary:
    'Writes the Python project of a recipe, or of a saved run, with the model as trained here and its scores.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table' },
    withOption,
    { name: 'out', value: 'DIR', help: 'folder to write into' },
    { name: 'model', value: 'KEY', help: 'which of the recipe’s models; the first by default' },
    {
      name: 'rows',
      help: 'also the model as trained of kinds that keep training rows, such as neighbours',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const { recipe, run } = await readRecipeOrRun(required(parsed, 0, 'RECIPE'));
    const out = requiredOption(parsed, 'out');
    const key = modelKey(recipe, parsed.options.get('model') ?? run?.result.modelKey);
    const log = toStderr('export');
    const { sql, source } = await openForRecipe(
      requiredOption(parsed, 'data'),
      recipe,
      log,
      neededBy(recipe),
    );
    try {
      offerSecond(sql, recipe, parsed);
      const here = { ...recipe, source };
      const profile = await profileOf(sql, source);
      const loaded = await loadCleaned(sql, here, log);
      const { result, fitted } = isOf(run, here, key)
        ? run
        : await experiment(loaded, here, key, log);
      const rows = parsed.options.has('rows');
      const answers = testAnswers(loaded, here, fitted, computes);
      const told = { profile, scores: result.metrics, fitted, answers, rows };
      const code = moduleOf(projectFiles(here, key, told));
      const verified = await compared(code, sql, { loaded, recipe: here, run: fitted, answers });
      const facts = { ...told, compared: verified };
      const files = new Map<string, string | Uint8Array>([
        ...projectFiles(here, key, facts),
        ...projectBinaries(here, key, facts),
      ]);
      for (const [path, content] of files) await writeOut(join(out, path), content);
      const lacks = Object.fromEntries(filesLacking(here, key, facts));
      for (const { target, ok } of verified) if (!ok) log(apart(target));
      printJson({
        out,
        files: [...files.keys()],
        lacks,
        verified,
        scores: summary(result)['metrics'],
      });
    } finally {
      await sql.close();
    }
  },
};

const computes = { steps: stepComputes, models: modelComputes };

const apart = (target: string): LogEvent => ({
  level: 'ERROR',
  source: 'export.verify',
  message: `${target} does not answer test rows as the engine does: do not use it, and tell us`,
  meta: {},
});

/** A run of other rows is no run of this table: its model is trained anew. */
const isOf = (run: RunFile | null, recipe: Recipe, key: string): run is RunFile =>
  run !== null && run.result.modelKey === key && run.result.key === runKey(recipe, key);

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
