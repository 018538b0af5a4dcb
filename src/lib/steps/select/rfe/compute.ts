import type { ParamsOf } from '#lib/recipe/step.ts';
import { checkEnough, eliminate, verdictsOf } from '../elimination.ts';
import { costOf, judgedRows } from '../judged.ts';
import { slowSelector } from '../selector.ts';
import type { rfe as spec } from './spec.ts';

export const rfe = slowSelector<ParamsOf<typeof spec>>(
  'rfe',
  function* (input) {
    const { columns, params } = input;
    const judged = judgedRows(input, 'rfe');
    checkEnough(columns, 'rfe');
    const until = params.nFeaturesToSelect ?? Math.floor(columns.length / 2);
    return verdictsOf(yield* eliminate(judged, { until, step: params.step }));
  },
  ({ columns, params, target }) => Math.ceil(columns.length / params.step) * costOf(params, target),
);
