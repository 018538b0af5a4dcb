import { calledLabels } from '#lib/engine/cut.ts';
import { predictSaved } from '#lib/engine/fitted.ts';
import { cutWords } from '#lib/recipe/cutWords.ts';
import { cutVersion, type GroupCuts } from '#lib/recipe/decision.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import { cellsText } from '#lib/recipe/fairnessWords.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { loadNewRows, openNewRows } from '../newRows.ts';
import { printJson, toStderr, writeOut } from '../output.ts';
import { readRun, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';

export const command: Command = {
  usage: 'predict RUN FILE [--with NAME=FILE] --out FILE [--threshold 0.5]',
  summary:
    'Predicts each row of a file with a saved run and writes a CSV: row, prediction, and a probability for each class, or a decision value of a model that has none.',
  options: [
    { name: 'out', value: 'FILE', help: 'the CSV to write' },
    withOption,
    {
      name: 'threshold',
      value: 'T',
      help: 'of two classes: predict the second one above this probability; left out: the threshold kept with the run, else 0.5',
    },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const run = await readRun(required(parsed, 0, 'RUN'));
    const out = requiredOption(parsed, 'out');
    const threshold = thresholdOf(parsed, run);
    const log = toStderr('predict');
    const { sql, source } = await openNewRows(run, required(parsed, 1, 'FILE'), log);
    try {
      offerSecond(sql, run.recipe, parsed);
      const { table, rid } = await loadNewRows(sql, source, run, log);
      const predicted = predicting(() =>
        predictSaved(run.fitted, table, { steps: stepComputes, models: modelComputes }),
      );
      const labels = run.fitted.classes
        ? calledLabels(asCut(run, threshold), predicted, table)
        : null;
      await writeOut(out, csvOf(run, predicted, rid, labels));
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
        ...cutIn(run, threshold),
      });
    } finally {
      await sql.close();
    }
  },
};

/** null: the more probable class. @throws EngineError 'usage' for other than two classes */
function thresholdOf(parsed: Parsed, { fitted: { classes }, result }: RunFile): number | null {
  if (!parsed.options.has('threshold')) return null;
  if (result.decisions)
    throw usage(
      'This model gives decision values and no probabilities to set a threshold on',
      'Leave --threshold out, or read the decision values: above 0 the second class is chosen.',
    );
  if (classes?.length !== 2)
    throw usage(
      'A threshold is for targets of two classes',
      'Leave --threshold out, or read the probabilities.',
    );
  return numberOption(parsed, 'threshold', { fallback: 0.5, min: 0, max: 1 });
}

/** By the threshold that was given, else by the one that is kept with the run. */
const asCut = (
  { fitted }: RunFile,
  threshold: number | null,
): Pick<FittedRun, 'cut' | 'classes'> =>
  threshold === null
    ? fitted
    : { ...fitted, cut: { version: cutVersion, threshold, chosen: null } };

/** What the labels were cut by, where that is anything but the most probable class. */
const cutIn = ({ fitted: { cut, classes } }: RunFile, threshold: number | null): object =>
  threshold !== null
    ? { threshold }
    : cut
      ? {
          ...{ threshold: cut.threshold, ...(cut.groups && { groups: groupsIn(cut.groups) }) },
          label: cutWords(cut, classes![1]!),
        }
      : {};

const groupsIn = ({ columns, of }: GroupCuts): object => ({
  columns,
  of: of.map(({ cells, threshold }) => ({ group: cellsText(cells), threshold })),
});

function csvOf(
  { fitted: { classes, task }, result }: RunFile,
  predicted: Float64Array,
  rid: Int32Array,
  labels: Int32Array | null,
): string {
  if (task === 'anomaly') return scoresCsv(predicted, rid);
  const said = result.decisions ? 'decision' : 'probability';
  const header = ['row', 'prediction', ...(classes ?? []).map((c) => `${said}_${c}`)];
  const k = classes?.length ?? 1;
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
