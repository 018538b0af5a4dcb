import type { Py } from '#lib/codegen/python/ir.ts';
import { list, lit, tuple } from '#lib/codegen/python/ir.ts';
import type { Task } from '#lib/recipe/profile.ts';
import { memberLowerings } from './lowerings.ts';
import type { Member } from './params.ts';

/** scikit-learn's `estimators`: a list of (name, estimator), named by model and place. */
export const estimators = (members: readonly Member[], task: Task, seed: number): Py =>
  list(
    members.map(({ model, params }, k) =>
      tuple([lit(`${model}${k + 1}`), memberLowerings[model].sklearn(params, task, seed)]),
    ),
  );
