import { baseRelation } from '#lib/data/relation.ts';
import { loadTable } from '#lib/data/table.ts';
import { driveSync } from '#lib/engine/drive.ts';
import { checkFitted } from '#lib/engine/fitted.ts';
import { fairnessOfRun, type FairnessAsk, type RunOnTable } from '#lib/engine/fairness/ofRun.ts';
import { study } from '#lib/engine/study/study.ts';
import { fewRows, type Fairness, type Gap, type Measure } from '#lib/recipe/fairness.ts';
import type { Log } from '#lib/recipe/log.ts';
import { cellsText } from '#lib/recipe/fairnessWords.ts';
import { mitigationAims, type MitigateStudy, type StudyAsk } from '#lib/recipe/study.ts';
import { activeSteps, weightOf } from '#lib/recipe/recipe.ts';
import { parts, type Part } from '#lib/recipe/run.ts';
import { secondTables } from '#lib/recipe/secondTable.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, parseArgs, required, requiredOption, usage, type Parsed } from '../args.ts';
import type { Command } from '../main.ts';
import { loadCleaned, openForRecipe } from '../open.ts';
import { printJson, toStderr } from '../output.ts';
import { offerSecond, withOption } from '../second.ts';
import { oneOf } from './train.ts';
import { readRun, type RunFile } from '../runFile.ts';

const computes = { steps: stepComputes, models: modelComputes };

export const command: Command = {
  usage:
    'fairness RUN FILE [--with NAME=FILE] --by COLUMN[,COLUMN] [--part train|validation|test|all] [--bins 4 | --cuts 18,65] [--class LABEL] [--threshold 0.5] [--mitigate K [--aim equalOpportunity|demographicParity]] [--json]',
  summary:
    'Says how a saved run treats groups of rows: base rate, selection rate, true and false positive rates, precision, accuracy and ROC AUC of each (of numbers bias, MAE, RMSE, R²) with 95 % intervals, how far the groups are apart, and why not all definitions of fairness can hold.',
  options: [
    {
      name: 'by',
      value: 'COLUMNS',
      help: 'one or two columns of the file, with a comma between; the model need not use them. Give --by twice where a name has a comma',
    },
    {
      name: 'part',
      value: 'PART',
      help: 'train, validation, test, or all; left out: where the run is judged, of another file than that of training all',
    },
    {
      name: 'bins',
      value: 'N',
      help: 'cut numbers of more than 6 values into N groups of about as many training rows (default 4)',
    },
    { name: 'cuts', value: 'NUMBERS', help: 'cut numbers here instead, as in 18,65' },
    {
      name: 'class',
      value: 'LABEL',
      help: 'the class that counts as positive; left out: the second of two, else the first',
    },
    {
      name: 'threshold',
      value: 'T',
      help: 'of two classes: the second one is called above this probability, default 0.5',
    },
    {
      name: 'mitigate',
      value: 'K',
      help: 'of two classes, on the file of training: also what reweighing, and a threshold for each group chosen on K folds of the training rows, do to score and gaps',
    },
    {
      name: 'aim',
      value: 'AIM',
      help: `with --mitigate: what the thresholds make equal, ${mitigationAims.join(' (default) or ')}`,
    },
    withOption,
    { name: 'json', help: 'JSON on standard output (always so)' },
  ],
  async run(args) {
    const parsed = parseArgs(args, this.options, 2);
    const run = await readRun(required(parsed, 0, 'RUN'));
    checkFitted(run.fitted, computes);
    const ask = askedOf(parsed, run);
    const asked = mitigationOf(parsed, ask);
    const log = toStderr('fairness');
    const weight = weightOf(run.recipe);
    const needed = [
      ...new Set([...run.fitted.inputs, ...ask.columns, run.result.target]),
      ...(weight === null ? [] : [weight]),
    ];
    const known = new Set(run.recipe.source.columns.map((c) => c.name));
    const joined = new Set(
      secondTables(activeSteps(run.recipe)).flatMap((s) => s.columns.map((c) => c.name)),
    );
    const there = needed.filter(
      (name) => known.has(name) || (ask.columns.includes(name) && !joined.has(name)),
    );
    const { sql, source } = await openForRecipe(
      required(parsed, 1, 'FILE'),
      run.recipe,
      log,
      there,
    );
    try {
      offerSecond(sql, run.recipe, parsed);
      const recipe = { ...run.recipe, source };
      const own = source.file.sha256 === run.recipe.source.file.sha256;
      if (!own && ask.part !== null && ask.part !== 'all')
        throw usage(
          '--part is for the file that the run was trained on, and this is another',
          'Leave --part out: every row counts.',
        );
      if (!own && asked)
        throw usage(
          '--mitigate is for the file that the run was trained on, and this is another',
          'Give that file.',
        );
      const inFile = new Set(source.columns.map((c) => c.name));
      const lent = await loadTable(
        sql,
        baseRelation(source),
        ask.columns.filter((name) => inFile.has(name)),
      );
      const loaded = await loadCleaned(sql, recipe, () => undefined);
      const on = { loaded, recipe, run: run.fitted, lent };
      const part = ask.part ?? (own ? null : 'all');
      const found = driveSync(fairnessOfRun(on, { ...ask, part }, computes));
      say(found, log);
      const more = mitigated(on, run, asked);
      printJson({ ...report(found), ...more });
    } finally {
      await sql.close();
    }
  },
};

function askedOf(parsed: Parsed, run: RunFile): FairnessAsk {
  const columns = columnsBy(parsed, run);
  if (columns.length > 2 || columns.includes('') || new Set(columns).size < columns.length)
    throw usage(`--by is ${columns.join(',')}`, 'Name one column, or two with a comma between.');
  const cuts = cutsOf(parsed, columns);
  return {
    columns,
    part: partOf(parsed),
    bins: numberOption(parsed, 'bins', { fallback: 4, min: 2, max: 12, whole: true }),
    ...(cuts && { cuts }),
    ...callsOf(parsed, run),
  };
}

/** Given more than once, each is a column whatever its name; given once, a column of the run's file by its name, or two. */
function columnsBy(parsed: Parsed, { recipe }: RunFile): readonly string[] {
  const once = requiredOption(parsed, 'by');
  const each = parsed.repeated.get('by') ?? [once];
  if (each.length > 1) return each;
  return recipe.source.columns.some(({ name }) => name === once) ? each : once.split(',');
}

function callsOf(
  parsed: Parsed,
  { fitted: { classes } }: RunFile,
): Pick<FairnessAsk, 'code' | 'threshold'> {
  const label = parsed.options.get('class');
  const code = label === undefined ? null : (classes?.indexOf(label) ?? -1);
  if (code !== null && code < 0)
    throw usage(
      classes ? `There is no class “${label}”` : 'The run predicts numbers, no classes',
      classes ? `Use one of ${classes.join(', ')}.` : 'Leave --class out.',
    );
  if (!parsed.options.has('threshold')) return { code, threshold: null };
  if (classes?.length !== 2)
    throw usage('A threshold is for targets of two classes', 'Leave --threshold out.');
  return { code, threshold: numberOption(parsed, 'threshold', { fallback: 0.5, min: 0, max: 1 }) };
}

function cutsOf(
  parsed: Parsed,
  columns: readonly string[],
): Readonly<Record<string, readonly number[]>> | null {
  const written = parsed.options.get('cuts');
  if (written === undefined) return null;
  const cuts = written.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (!cuts.every((x, k) => Number.isFinite(x) && (k === 0 || x > cuts[k - 1]!)))
    throw usage(`--cuts is ${written}`, 'Write rising numbers with commas, as in --cuts 18,65.');
  return Object.fromEntries(columns.map((name) => [name, cuts]));
}

function partOf(parsed: Parsed): Part | 'all' | null {
  const asked = parsed.options.get('part');
  const found = [...parts, 'all' as const].find((p) => p === asked);
  if (asked === undefined || found) return found ?? null;
  throw usage(`--part is ${asked}`, `Use ${parts.join(', ')} or all.`);
}

type MitigateAsk = Extract<StudyAsk, { kind: 'mitigate' }>;

function mitigationOf(parsed: Parsed, { columns, bins }: FairnessAsk): MitigateAsk | null {
  const aim = oneOf(parsed, 'aim', mitigationAims);
  if (!parsed.options.has('mitigate')) {
    if (aim !== undefined) throw usage('--aim is given without --mitigate', 'Give both.');
    return null;
  }
  const nSplits = numberOption(parsed, 'mitigate', { fallback: 5, min: 2, max: 1000, whole: true });
  return { kind: 'mitigate', nSplits, columns, bins, aim: aim ?? mitigationAims[0] };
}

/** Score and gaps as the model is, reweighed, and with a threshold for each group. */
function mitigated(
  { loaded, recipe, lent }: RunOnTable,
  { result }: RunFile,
  ask: MitigateAsk | null,
): Record<string, unknown> {
  if (!ask) return {};
  const study_ = study(loaded, recipe, result.modelKey, { ask, computes, scoring, lent });
  const { ways, thresholds, ...rest } = driveSync(study_) as MitigateStudy;
  return {
    mitigation: {
      ...rest,
      ways: ways.map((way) =>
        'why' in way
          ? way
          : {
              id: way.id,
              score: way.score,
              all: way.all,
              gaps: way.disparities.map(({ id, gap }) => ({
                id,
                difference: gap?.difference ?? null,
              })),
            },
      ),
      thresholds: thresholds.map(({ cells, ...own }) => ({ group: cellsText(cells), ...own })),
    },
  };
}

function say({ groups, rows }: Fairness, log: Log): void {
  const small = groups.filter((g) => g.small).length;
  if (small > 0)
    log({
      level: 'WARNING',
      source: 'fairness.groups',
      message: `${small} of ${groups.length} groups have fewer than ${fewRows} rows: their numbers rest on little`,
      meta: { small, groups: groups.length },
    });
  log({
    level: 'SUCCESS',
    source: 'fairness.groups',
    message: `Compared ${groups.length} groups of ${rows} rows`,
    meta: { groups: groups.length, rows },
  });
}

/** Groups are named where gaps speak of them: places in a list are for the page. */
function report({
  groups,
  disparities,
  conflict,
  all,
  ...rest
}: Fairness): Record<string, unknown> {
  const name = (g: number): string => cellsText(groups[g]!.cells);
  return {
    ...rest,
    all,
    groups: groups.map(({ cells, ...group }) => ({ name: cellsText(cells), cells, ...group })),
    disparities: disparities.map(({ id, gap, ratio }) => ({
      id,
      ...(gap ? gapJson(gap, ratio, name) : { difference: null, ratio: null }),
    })),
    conflict: conflict && {
      ...conflict,
      lowest: name(conflict.lowest),
      highest: name(conflict.highest),
    },
  };
}

const gapJson = (
  { measure, lowest, highest, difference, small }: Gap,
  ratio: Measure | null,
  name: (group: number) => string,
): Record<string, unknown> => ({
  measure,
  lowest: name(lowest),
  highest: name(highest),
  difference,
  ratio,
  small,
});
