import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import { chiSquares, fByClasses, fByValues } from '#lib/engine/columnScores.ts';
import { mutualInformation } from '#lib/engine/mutualInformation.ts';
import type { TrainTarget } from '#lib/engine/table.ts';
import { targetOf } from '../../target.ts';
import { short } from '../../words.ts';
import { finiteNumbers } from '../../finite.ts';
import { columnSelector } from '../selector.ts';
import type { selectKBest as spec } from './spec.ts';

type Params = ParamsOf<typeof spec>;

/** SelectKBest: of equal scores the later column is kept, and a column without a score is the worst. */
export const selectKBest = columnSelector<Params>('selectKBest', (input) => {
  const { table, columns, params, seed } = input;
  const target = targetOf(input, 'selectKBest');
  const values = finiteNumbers(table, columns, 'selectKBest');
  const scores = scored(values, target, params.scoreFunc, seed);
  const clean = scores.map((s) => (Number.isNaN(s) ? -Infinity : s));
  const best = [...clean.keys()].sort((a, b) => clean[b]! - clean[a]! || b - a);
  const kept = new Set(best.slice(0, params.k));
  return scores.map((s, j) => ({
    keep: kept.has(j),
    why: Number.isNaN(s) ? 'it has no score' : `score ${short(s)}, place ${best.indexOf(j) + 1}`,
  }));
});

function scored(
  values: readonly Float64Array[],
  target: TrainTarget,
  scoreFunc: Params['scoreFunc'],
  seed: number,
): number[] {
  if (scoreFunc === 'mutualInfo') return mutualInformation(values, target, seed);
  if (scoreFunc === 'f')
    return values.map((x) =>
      target.classes === null ? fByValues(x, target.y) : fByClasses(x, target),
    );
  if (target.classes === null)
    throw chi('a regression has no classes to count', 'Take the F-test or mutual information.');
  if (values.some((x) => x.some((v) => v < 0)))
    throw chi('a column holds negative numbers', 'Scale it to 0 … 1 first, or take the F-test.');
  return values.map((x) => chiSquares(x, target));
}

const chi = (why: string, remedy: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `Chi-square cannot be taken: ${why}`,
    where: { step: 'selectKBest' },
    remedy,
  });
