import { choicesOf } from '#lib/data/formats/open.ts';
import { allAnswers } from '#lib/engine/testAnswers.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { againWords, compareAgain, type Comparable } from '#lib/recipe/runAgain.ts';
import { versionsOf } from '#lib/recipe/runRecord.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { sealOf } from '#lib/workers/seal.ts';
import { parseArgs, required } from '../args.ts';
import { experiment } from '../experiment.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openTable } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { runtime } from '../runFile.ts';
import { readSavedRun, type SavedRun } from '../savedRun.ts';
import { offerSecond, withOption } from '../second.ts';
import type { Loaded } from '#lib/engine/prepare.ts';

const computes = { steps: stepComputes, models: modelComputes };

export const command: Command = {
  usage: 'run-again RUN FILE [--with NAME=FILE] [--run NAME] [--json]',
  summary:
    'Trains a saved run once more, from its own recipe, file and seed, and says whether the same came out to the last bit: every score, every answer for a test row, the fitted model. Ends with 0 where it did and with 1 where not.',
  options: [
    {
      name: 'run',
      value: 'NAME',
      help: 'which run of a .tabwise file, by its name or id; left out: the newest',
    },
    withOption,
    { name: 'json', help: 'JSON on standard output (always so)' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const saved = await readSavedRun(required(parsed, 0, 'RUN'), parsed.options.get('run'));
    const { recipe } = saved;
    const log = toStderr('run-again');
    const { sql, opened } = await openTable(
      required(parsed, 1, 'FILE'),
      log,
      choicesOf(recipe.source),
    );
    try {
      const file = {
        recorded: recipe.source.file.sha256,
        given: opened.source.file.sha256,
        same: opened.source.file.sha256 === recipe.source.file.sha256,
      };
      if (!file.same) {
        log({
          level: 'ERROR',
          source: 'runs.again',
          message: `This is another file than the run’s “${recipe.source.file.name}”: its SHA-256 differs, so nothing was trained`,
          meta: {},
        });
        printJson({ same: false, file });
        return 1;
      }
      offerSecond(sql, recipe, parsed);
      const loaded = await loadCleaned(sql, recipe, log);
      const { modelKey } = saved.result;
      const { result, fitted, answers } = await experiment(loaded, recipe, modelKey, log);
      const again = compareAgain(
        await comparable(saved, loaded),
        {
          result,
          seal: await sealOf(fitted, answers),
          versions: versionsOf(recipe, modelKey, fitted, runtime),
        },
        new Date().toISOString(),
      );
      const level = again.same ? 'SUCCESS' : 'ERROR';
      log({ level, source: 'runs.again', message: againWords(again), meta: {} });
      printJson({ ...again, file });
      return again.same ? 0 : 1;
    } finally {
      await sql.close();
    }
  },
};

/** A run that was saved without seals is sealed by what its model answers now. */
const comparable = async (
  { recipe, result, fitted, seal, versions }: SavedRun,
  loaded: Loaded,
): Promise<Comparable> => ({
  result,
  versions,
  seal: seal ?? (await sealOf(fitted, allAnswers(loaded, recipe, fitted, computes))),
});
