import { isClassification } from '#lib/recipe/profile.ts';
import { defineModelLowering } from '#lib/codegen/lowering.ts';
import { construct, list, lit } from '#lib/codegen/python/ir.ts';
import { estimators } from '../ensemble/python.ts';
import type { VotingSpec } from './spec.ts';

export const votingLowering = defineModelLowering<VotingSpec>({
  sklearn: ({ members }, task, seed) => {
    const classes = isClassification(task);
    return construct('sklearn.ensemble', classes ? 'VotingClassifier' : 'VotingRegressor', {
      estimators: estimators(members, task, seed),
      ...(classes ? { voting: lit('soft') } : {}),
      weights: list(members.map((m) => lit(m.weight))),
    });
  },
});
