import { drive } from '#lib/engine/drive.ts';
import { Explainer } from '#lib/engine/explain/shap.ts';
import { checkFitted } from '#lib/engine/fitted.ts';
import { splitData } from '#lib/engine/prepare.ts';
import { takeRows, type Table } from '#lib/engine/table.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import {
  groupName,
  marginOf,
  shapImportance,
  type ExplainedOutput,
  type Explanation,
} from '#lib/recipe/explanation.ts';
import type { Log } from '#lib/recipe/log.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { numberOption, parseArgs, required, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { digitsAsked, equationReport } from '../equation.ts';
import { limes } from '../lime.ts';
import { loadNewRows, openNewRows } from '../newRows.ts';
import { loadCleaned, type OpenTable } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { readRun, type RunFile } from '../runFile.ts';
import { offerSecond, withOption } from '../second.ts';
import type { Source } from '#lib/recipe/recipe.ts';

const computes = { steps: stepComputes, models: modelComputes };

/** Rows that LIME is asked for at most: each takes 5,000 predictions. */
const limeRowsAtMost = 20;

/** Rows that are explained and printed where none are named; of longer files so many, evenly taken. */
const rowsAtMost = 1000;

export const command: Command = {
  usage:
    'explain RUN FILE [--with NAME=FILE] [--rows 0,5,10-20] [--class LABEL] [--samples 50] [--lime] [--equation few|all] [--seed 42] [--json]',
  summary:
    'Says what a saved run’s predictions rest on: SHAP values of each row with their base value, and the importance of each column. Exact for trees and linear models, sampled with standard errors for the rest.',
  options: [
    withOption,
    {
      name: 'rows',
      value: 'ROWS',
      help: `rows of the file, the first is 0, with commas and ranges; left out: all, of more than ${rowsAtMost} that many, evenly taken`,
    },
    {
      name: 'class',
      value: 'LABEL',
      help: 'the class to explain; left out: the second of two, else each',
    },
    {
      name: 'samples',
      value: 'N',
      help: 'orders of the columns to draw for a row, each walked there and back, where the model allows no exact values (default 50)',
    },
    {
      name: 'lime',
      help: `also LIME of each row, with its fidelity; of at most ${limeRowsAtMost} rows`,
    },
    {
      name: 'equation',
      value: 'few|all',
      help: 'also the model as an equation in the columns of the file (words, Python, Excel) with few digits or all, and its points; FILE is the one that was trained on',
    },
    { name: 'seed', value: 'N', help: 'seed of what is drawn; left out: the run’s' },
    { name: 'json', help: 'JSON on standard output (always so)' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const run = await readRun(required(parsed, 0, 'RUN'));
    checkFitted(run.fitted, computes);
    const classes = classesOf(parsed, run);
    const walks = numberOption(parsed, 'samples', {
      fallback: 50,
      min: 2,
      max: 100_000,
      whole: true,
    });
    const seed = numberOption(parsed, 'seed', {
      fallback: run.recipe.seed,
      min: 0,
      max: 2 ** 32 - 1,
      whole: true,
    });
    const log = toStderr('explain');
    const opened = await openNewRows(run, required(parsed, 1, 'FILE'), log);
    try {
      offerSecond(opened.sql, run.recipe, parsed);
      const { table, rid } = await loadNewRows(opened.sql, opened.source, run, log);
      const chosen = chosenRows(parsed.options.get('rows'), rid, log);
      refuseLime(parsed, chosen.length);
      const digits = digitsAsked(parsed, run, opened.source);
      const background = await backgroundOf(opened, run, table, log);
      const found = await drive(
        new Explainer({ run: run.fitted, background, seed, walks }, computes).explain({
          table: takeRows(table, chosen),
          rid: chosen.map((i) => rid[i]!),
          classes,
        }),
        {
          onProgress: () => undefined,
          cancelled: () => false,
          breathe: () => Promise.resolve(),
          // Nobody else waits for this thread.
          sinceBreath: () => 0,
        },
      );
      log({
        level: 'SUCCESS',
        source: 'explain.shap',
        message: `Explained ${found.rid.length} rows (${found.method}); contributions add up to within ${found.gap.toExponential(1)}`,
        meta: { rows: found.rid.length, method: found.method, gap: found.gap },
      });
      const at = { table, rid, chosen, background, seed };
      const lime = parsed.options.has('lime') ? { lime: limes(run, at, classes, log) } : {};
      const equation = digits && equationReport(run, background, { digits, log });
      printJson({ ...report(run, found), ...lime, ...(equation && { equation }) });
    } finally {
      await opened.sql.close();
    }
  },
};

function classesOf(parsed: Parsed, { fitted }: RunFile): readonly number[] | null {
  const label = parsed.options.get('class');
  if (label === undefined) return null;
  const code = fitted.classes?.indexOf(label) ?? -1;
  if (code >= 0) return [code];
  throw usage(
    fitted.classes ? `There is no class “${label}”` : 'The run predicts numbers, no classes',
    fitted.classes ? `Use one of ${fitted.classes.join(', ')}.` : 'Leave --class out.',
  );
}

function refuseLime(parsed: Parsed, rows: number): void {
  if (!parsed.options.has('lime') || rows <= limeRowsAtMost) return;
  throw usage(
    `--lime is asked of ${rows} rows, and ${limeRowsAtMost} are the most`,
    'Choose some with --rows.',
  );
}

/** Places among the rows that were read. @throws EngineError 'usage' for rows that the file does not have */
function chosenRows(asked: string | undefined, rid: Int32Array, log: Log): Int32Array {
  if (rid.length === 0)
    throw new EngineError({
      code: 'no-rows',
      what: 'The file has no row to explain',
      where: {},
      remedy: 'Give a file with at least one row.',
    });
  if (asked === undefined) return evenly(rid, log);
  const place = new Map(Array.from(rid, (row, i) => [row, i] as const));
  return Int32Array.from(namedRows(asked, place.size), (row) => {
    const at = place.get(row);
    if (at !== undefined) return at;
    throw usage(
      `--rows names row ${row}, which the file does not have or a step leaves out`,
      `Use rows from ${rid[0]!} to ${rid.at(-1)!}.`,
    );
  });
}

function evenly(rid: Int32Array, log: Log): Int32Array {
  const n = Math.min(rid.length, rowsAtMost);
  if (n < rid.length)
    log({
      level: 'WARNING',
      source: 'explain.rows',
      message: `Explains ${n} of ${rid.length} rows, evenly taken; --rows chooses others`,
      meta: { rows: n, of: rid.length },
    });
  return Int32Array.from({ length: n }, (_, i) => Math.floor((i * rid.length) / n));
}

function namedRows(text: string, most: number): readonly number[] {
  const rows = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    const [from, to] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    if (!found || to < from || to - from > most)
      throw usage(`--rows has “${part}”`, 'Write numbers and ranges with commas, as in 0,5,10-20.');
    for (let row = from; row <= to; row += 1) rows.add(row);
  }
  return [...rows];
}

/** Training rows where the file is the one that was trained on, else the file's own rows. */
async function backgroundOf(
  { sql, source }: OpenTable & { readonly source: Source },
  { recipe, fitted }: RunFile,
  table: Table,
  log: Log,
): Promise<Table> {
  if (source.file.sha256 !== recipe.source.file.sha256) {
    log({
      level: 'INFO',
      source: 'explain.background',
      message:
        'Another file than that of training: its own rows are what contributions are measured from, where the model needs some',
      meta: { rows: table.rows },
    });
    return table;
  }
  const here = { ...recipe, source };
  const { train } = splitData(await loadCleaned(sql, here, () => undefined), here);
  const columns = fitted.inputs.map((name) => [name, train.table.columns.get(name)!] as const);
  return { rows: train.table.rows, columns: new Map(columns) };
}

function report({ result, fitted }: RunFile, found: Explanation): Record<string, unknown> {
  const { method, scale, gap, background, walks, features, groups } = found;
  return {
    model: fitted.model,
    task: fitted.task,
    target: result.target,
    classes: fitted.classes,
    method,
    scale,
    additivity: { rows: found.rid.length, largestGap: gap },
    ...(method === 'trees' ? {} : { backgroundRows: background }),
    ...(walks > 0 && { samples: walks }),
    columns: groups.map((group) => ({
      name: groupName(group),
      raw: group.columns,
      features: group.features.map((j) => features[j]!),
    })),
    features,
    importance: {
      shap: found.outputs.map((output) => ({
        class: output.label,
        columns: meansOf(found, output, 'groups'),
        features: meansOf(found, output, 'features'),
      })),
      permutation: result.importance,
      permutationMetric: result.judged.metric,
      ...(result.fitted.importances && {
        gain: result.fitted.importances.map(([feature, value]) => ({ feature, value })),
      }),
    },
    outputs: found.outputs.map((output) => ({
      class: output.label,
      baseValue: output.base,
      rows: rowsOf(found, output),
    })),
  };
}

const meansOf = (
  found: Explanation,
  output: ExplainedOutput,
  by: 'groups' | 'features',
): readonly Record<string, unknown>[] =>
  shapImportance(found, output, by).map(({ name, mean, error }) => ({
    name,
    meanAbs: mean,
    standardError: error,
  }));

/** Values are lists in the order of `columns` and `features`: names are the user's text, and two may be the same. */
function rowsOf(found: Explanation, output: ExplainedOutput): readonly Record<string, unknown>[] {
  const { features, groups, predicted } = found;
  const width = predicted.length / found.rid.length;
  const part = (values: Float64Array, i: number, n: number): number[] =>
    Array.from(values.subarray(i * n, (i + 1) * n));
  return Array.from(found.rid, (row, i) => ({
    row,
    prediction: part(predicted, i, width),
    value: marginOf(output, i, features.length),
    columns: part(output.grouped, i, groups.length),
    features: part(output.values, i, features.length),
    ...(output.errors && {
      columnErrors: part(output.errors.grouped, i, groups.length),
      featureErrors: part(output.errors.values, i, features.length),
    }),
  }));
}
