import { EngineError } from '#lib/recipe/errors.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { calibrators, type Calibrator, type OutOfFold } from '#lib/recipe/study.ts';
import { foldsOf, judgeFold, partsOfFold, prepareFold } from '../assess.ts';
import { calibrationOf } from '../diagnosis/calibration.ts';
import { thresholdGrid } from '../diagnosis/thresholds.ts';
import { classColumn } from '../evaluate.ts';
import { fitIsotonic, isotonicAt } from '../isotonic.ts';
import type { Progress } from '../model.ts';
import { fitSigmoid, probabilityOf } from '../platt.ts';
import { dataAt, partsOf, splitData, type Loaded, type SplitData } from '../prepare.ts';
import { within, type RunDeps } from '../run.ts';
import type { Judged } from '../scoring.ts';
import { decisionsOnly } from './decisionsOnly.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;

/**
 * Predicts each training row by a model fitted on other training rows, fits Platt's sigmoid and an isotonic function on
 * these, and shows both on the rows that no fit has seen. The threshold that is chosen from its grid has seen no test row.
 * @throws EngineError 'recipe-invalid' for anything but two classes, and of folds that the rows do not allow
 */
export function* outOfFold(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { nSplits, ...deps }: Deps & { readonly nSplits: number },
): Generator<Progress, OutOfFold> {
  if (recipe.task !== 'binary') throw twoClassesOnly();
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1, trainOnly: true });
  const { target } = partsOf(loaded, recipe);
  const fits = folds.length + 1;
  const seen: { readonly y: number; readonly p: number; readonly w: number }[] = [];
  for (const [k, fold] of folds.entries()) {
    const data = dataAt(loaded, recipe, target, partsOfFold(fold));
    const { validation } = yield* within(
      k / fits,
      (k + 1) / fits,
      fitAndJudge(data, recipe, modelKey, deps),
    );
    if (validation.decisions) throw decisionsOnly(modelKey);
    const p = classColumn(validation.predicted, 2, 1);
    p.forEach((value, i) =>
      seen.push({ y: validation.yTrue[i]!, p: value, w: validation.weight?.[i] ?? 1 }),
    );
    yield { share: (k + 1) / fits, note: `fold ${k + 1} of ${folds.length}` };
  }
  const own = splitData(loaded, recipe);
  const judged = yield* within(1 - 1 / fits, 1, fitAndJudge(own, recipe, modelKey, deps));
  const y = Float64Array.from(seen, (s) => s.y);
  const p = Float64Array.from(seen, (s) => s.p);
  const weight = own.train.weight && Float64Array.from(seen, (s) => s.w);
  const platt = fitSigmoid(p, Uint8Array.from(y));
  const isotonic = fitIsotonic(p, y);
  const mapped: Readonly<Record<Calibrator, (p: number) => number>> = {
    none: (x) => x,
    platt: (x) => probabilityOf(platt, x),
    isotonic: (x) => isotonicAt(isotonic, x),
  };
  const label = target.classes![1]!;
  return {
    kind: 'outOfFold',
    how,
    rows: y.length,
    thresholds: thresholdGrid(y, p, weight),
    platt,
    isotonic,
    parts: {
      validation: calibrated(judged.validation, label, mapped),
      test: calibrated(judged.test, label, mapped),
    },
  };
}

function* fitAndJudge(
  data: SplitData,
  recipe: Recipe,
  modelKey: string,
  deps: Deps,
): Generator<Progress, Record<'train' | 'validation' | 'test', Judged>> {
  const ready = yield* within(0, 0.2, prepareFold(data, recipe, modelKey, deps));
  return yield* within(0.2, 1, judgeFold(ready, recipe, modelKey, deps));
}

function calibrated(
  { yTrue, predicted, weight = null }: Judged,
  label: string,
  mapped: Readonly<Record<Calibrator, (p: number) => number>>,
): OutOfFold['parts']['test'] {
  if (yTrue.length === 0) return null;
  const p = classColumn(predicted, 2, 1);
  const each = calibrators.map(
    (c) => [c, calibrationOf(label, yTrue, p.map(mapped[c]), weight)] as const,
  );
  return Object.fromEntries(each) as Record<Calibrator, ReturnType<typeof calibrationOf>>;
}

const twoClassesOnly = (): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: 'Thresholds and recalibration are for targets of two classes',
    where: {},
    remedy: 'Merge classes until two are left, or read the probabilities as they are.',
  });
