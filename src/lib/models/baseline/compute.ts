import { mean } from '#lib/engine/linalg.ts';
import { defineModelCompute } from '#lib/engine/model.ts';
import { checkRows } from '../check.ts';
import type { BaselineSpec } from './spec.ts';

/** The answer to every row: [mean], or the share of each class. */
export interface BaselineFitted {
  readonly answer: Float64Array;
}

export const baselineCompute = defineModelCompute<BaselineSpec>()<BaselineFitted>({
  takesMissing: true,
  *fit({ X, y, task, nClasses }) {
    checkRows(X.rows, 'baseline');
    yield { share: 1 };
    if (task === 'regression') return { answer: Float64Array.of(mean(y)) };
    const counts = new Float64Array(nClasses);
    for (const code of y) counts[code]! += 1;
    return { answer: counts.map((n) => n / y.length) };
  },
  predict({ answer }, X) {
    const width = answer.length;
    return new Float64Array(X.rows * width).map((_, at) => answer[at % width]!);
  },
  explain: () => ({}),
});
