import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testAnswers } from '#lib/engine/testAnswers.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { certificateTolerance } from '#lib/recipe/compared.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { filesLacking, projectFiles, type ProjectFacts } from '#lib/workers/projectZip.ts';
import { parseArgs, required, requiredOption, usage } from '../args.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe, profileOf } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readRun, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';
import { compared, moduleOf } from '../verify.ts';
import { neededBy } from './run.ts';

const computes = { steps: stepComputes, models: modelComputes };

export const command: Command = {
  usage: 'verify RUN --data FILE [--with NAME=FILE] [--project DIR] [--rows]',
  summary:
    'Runs the exported model.mjs of a saved run beside the engine on the test rows, and prints the largest difference of a prediction and of a metric. Ends with 4 where it is above 1e-9.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table that the run was trained on' },
    withOption,
    {
      name: 'project',
      value: 'DIR',
      help: 'an exported project, whose model.mjs is then run; left out: it is written anew',
    },
    { name: 'rows', help: 'also of models that keep training rows, such as neighbours' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const run = await readRun(required(parsed, 0, 'RUN'));
    const { recipe, fitted } = run;
    const log = toStderr('verify');
    const data = requiredOption(parsed, 'data');
    const { sql, source } = await openForRecipe(data, recipe, log, neededBy(recipe));
    try {
      offerSecond(sql, recipe, parsed);
      const here = { ...recipe, source };
      checkSame(run, here, data);
      const loaded = await loadCleaned(sql, here, log);
      const answers = testAnswers(loaded, here, fitted, computes);
      const profile = await profileOf(sql, source);
      const facts = { profile, scores: null, fitted, rows: parsed.options.has('rows') };
      const folder = parsed.options.get('project');
      const code = folder === undefined ? written(here, run, facts) : await moduleIn(folder);
      const found = await compared(code, sql, { loaded, recipe: here, run: fitted, answers });
      const [said] = found;
      if (!said) throw untested();
      printJson({ tolerance: certificateTolerance, ...said });
      if (!said.ok) throw apart(said.largest_difference);
    } finally {
      await sql.close();
    }
  },
};

/** @throws EngineError 'usage' where the rows are others than the run was trained on */
function checkSame({ result }: RunFile, here: Recipe, file: string): void {
  if (result.key === runKey(here, result.modelKey)) return;
  throw new EngineError({
    code: 'usage',
    what: 'The run was trained on another table',
    where: { file },
    remedy: 'Give the file that it was trained on.',
  });
}

/** model.mjs as the export would write it. @throws EngineError 'usage' with why there is none */
function written(
  recipe: Recipe,
  { result: { modelKey } }: RunFile,
  facts: ProjectFacts & { fitted: FittedRun },
): string {
  const code = moduleOf(projectFiles(recipe, modelKey, facts));
  if (code !== undefined) return code;
  const why = filesLacking(recipe, modelKey, facts).get('model.mjs');
  throw usage('There is no model.mjs of this run', why ?? 'Export the run first.');
}

async function moduleIn(folder: string): Promise<string> {
  const file = join(folder, 'model.mjs');
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new EngineError(
      {
        code: 'file-missing',
        what: 'The project has no model.mjs',
        where: { file },
        remedy: 'Give the folder that export wrote, the one with train.py in it.',
      },
      { cause: error },
    );
  }
}

const untested = (): EngineError =>
  usage('There is nothing to compare', 'Train with rows left for the test, then verify.');

const apart = (largest: number | null): EngineError =>
  new EngineError({
    code: 'not-comparable',
    what: `model.mjs does not answer test rows as the engine does (largest difference ${largest ?? 'no number'})`,
    where: {},
    remedy: 'Do not use it, and tell us.',
  });
