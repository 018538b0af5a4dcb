import { join } from 'node:path';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { fairnessOfRun, type RunOnTable } from '#lib/engine/fairness/ofRun.ts';
import { leavingOf } from '#lib/workers/leaving.ts';
import { modelComputes } from '#lib/models/computes.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { resultAt, type Decision } from '#lib/recipe/decision.ts';
import type { CrossValidated, FoldsAsked } from '#lib/recipe/folds.ts';
import { runKey } from '#lib/recipe/hash.ts';
import type { Log, LogEvent } from '#lib/recipe/log.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { RunResult } from '#lib/recipe/run.ts';
import {
  filesLacking,
  projectBinaries,
  projectFiles,
  type RecordedFacts,
} from '#lib/workers/projectZip.ts';
import { targetFiles, targets, type Target } from '#lib/workers/targets.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { parseArgs, required, requiredOption, type Parsed } from '../args.ts';
import { crossValidated, foldsAsked } from '../checks.ts';
import { experiment, summary } from '../experiment.ts';
import { leaksIn } from '../guard.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe, profileOf } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRecipeOrRun, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';
import { compared, moduleOf } from '../verify.ts';
import { neededBy } from './run.ts';

export const command: Command = {
  usage:
    'export RECIPE|RUN --data FILE [--with NAME=FILE] --out DIR [--to TARGET] [--by COLUMN[,COLUMN]] [--model KEY] [--folds K [--repeats N]] [--rows]',
  summary:
    'Writes the Python project of a recipe, or of a saved run, with the model as trained here, its scores and a model card of what was recorded; or the card alone.',
  options: [
    { name: 'data', value: 'FILE', help: 'the table' },
    withOption,
    { name: 'out', value: 'DIR', help: 'folder to write into' },
    {
      name: 'to',
      value: 'TARGET',
      help: `project (the default), card (MODEL_CARD.md and model_card.html alone), ${targets.join(', ')}`,
    },
    { name: 'model', value: 'KEY', help: 'which of the recipe’s models; the first by default' },
    {
      name: 'by',
      value: 'COLUMNS',
      help: 'one or two columns: the card tells how groups of rows fare, as tabwise fairness does',
    },
    {
      name: 'folds',
      value: 'K',
      help: 'also cross-validate here in K folds, and write code that makes the same folds; those of a run that train --folds saved need no option',
    },
    { name: 'repeats', value: 'N', help: 'with --folds, of a random split: N times, default 1' },
    {
      name: 'rows',
      help: 'also the model as trained of kinds that keep training rows, such as neighbours',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 1);
    const { recipe, run } = await readRecipeOrRun(required(parsed, 0, 'RECIPE'));
    const out = requiredOption(parsed, 'out');
    const to = targetNamed(parsed.options.get('to') ?? 'project');
    const by = columnsIn(parsed);
    const folds = foldsAsked(parsed);
    const key = modelKey(recipe, parsed.options.get('model') ?? run?.result.modelKey);
    const log = toStderr('export');
    const { sql, source } = await openForRecipe(requiredOption(parsed, 'data'), recipe, log, [
      ...neededBy(recipe),
      ...(by ?? []),
    ]);
    try {
      offerSecond(sql, recipe, parsed);
      const here = { ...recipe, source };
      const profile = await profileOf(sql, source);
      const loaded = await loadCleaned(sql, here, log);
      const asked = { run: ownRun(run, here, key, log), folds, log };
      const { result, fitted, folded, decision } = await trainedOn(loaded, here, key, asked);
      const rows = parsed.options.has('rows');
      const raw = await loadTable(sql, baseRelation(source));
      const on = { loaded, recipe: here, run: fitted, lent: raw };
      const card = { ...recordedOf(on, result, by), decision };
      const told = { profile, scores: result.metrics, fitted, rows, card, folded };
      if (to === 'card') {
        printJson(await cardAlone(out, projectFiles(here, key, told)));
        return;
      }
      const leaving = leavingOf(loaded, here, fitted, computes);
      const { answers } = leaving;
      if (to !== 'project') {
        const facts = { ...told, ...leaving };
        const written = targetFiles(to, { recipe: here, modelKey: key, facts });
        for (const [path, text] of written) await writeOut(join(out, path), text);
        printJson({ out, target: to, files: [...written.keys()] });
        return;
      }
      const code = moduleOf(projectFiles(here, key, { ...told, ...leaving }));
      const verified = await compared(code, sql, { loaded, recipe: here, run: fitted, answers });
      const facts = { ...told, ...leaving, compared: verified };
      const files = new Map<string, string | Uint8Array>([
        ...projectFiles(here, key, facts),
        ...projectBinaries(here, key, facts),
      ]);
      for (const [path, content] of files) await writeOut(join(out, path), content);
      const lacks = Object.fromEntries(filesLacking(here, key, facts));
      for (const { target, ok } of verified) if (!ok) log(apart(target));
      printJson({ out, files: [...files.keys()], lacks, verified, ...scoresOf(result, folded) });
    } finally {
      await sql.close();
    }
  },
};

function targetNamed(name: string): Target | 'project' | 'card' {
  const found = (['project', 'card', ...targets] as const).find((t) => t === name);
  if (found !== undefined) return found;
  throw new EngineError({
    code: 'params-invalid',
    what: `There is no target “${name}”`,
    where: {},
    remedy: `Use project, card, ${targets.join(', ')}.`,
  });
}

const computes = { steps: stepComputes, models: modelComputes };

async function cardAlone(
  out: string,
  project: ReadonlyMap<string, string>,
): Promise<Record<string, unknown>> {
  const files = [...project].filter(([path]) => isCard(path));
  for (const [path, content] of files) await writeOut(join(out, path), content);
  return { out, files: files.map(([path]) => path) };
}

const isCard = (path: string): boolean => /\/(MODEL_CARD\.md|model_card\.html)$/.test(path);

const columnsIn = (parsed: Parsed): readonly string[] => parsed.options.get('by')?.split(',') ?? [];

/** What the card tells beside the scores: columns that may give the target away, and groups that were asked for. */
const recordedOf = (on: RunOnTable, result: RunResult, by: readonly string[]): RecordedFacts => {
  const ask = { columns: by, part: null, code: null, threshold: null, bins: 4 };
  return {
    result,
    leaks: leaksIn(on.loaded, on.recipe),
    fairness: by.length > 0 ? [driveSync(fairnessOfRun(on, ask, computes))] : [],
    decision: null,
  };
};

/** The run as it was saved, or trained here; its scores over folds where they are asked for, or were saved. */
async function trainedOn(
  loaded: Loaded,
  recipe: Recipe,
  key: string,
  { run, folds, log }: { run: RunFile | null; folds: FoldsAsked | null; log: Log },
): Promise<
  Pick<RunFile, 'result' | 'fitted'> & {
    readonly folded: CrossValidated | null;
    readonly decision: Decision | null;
  }
> {
  const { result, fitted } = run ?? (await experiment(loaded, recipe, key, log));
  const folded = folds ? crossValidated(loaded, recipe, key, folds) : (run?.folded ?? null);
  const decision = run?.decision ?? null;
  return { result: resultAt({ result, decision }), fitted, folded, decision };
}

const scoresOf = (result: RunResult, folded: CrossValidated | null): Record<string, unknown> => ({
  scores: summary(result)['metrics'],
  ...(folded && { folds: folded.answer }),
});

const apart = (target: string): LogEvent => ({
  level: 'ERROR',
  source: 'export.verify',
  message: `${target} does not answer test rows as the engine does: do not use it, and tell us`,
  meta: {},
});

const anew: LogEvent = {
  level: 'WARNING',
  source: 'export.train',
  message:
    'The run is not of this table, recipe and model: the model is trained anew here, and the threshold kept with the run is not taken over (labels are cut at 0.5)',
  meta: {},
};

/** A run of other rows is no run of this table: its model is trained anew. */
function ownRun(run: RunFile | null, recipe: Recipe, key: string, log: Log): RunFile | null {
  if (run === null) return null;
  if (run.result.modelKey === key && run.result.key === runKey(recipe, key)) return run;
  if (run.decision) log(anew);
  return null;
}

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
