import { driveSync } from '#lib/engine/drive.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { study } from '#lib/engine/study/study.ts';
import {
  bestThreshold,
  decisionScores,
  evenCosts,
  gridPlace,
  outcomesAt,
} from '#lib/recipe/decision.ts';
import { isSupervised, type Task } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { CurveStudy, OutOfFold, StudyAsk } from '#lib/recipe/study.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import { scoring } from '#lib/workers/scoring.ts';
import { numberOption, usage, type Option, type Parsed } from './args.ts';

/** Questions about a model that take more fits of it, each on demand. */
export const studyOptions: readonly Option[] = [
  {
    name: 'calibrate',
    value: 'K',
    help: 'of two classes: also recalibrate, and find the best threshold, on K folds of the training rows',
  },
  {
    name: 'costs',
    value: 'A,B',
    help: 'with --calibrate: what a false alarm and a missed row cost, default 1,1',
  },
  {
    name: 'learning-curve',
    value: 'K',
    help: 'also score on a tenth to all of the training rows, in K folds: would more rows help',
  },
];

export interface AskedStudies {
  readonly calibrate: number;
  readonly costs: readonly [falseAlarm: number, missed: number];
  readonly learning: number;
}

/** Read before the file is. @throws EngineError 'usage' */
export function studiesOf(parsed: Parsed): AskedStudies {
  const folds = (name: string): number =>
    numberOption(parsed, name, { fallback: 0, min: 2, max: 1000, whole: true });
  const costs = costsOf(parsed.options.get('costs') ?? '1,1');
  const calibrate = folds('calibrate');
  if (calibrate === 0 && parsed.options.has('costs'))
    throw usage(
      '--costs is given without --calibrate, which finds the threshold for them',
      'Give both, as in --calibrate 5 --costs 1,5.',
    );
  return {
    calibrate,
    costs,
    learning: folds('learning-curve'),
  };
}

/** What a false alarm and a missed row cost. @throws EngineError 'usage' */
export function costsOf(written: string): readonly [falseAlarm: number, missed: number] {
  const costs = written.split(',').map((text) => (text.trim() === '' ? NaN : Number(text)));
  if (costs.length !== 2 || !costs.every(Number.isFinite))
    throw usage(`--costs is ${written}`, 'Use two numbers, as in --costs 1,5.');
  return [costs[0]!, costs[1]!];
}

/** Said before anything is trained. @throws EngineError 'usage' for studies that the task has no answer to */
export function refuseStudies(task: Task, { calibrate, learning }: AskedStudies): void {
  if (learning > 0 && !isSupervised(task))
    throw usage(
      `--learning-curve is for models with a target, and this is ${task}`,
      'Leave it out.',
    );
  if (calibrate === 0 || task === 'binary') return;
  throw usage(
    `--calibrate is for targets of two classes, and this is ${task}`,
    'Leave it out; of more classes the probabilities are what the model says.',
  );
}

/** The answers that were asked for; empty without a target. */
export function studied(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { calibrate, costs, learning }: AskedStudies,
): Record<string, unknown> {
  if (recipe.task === null || !isSupervised(recipe.task)) return {};
  const computes = { steps: stepComputes, models: modelComputes };
  const answer = (ask: StudyAsk): unknown =>
    driveSync(study(loaded, recipe, modelKey, { ask, computes, scoring }));
  const shares = [0.1, 0.25, 0.5, 0.75, 1];
  return {
    ...(calibrate > 0 && {
      out_of_fold: folded(answer({ kind: 'outOfFold', nSplits: calibrate }) as OutOfFold, costs),
    }),
    ...(learning > 0 && {
      learning_curve: answer({ kind: 'learning', nSplits: learning, shares }) as CurveStudy,
    }),
  };
}

function folded(
  { how, rows, platt, isotonic, parts, thresholds }: OutOfFold,
  [falseAlarm, missed]: AskedStudies['costs'],
): Record<string, unknown> {
  const costs = { ...evenCosts, falseAlarm, missed };
  const best = bestThreshold(thresholds, costs, null);
  const cost = (at: number): number | null =>
    decisionScores(outcomesAt(thresholds, gridPlace(at)), costs, null).cost;
  return {
    how,
    rows,
    recalibration: { platt, isotonic, parts },
    threshold: {
      best,
      costs,
      cost: best === null ? null : cost(best),
      cost_at_half: cost(0.5),
    },
  };
}
