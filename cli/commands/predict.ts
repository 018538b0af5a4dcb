import { clean } from '#lib/data/clean.ts';
import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import { predictedLabels } from '#lib/engine/evaluate.ts';
import { predictSaved } from '#lib/engine/fitted.ts';
import { columnsNamed } from '#lib/recipe/params.ts';
import { isNumeric } from '#lib/recipe/profile.ts';
import type { Log } from '#lib/recipe/log.ts';
import type { Relation } from '#lib/engine/step.ts';
import type { AnyStepSpec, StepSpecs } from '#lib/recipe/step.ts';
import { activeSteps, targetOf, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { stepSpecs } from '#lib/steps/specs.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { openForRecipe } from '../open.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRun, type RunFile } from '../runFile.ts';

export const command: Command = {
  usage: 'predict RUN FILE --out FILE',
  summary:
    'Predicts each row of a file with a saved run and writes a CSV: row, prediction, and a probability for each class.',
  options: [
    { name: 'out', value: 'FILE', help: 'the CSV to write' },
    {
      name: 'threshold',
      value: 'T',
      help: 'of two classes: predict the second one above this probability, default 0.5',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const run = await readRun(required(parsed, 0, 'RUN'));
    const out = requiredOption(parsed, 'out');
    const threshold = thresholdOf(parsed, run);
    const log = toStderr('predict');
    const { sql, source } = await openForRecipe(
      required(parsed, 1, 'FILE'),
      run.recipe,
      log,
      neededColumns(run),
    );
    try {
      const start = withTarget(baseRelation(source), run.recipe);
      const rowwise = stepsFor(run.recipe, new Set(start.columns.map((c) => c.name)), log);
      const { relation, steps } = await clean(sql, start, rowwise, stepComputes);
      const failed = steps.find((s) => s.problem);
      if (failed?.problem) throw new EngineError(failed.problem);
      // What has no past in this file is told: those rows come out otherwise than in the middle of a series.
      for (const { events } of steps.filter((s) => s.step === 'pastRows')) events.forEach(log);
      const { table, rid } = await loadTable(sql, relation, run.fitted.inputs);
      const predicted = predicting(() =>
        predictSaved(run.fitted, table, { steps: stepComputes, models: modelComputes }),
      );
      await writeOut(out, csvOf(run, predicted, rid, threshold));
      log({
        level: 'SUCCESS',
        source: 'predict.file',
        message: `Predicted ${rid.length} rows`,
        meta: { rows: rid.length },
      });
      printJson({
        out,
        rows: rid.length,
        target: run.result.target,
        classes: run.result.classes,
        ...(threshold === null ? {} : { threshold }),
      });
    } finally {
      await sql.close();
    }
  },
};

/**
 * The recipe's steps as they apply to new rows: what only chooses or orders the rows to learn from is passed over, which
 * is said, and what need not be there is not asked for.
 */
const stepsFor = (recipe: Recipe, there: ReadonlySet<string>, log: Log): RecipeStep[] =>
  activeSteps(recipe).flatMap((step) => {
    const spec = specOf(step);
    if (spec?.sparesNewRows !== undefined) {
      log({
        level: 'INFO',
        source: 'predict.steps',
        message: `Passed over '${spec.title}': ${spec.sparesNewRows}`,
        meta: { step: step.key },
      });
      return [];
    }
    const columns = step.columns.filter((name) => there.has(name));
    return step.columns.length > 0 && columns.length === 0 ? [] : [{ ...step, columns }];
  });

const specOf = ({ step }: RecipeStep): AnyStepSpec | undefined => (stepSpecs as StepSpecs)[step];

/** What is to be predicted is missing in every row of a file that lacks it, as in the exported code. */
function withTarget(relation: Relation, recipe: Recipe): Relation {
  const name = targetOf(recipe);
  const known = recipe.source.columns.find((c) => c.name === name);
  if (!known || relation.columns.some((c) => c.name === name)) return relation;
  const id = `c${relation.columns.length}`;
  const type = isNumeric(known.type) ? 'DOUBLE' : 'VARCHAR';
  return {
    from: `(SELECT *, CAST(NULL AS ${type}) AS ${id} FROM ${relation.from})`,
    columns: [...relation.columns, { id, name: known.name, type: known.type }],
  };
}

/** Inputs of the model, and columns that the cleaning steps name; the target is not needed. */
function neededColumns({ recipe, fitted, result }: RunFile): string[] {
  const source = new Set(recipe.source.columns.map((c) => c.name));
  const cleaned = activeSteps(recipe).filter(
    (s) =>
      stepComputes[s.step as keyof typeof stepComputes]?.kind === 'cleaning' &&
      s.step !== 'dropColumns' &&
      specOf(s)?.sparesNewRows === undefined,
  );
  const namedBy = (s: RecipeStep): string[] => [
    ...s.columns,
    ...columnsNamed(specOf(s)!.params, s.params),
  ];
  // Answers that are known by then are read too by a step that reads the rows before.
  const past = new Set(cleaned.filter((s) => s.step === 'pastRows').flatMap(namedBy));
  return [...new Set([...fitted.inputs, ...cleaned.flatMap(namedBy)])].filter(
    (c) => source.has(c) && (c !== result.target || past.has(c)),
  );
}

/** null: the more probable class. @throws EngineError 'usage' for other than two classes */
function thresholdOf(parsed: Parsed, { fitted: { classes } }: RunFile): number | null {
  if (!parsed.options.has('threshold')) return null;
  if (classes?.length !== 2)
    throw usage(
      'A threshold is for targets of two classes',
      'Leave --threshold out, or read the probabilities.',
    );
  return numberOption(parsed, 'threshold', { fallback: 0.5, min: 0, max: 1 });
}

function csvOf(
  { fitted: { classes, task } }: RunFile,
  predicted: Float64Array,
  rid: Int32Array,
  threshold: number | null,
): string {
  if (task === 'anomaly') return scoresCsv(predicted, rid);
  const header = ['row', 'prediction', ...(classes ?? []).map((c) => `probability_${c}`)];
  const k = classes?.length ?? 1;
  const labels = classes
    ? threshold === null
      ? predictedLabels(predicted, k)
      : Int32Array.from(rid, (_, i) => (predicted[2 * i + 1]! > threshold ? 1 : 0))
    : null;
  const lines = Array.from(rid, (row, i) => {
    const own = Array.from(predicted.subarray(i * k, (i + 1) * k), String);
    return labels ? [String(row), classes![labels[i]!]!, ...own] : [String(row), ...own];
  });
  return `${[header, ...lines].map((cells) => cells.map(cell).join(',')).join('\n')}\n`;
}

/** Below 0 is unusual. */
const scoresCsv = (scores: Float64Array, rid: Int32Array): string =>
  `row,unusual,score\n${Array.from(rid, (row, i) => `${row},${scores[i]! < 0 ? 1 : 0},${scores[i]}\n`).join('')}`;

/** RFC 4180: quoted where it must be. */
const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** A gap where training had none: no step of the recipe fills it. */
function predicting(work: () => Float64Array): Float64Array {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineError) || error.detail.code !== 'not-finite') throw error;
    throw new EngineError({
      ...error.detail,
      remedy:
        'Training had no gap in this column, so the recipe does not fill it: add an impute step for it and train again, or fill the file.',
    });
  }
}
