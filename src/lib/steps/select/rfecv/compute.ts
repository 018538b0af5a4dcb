import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { FitInput } from '#lib/engine/step.ts';
import type { TrainTarget } from '#lib/engine/table.ts';
import { part } from '#lib/engine/turns.ts';
import { foldsOf, valuesAt } from '../../target.ts';
import { short } from '../../words.ts';
import { checkEnough, eliminate, verdictsOf } from '../elimination.ts';
import { costOf, judgedRows, type Judged } from '../judged.ts';
import { slowSelector } from '../selector.ts';
import { scoreOf } from './score.ts';
import type { rfecv as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** RFECV: the number of columns whose scores over the folds add up to most, the smallest of equals; folds are shuffled by the seed. */
export const rfecv = slowSelector<Params>(
  'rfecv',
  function* (input) {
    const { columns, params } = input;
    const judged = judgedRows(input, 'rfecv');
    checkEnough(columns, 'rfecv');
    checkRows(input, judged.target);
    const least = Math.min(params.minFeaturesToSelect, columns.length);
    const folds = foldsOf(judged.target, params.cv, judged.seed);
    const share = 1 / (folds.length + 1);
    const totals = new Map<number, number>();
    for (const [k, { train, test }] of folds.entries()) {
      const y = valuesAt(judged.target.y, test);
      yield* part(
        eliminate(rowsAt(judged, train), {
          until: least,
          step: params.step,
          heard: (model, places) => {
            const cells = places.map((j) => valuesAt(judged.columns[j]!, test));
            const score = scoreOf(judged.target, y, model.predict(cells));
            totals.set(places.length, (totals.get(places.length) ?? 0) + score);
          },
        }),
        k * share,
        share,
      );
    }
    const [until, total] = best(totals);
    const found = yield* part(eliminate(judged, { until, step: params.step }), 1 - share, share);
    return verdictsOf(found, `score ${short(total / folds.length)} with ${until}`);
  },
  ({ columns, params, target }) =>
    (params.cv + 1) * Math.ceil(columns.length / params.step) * costOf(params, target),
);

/** Columns are tried from many to few: at the same score the last, smaller number holds. */
function best(totals: ReadonlyMap<number, number>): readonly [number, number] {
  let found: readonly [number, number] = [0, -Infinity];
  for (const entry of totals) if (entry[1] >= found[1]) found = entry;
  return found;
}

const rowsAt = (judged: Judged, rows: Int32Array): Judged => ({
  ...judged,
  columns: judged.columns.map((x) => valuesAt(x, rows)),
  target: { ...judged.target, y: valuesAt(judged.target.y, rows) } as TrainTarget,
});

/** Each fold needs two rows to score. @throws EngineError 'no-rows' */
function checkRows({ columns, params }: FitInput<Params>, { y }: TrainTarget): void {
  if (y.length >= 2 * params.cv) return;
  throw new EngineError({
    code: 'no-rows',
    what: `${y.length} training rows are too few for ${params.cv} folds of two rows or more`,
    where: { step: 'rfecv', column: columns[0]! },
    remedy: 'Give training a larger share of the split, or choose fewer folds.',
  });
}
