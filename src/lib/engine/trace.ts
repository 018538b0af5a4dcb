import { detailOf, type ErrorDetail } from '#lib/recipe/errors.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import { gapTakers, type GapTakers, type ModelSpecs } from '#lib/recipe/model.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import {
  columnsTraced,
  type FittedStep,
  type Problem,
  type Trace,
  type TracedColumn,
  type TracedStep,
} from '#lib/recipe/run.ts';
import {
  fitSteps,
  learnedSteps,
  matrixOf,
  partSizes,
  splitData,
  unknownStep,
  type FittedParts,
  type Loaded,
  type SplitData,
  type StepMoment,
} from './prepare.ts';
import type { Progress } from './model.ts';
import { meanAndDeviation, median } from './stats.ts';
import type { StepComputes } from './step.ts';
import { missingIn, type Column, type Table } from './table.ts';

/**
 * Runs the recipe's learned steps on training rows and says what each does, without a model. A step that does not
 * fit the data becomes a problem and is passed over, so that the rest can still be shown.
 * @param models what the chosen models take: a gap is a problem only where one of them takes none
 */
export function* traceRecipe(
  loaded: Loaded,
  recipe: Recipe,
  computes: StepComputes,
  models: ModelSpecs,
): Generator<Progress, Trace> {
  let data: SplitData;
  try {
    data = splitData(loaded, recipe);
  } catch (error) {
    const detail = detailOf(error);
    const weight = detail.code === 'weight-invalid' ? detail.where.column : undefined;
    const fix = weight === undefined ? undefined : leaveOut(recipe, weight, computes);
    return nothing(loaded, [{ at: { part: partOf(detail, recipe) }, detail, ...(fix && { fix }) }]);
  }
  const { tables, steps, problems } = yield* fitLeniently(data, recipe, computes);
  problems.push(...readiness(tables, recipe, computes, gapTakers(recipe, models)));
  const matrix: TracedColumn[] = [];
  for (const [name, c] of tables.train.columns) {
    matrix.push(traceColumn(name, c));
    yield { share: 1 };
  }
  return {
    steps,
    problems,
    rows: partSizes(data),
    rowsLeftOut: data.leftOut,
    classes: classCounts(data),
    matrix,
  };
}

interface Lenient {
  readonly tables: FittedParts['tables'];
  readonly steps: TracedStep[];
  /** Those that fit, with what they learned. */
  readonly fitted: readonly FittedStep[];
  readonly problems: Problem[];
}

/** The recipe’s learned steps, each that does not fit passed over as a problem. */
export function* fitLeniently(
  data: SplitData,
  recipe: Recipe,
  computes: StepComputes,
): Generator<Progress, Lenient> {
  const problems: Problem[] = [];
  const known = activeSteps(recipe).filter((s) => Object.hasOwn(computes, s.step));
  for (const step of activeSteps(recipe).filter((s) => !known.includes(s)))
    problems.push(stepProblem(step.key, unknownStep(step).detail, recipe));
  let usable: Recipe = { ...recipe, steps: known };
  for (;;) {
    const todo = learnedSteps(usable, computes);
    const steps: TracedStep[] = [];
    const fitting = fitSteps(data, usable, computes);
    try {
      for (let next = fitting.next(); ; next = fitting.next()) {
        if (next.done) {
          const { tables, steps: fitted } = next.value;
          return { tables, steps, fitted, problems };
        }
        const within = typeof next.value === 'number' ? next.value : 0;
        if (typeof next.value !== 'number') steps.push(traceStep(next.value));
        yield { share: (steps.length + within) / (todo.length + 1) };
      }
    } catch (error) {
      const failed = todo[steps.length]!;
      problems.push(stepProblem(failed.key, detailOf(error), recipe));
      usable = { ...usable, steps: usable.steps.filter((s) => s.key !== failed.key) };
    }
  }
}

function stepProblem(key: string, detail: ErrorDetail, recipe: Recipe): Problem {
  const step = activeSteps(recipe).find((s) => s.key === key)!;
  const gone = detail.where.column ?? missingName(detail, step.columns);
  const others = gone !== undefined && step.columns.some((c) => c !== gone);
  const fix =
    others && step.columns.includes(gone)
      ? { label: `Leave out ${gone}`, edit: withoutColumn(step, gone) }
      : { label: 'Turn the step off', edit: { kind: 'toggleStep', key, enabled: false } as const };
  return { at: { step: key }, detail: { ...detail, where: { ...detail.where, step: key } }, fix };
}

/** A table's own message names the column it lacks, in quotes. */
const missingName = ({ code, what }: ErrorDetail, names: readonly string[]): string | undefined =>
  code === 'column-missing'
    ? names.find((name) => what.includes(`no column “${name}”`))
    : undefined;

function traceStep({ step, compute, fitted, before, after, parts }: StepMoment): TracedStep {
  const place = { columns: step.columns, params: step.params };
  const perPart = ([...Object.entries(parts)] as [string, Table][]).filter(([, t]) => t.rows > 0);
  const events: readonly LogEvent[] = compute.report({ table: before, ...place }, fitted, 'done');
  const added = [...after.columns.keys()].filter((name) => !before.columns.has(name));
  const kept = step.columns.filter((name) => after.columns.has(name));
  return {
    key: step.key,
    effect: events[0]?.message ?? 'Changes nothing',
    events: events.map((e) => ({
      ...e,
      meta: { ...e.meta, parts: perPart.map(([p, t]) => `${t.rows} ${p}`).join(', ') },
    })),
    rowsBefore: before.rows,
    rowsAfter: after.rows,
    columnsBefore: before.columns.size,
    columnsAfter: after.columns.size,
    before: step.columns
      .slice(0, columnsTraced)
      .map((name) => traceColumn(name, before.columns.get(name)!)),
    after: [...kept, ...added]
      .slice(0, columnsTraced)
      .map((name) => traceColumn(name, after.columns.get(name)!)),
  };
}

/** What stands between the features and a matrix, in any part: text left, gaps left, nothing left. */
function readiness(
  tables: FittedParts['tables'],
  recipe: Recipe,
  computes: StepComputes,
  gaps: GapTakers,
): Problem[] {
  const found = new Map<string, Problem>();
  for (const table of [tables.train, tables.validation, tables.test])
    for (const [name, c] of table.columns) {
      const detail = refusal({ rows: table.rows, columns: new Map([[name, c]]) }, gaps);
      if (!detail || found.has(name)) continue;
      const fix = leaveOut(recipe, name, computes);
      found.set(name, { at: { part: 'features' }, detail, ...(fix ? { fix } : {}) });
    }
  const none = tables.train.columns.size === 0 ? refusal(tables.train, gaps) : null;
  return [
    ...found.values(),
    ...(none ? [{ at: { part: 'features' as const }, detail: none }] : []),
  ];
}

function refusal(table: Table, gaps: GapTakers): ErrorDetail | null {
  try {
    matrixOf(table, gaps === 'all', gaps === 'some' ? someTakeNone : undefined);
    return null;
  } catch (error) {
    const detail = detailOf(error);
    return gaps === 'some' && detail.what.endsWith(someTakeNone)
      ? { ...detail, remedy: `${detail.remedy} Or choose only models that take missing values.` }
      : detail;
  }
}

const someTakeNone = 'not every chosen model takes them';

/** Takes a column of the file from the features, and from the learned steps that would miss it. */
function leaveOut(recipe: Recipe, column: string, computes: StepComputes): Problem['fix'] {
  if (!recipe.source.columns.some((c) => c.name === column)) return undefined;
  const edits = activeSteps(recipe)
    .filter((s) => computes[s.step]?.kind !== 'cleaning' && s.columns.includes(column))
    .map((s) => withoutColumn(s, column));
  const role = { kind: 'setRole', column, role: 'ignored' } as const;
  return {
    label: `Leave ${column} out`,
    edit: edits.length > 0 ? { kind: 'batch', edits: [role, ...edits] } : role,
  };
}

function withoutColumn({ key, columns }: RecipeStep, gone: string): Edit {
  const left = columns.filter((c) => c !== gone);
  return left.length > 0
    ? { kind: 'setColumns', key, columns: left }
    : { kind: 'toggleStep', key, enabled: false };
}

function classCounts(data: SplitData): Trace['classes'] {
  if (!data.target.classes) return null;
  const counts = data.target.classes.map((label) => ({ label, count: 0 }));
  for (const k of data.target.y) counts[k]!.count += 1;
  return counts;
}

const bins = 20;

/** A column in numbers, small enough to draw: see TracedColumn. */
export function traceColumn(name: string, c: Column): TracedColumn {
  const missing = missingIn(c);
  if (c.kind === 'category') {
    const counts = new Map<number, number>();
    for (const code of c.codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
    const top = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 12);
    return {
      name,
      kind: 'category',
      missing,
      distinct: counts.size,
      counts: top.map(([, n]) => n),
      labels: top.map(([code]) => c.levels[code]!),
    };
  }
  const present = missing > 0 ? c.values.filter((x) => !Number.isNaN(x)) : c.values;
  const { mean, deviation } = meanAndDeviation(present);
  return {
    name,
    kind: 'number',
    missing,
    distinct: new Set(present).size,
    ...(present.length > 0 ? { mean, std: deviation, median: median(present) } : {}),
    ...histogram(present),
  };
}

function histogram(xs: Float64Array): { counts: number[]; edges: number[] } {
  let [low, high] = [Infinity, -Infinity];
  for (const x of xs) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { counts: [], edges: [] };
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(bins).fill(0);
  for (const x of xs) counts[Math.min(bins - 1, Math.floor((x - low) / width))]! += 1;
  return { counts, edges: Array.from({ length: bins + 1 }, (_, i) => low + i * width) };
}

const nothing = (loaded: Loaded, problems: readonly Problem[]): Trace => ({
  steps: [],
  problems,
  rows: { train: loaded.table.rows, validation: 0, test: 0 },
  rowsLeftOut: 0,
  classes: null,
  matrix: [],
});

function partOf(detail: ErrorDetail, { split }: Recipe): 'target' | 'split' | 'features' {
  if (detail.code === 'weight-invalid') return 'features';
  if (detail.code === 'split-invalid' || detail.code === 'too-few-rows') return 'split';
  const used = 'column' in split ? [split.column] : 'columns' in split ? split.columns : [];
  return missingName(detail, used) ? 'split' : 'target';
}
