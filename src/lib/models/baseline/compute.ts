import { weightedMean } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { doubles, fitting, perClass, record, unless } from '#lib/engine/state.ts';
import { checkRows } from '../check.ts';
import type { BaselineSpec } from './spec.ts';
import { shares } from '../forms.ts';

/** The answer to every row: [mean], or the share of each class. */
export interface BaselineFitted {
  readonly answer: Float64Array;
}

const baselineForm = fitting(
  record<BaselineFitted>({ answer: doubles({ length: perClass }) }),
  ({ answer }, facts) => unless([shares(answer, facts), 'its shares do not sum to 1']),
);

export const baselineCompute = defineModelCompute<BaselineSpec>()<BaselineFitted>({
  state: { version: 1, form: baselineForm },
  takesWeights: true,
  takesMissing: true,
  *fit({ X, y, weight, task, nClasses }) {
    checkRows(X.rows, 'baseline');
    yield { share: 1 };
    if (task === 'regression') return { answer: Float64Array.of(weightedMean(y, weight)) };
    const counts = new Float64Array(nClasses);
    for (const [i, code] of y.entries()) counts[code]! += weight?.[i] ?? 1;
    const total = counts.reduce((sum, n) => sum + n, 0);
    return { answer: counts.map((n) => n / total) };
  },
  predict({ answer }, X) {
    const width = answer.length;
    return new Float64Array(X.rows * width).map((_, at) => answer[at % width]!);
  },
  explain: () => ({}),
});
