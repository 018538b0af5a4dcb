import { drive } from '#lib/engine/drive.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { trainModel } from '#lib/engine/experiment.ts';
import type { Outcome, RunDeps } from '#lib/engine/run.ts';
import type { LogEvent } from '#lib/recipe/log.ts';
import { preferred } from '#lib/recipe/groupCounts.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { RunResult, Scores, Unsupervised } from '#lib/recipe/run.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { baselineId } from '#lib/models/specs.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { warnOfScale } from '#lib/workers/scaleWarning.ts';
import { scoring } from '#lib/workers/scoring.ts';

/** Trains one of the recipe's models on a loaded table, in this thread. */
export function experiment(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  told: ((event: LogEvent) => void) | Pick<RunDeps, 'log' | 'importance'>,
): Promise<Outcome> {
  const started = performance.now();
  const own = typeof told === 'function' ? { log: told } : told;
  return drive(
    trainModel(loaded, recipe, modelKey, {
      computes: { steps: stepComputes, models: modelComputes },
      scoring,
      baseline: baselineId,
      ...own,
      beforeFit: warnOfScale(own.log),
      seconds: () => (performance.now() - started) / 1000,
    }),
    {
      onProgress: () => undefined,
      cancelled: () => false,
      breathe: () => Promise.resolve(),
      // Nobody else waits for this thread.
      sinceBreath: () => 0,
    },
  );
}

const named = (scores: Scores): Record<string, number | null> => Object.fromEntries(scores);

/** A run as the command line prints it. Metric names are ours, so a plain object is safe; coefficients are pairs by name. */
export function summary(result: RunResult): Record<string, unknown> {
  const {
    task,
    target,
    classes,
    model,
    params,
    rows,
    rowsLeftOut,
    inputs,
    features,
    fitted,
    seconds,
  } = result;
  const byPart = (of: RunResult['metrics']): Record<string, unknown> => ({
    train: named(of.train),
    validation: named(of.validation),
    test: named(of.test),
  });
  return {
    task,
    target,
    classes,
    model,
    params,
    rows: rows.train + rows.validation + rows.test,
    rows_left_out: rowsLeftOut,
    inputs,
    features,
    split: rows,
    metrics: byPart(result.metrics),
    baseline: byPart(result.baseline),
    ...(result.notDefined ? { not_defined: reasons(result.notDefined) } : {}),
    judged: result.judged,
    ...diagnosed(result),
    intervals: result.intervals,
    fitted: {
      ...(fitted.coefficients
        ? coefficientsOf(fitted.coefficients, fitted.intercept ?? [], classes)
        : {}),
      ...(fitted.means ? { means: fitted.means.map((own) => Object.fromEntries(own)) } : {}),
      ...(fitted.importances ? { importances: Object.fromEntries(fitted.importances) } : {}),
      ...(fitted.nodes === undefined ? {} : { nodes: fitted.nodes }),
      ...(fitted.depth === undefined ? {} : { depth: fitted.depth }),
      ...(fitted.iterations === undefined
        ? {}
        : { iterations: fitted.iterations, converged: fitted.converged }),
    },
    importance: result.importance,
    ...(result.unsupervised ? { unsupervised: told(result.unsupervised) } : {}),
    seconds,
  };
}

/** Why a score above is null, by part and metric. */
const reasons = (of: NonNullable<RunResult['notDefined']>): Record<string, unknown> => ({
  train: Object.fromEntries(of.train),
  validation: Object.fromEntries(of.validation),
  test: Object.fromEntries(of.test),
});

/** What the evaluation page shows of the judged part: calibration and the worst segments; intervals of predictions. */
function diagnosed({ charts, judged, conformal }: RunResult): Record<string, unknown> {
  const { calibration, slices } = charts[judged.part].diagnosis ?? {};
  return {
    ...(calibration ? { calibration } : {}),
    ...(slices ? { segments: slices } : {}),
    ...(conformal ? { conformal } : {}),
  };
}

/** What groups or unusual rows there are; each row's own answer is what --answers writes. */
const told = ({
  sizes,
  stability,
  counts,
  map,
  newRows,
  profile,
}: Unsupervised): Record<string, unknown> => ({
  sizes,
  stability,
  ...(counts ? { group_counts: { ...counts, prefers: preferred(counts)?.groups ?? null } } : {}),
  ...(profile ? { profile } : {}),
  map: { shares: map.shares },
  answers_new_rows: newRows,
});

/** One set of coefficients by feature name; one for each class where there are several. */
function coefficientsOf(
  coefficients: NonNullable<RunResult['fitted']['coefficients']>,
  intercept: readonly number[],
  classes: readonly string[] | null,
): Record<string, unknown> {
  if (coefficients.length === 1)
    return { coefficients: Object.fromEntries(coefficients[0]!), intercept: intercept[0] ?? 0 };
  return {
    coefficients: Object.fromEntries(
      coefficients.map((c, k) => [classes?.[k] ?? String(k), Object.fromEntries(c)]),
    ),
    intercept: Object.fromEntries(intercept.map((b, k) => [classes?.[k] ?? String(k), b])),
  };
}
