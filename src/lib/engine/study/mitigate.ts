import { EngineError } from '#lib/recipe/errors.ts';
import { fewRows } from '#lib/recipe/fairness.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import type { MitigateStudy, StudyAsk } from '#lib/recipe/study.ts';
import { foldsOf, judgeFold, partsOfFold, prepareFold, scoreOf } from '../assess.ts';
import { thresholdGrid } from '../diagnosis/thresholds.ts';
import { fairnessOf } from '../fairness/fairness.ts';
import type { Grouping } from '../fairness/grouping.ts';
import { groupThresholds } from '../fairness/groupThresholds.ts';
import { groupedBy } from '../fairness/ofRun.ts';
import type { Progress } from '../model.ts';
import { dataAt, judgedPart, partsOf, splitData, type Loaded, type SplitData } from '../prepare.ts';
import { within, type RunDeps } from '../run.ts';
import type { Judged } from '../scoring.ts';
import { decisionsOnly } from './decisionsOnly.ts';

type Deps = Pick<RunDeps, 'computes' | 'scoring'>;
type Ask = Extract<StudyAsk, { kind: 'mitigate' }>;
/** Columns of the file that the steps take away: groups may be made of them. */
interface Lent {
  readonly lent?: Loaded | null | undefined;
}
type Way = MitigateStudy['ways'][number];

/**
 * What two ways to treat groups more alike do to score and gaps, on the rows that judge the model: training rows weighed so that
 * groups and classes are independent, and a threshold for each group, chosen on training rows that are each predicted by a model
 * that has not seen them. No row that judges has a say in either.
 * @throws EngineError 'recipe-invalid' for anything but two classes, 'column-missing' for a column that neither table nor file has
 */
export function* mitigate(
  loaded: Loaded,
  given: Recipe,
  modelKey: string,
  { columns, bins, nSplits, aim, lent = null, ...deps }: Deps & Omit<Ask, 'kind'> & Lent,
): Generator<Progress, MitigateStudy> {
  if (given.task !== 'binary') throw twoClassesOnly();
  // The run as it is, reweighed where it is: the other way weighs by the columns asked about.
  const recipe = given;
  const { target, where } = partsOf(loaded, recipe);
  const placesOf = (index: Int32Array): Int32Array => index.map((i) => target.kept[i]!);
  const grouped = (rows: Int32Array): Grouping =>
    groupedBy({ loaded, lent }, { columns, bins }, { train: placesOf(where.train), rows });
  const data = splitData(loaded, recipe);
  const part = judgedPart(data);
  const groups = grouped(placesOf(where[part]));
  const told = (id: Told, judged: Judged, threshold: Threshold): Generator<Progress, Way> =>
    wayOf(id, judged, groups, { threshold, deps, seed: recipe.seed });

  const { seen, how } = yield* within(0, 0.7, unseen(loaded, recipe, modelKey, { nSplits, deps }));
  const asIs = (yield* within(0.7, 0.85, fitAndJudge(data, recipe, modelKey, deps)))[part];
  const grid = seen.byGroup(grouped(seen.places()));
  const cuts = groupThresholds(grid.groups, aim);
  const reweighed = yield* reweighedWay(() => {
    const by = { ...recipe, reweigh: [...columns] };
    const own = dataAt(loaded, by, target, where);
    return within(0.85, 1, fitAndJudge(own, by, modelKey, deps));
  });
  return {
    ...{ kind: 'mitigate', how, part, columns, aim, rows: seen.places().length },
    metric: deps.scoring.primary('binary').id,
    ways: [
      yield* told('asIs', asIs, 0.5),
      'why' in reweighed ? reweighed : yield* told('reweighed', reweighed.judged[part], 0.5),
      yield* told('thresholds', asIs, cutsFor(groups, grid.cells, cuts)),
    ],
    thresholds: grid.groups.map(({ rows }, g) => ({
      ...{ cells: grid.cells[g]!, rows, small: rows < fewRows, threshold: cuts[g]! },
    })),
  };
}

type Told = Exclude<Way, { why: string }>['id'];
type Threshold = number | Float64Array;

/** Each training row, predicted by a model fitted on others. */
function* unseen(
  loaded: Loaded,
  recipe: Recipe,
  modelKey: string,
  { nSplits, deps }: { readonly nSplits: number; readonly deps: Deps },
): Generator<Progress, { readonly seen: ReturnType<typeof unseenRows>; readonly how: string }> {
  const { folds, how } = foldsOf(loaded, recipe, { nSplits, nRepeats: 1, trainOnly: true });
  const { target } = partsOf(loaded, recipe);
  const seen = unseenRows();
  for (const [k, fold] of folds.entries()) {
    const own = dataAt(loaded, recipe, target, partsOfFold(fold));
    const span = [k / folds.length, (k + 1) / folds.length] as const;
    const { validation } = yield* within(...span, fitAndJudge(own, recipe, modelKey, deps));
    if (validation.decisions) throw decisionsOnly(modelKey);
    seen.add(
      validation,
      fold.test.map((i) => target.kept[i]!),
    );
    yield { share: span[1], note: `fold ${k + 1} of ${folds.length}` };
  }
  return { seen, how };
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

/** A model that takes no weights, or a column of too many groups, leaves the other way. */
function* reweighedWay(
  fit: () => Generator<Progress, Record<'train' | 'validation' | 'test', Judged>>,
): Generator<
  Progress,
  Extract<Way, { why: string }> | { judged: Record<'train' | 'validation' | 'test', Judged> }
> {
  try {
    return { judged: yield* fit() };
  } catch (error) {
    if (!(error instanceof EngineError) || error.detail.code === 'cancelled') throw error;
    return { id: 'reweighed', why: error.detail.what };
  }
}

function* wayOf(
  id: Told,
  judged: Judged,
  grouping: Grouping,
  { threshold, deps, seed }: { threshold: Threshold; deps: Deps; seed: number },
): Generator<Progress, Way> {
  const input = { judged, grouping, code: 1, threshold, seed };
  const { all, groups, disparities } = yield* fairnessOf(input);
  return { id, score: scoreOf(judged, deps.scoring), all, groups, disparities };
}

/** Training rows as they are predicted in folds. */
function unseenRows() {
  const rows: { place: number; y: number; p: number; w: number }[] = [];
  return {
    add({ yTrue, predicted, weight }: Judged, places: Int32Array): void {
      places.forEach((place, i) =>
        rows.push({ place, y: yTrue[i]!, p: predicted[2 * i + 1]!, w: weight?.[i] ?? 1 }),
      );
    },
    places: (): Int32Array => Int32Array.from(rows, (r) => r.place),
    byGroup({ groups: cells, of }: Grouping) {
      const groups = cells.map((_, g) => {
        const own = rows.filter((_row, i) => of[i] === g);
        const grid = thresholdGrid(
          own.map((r) => r.y),
          own.map((r) => r.p),
          Float64Array.from(own, (r) => r.w),
        );
        return { rows: own.length, grid };
      });
      return { cells, groups };
    },
  };
}

/** Each row's threshold; a group that no training row is in stays at 0.5. */
function cutsFor(
  { groups, of }: Grouping,
  known: Grouping['groups'],
  cuts: readonly number[],
): Float64Array {
  const place = new Map(known.map((cells, g) => [JSON.stringify(cells), cuts[g]!]));
  const own = groups.map((cells) => place.get(JSON.stringify(cells)) ?? 0.5);
  return Float64Array.from(of, (g) => own[g]!);
}

const twoClassesOnly = (): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: 'Ways to treat groups more alike are compared for targets of two classes',
    where: {},
    remedy:
      'Merge classes until two are left; reweighing by itself also takes more (tabwise train --reweigh).',
  });
