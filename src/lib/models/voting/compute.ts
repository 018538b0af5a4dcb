import { defineModelCompute } from '#lib/engine/model.ts';
import { fitting, record } from '#lib/engine/state.ts';
import { checkInput } from '../check.ts';
import {
  averaged,
  checkMembers,
  eachWeighed,
  fitMembers,
  memberAnswers,
  membersFields,
  rising,
  type FittedMembers,
} from '../ensemble/fitted.ts';
import type { VotingSpec } from './spec.ts';

const form = fitting(record<FittedMembers>(membersFields), eachWeighed);

/**
 * scikit-learn's VotingClassifier(voting="soft") and VotingRegressor: the weighted mean of the members' probabilities, or
 * of their values.
 */
export const votingCompute = defineModelCompute<VotingSpec>()<FittedMembers>({
  state: { version: 1, form },
  *fit(input) {
    checkInput(input, 'voting');
    checkMembers(input, 'voting');
    yield { share: 0 };
    const fitted = yield* rising(fitMembers(input, [0, 1]));
    yield { share: 1 };
    return fitted;
  },
  predict: ({ members, weights }, X) =>
    averaged(
      members.map((m) => memberAnswers(m, X)),
      weights,
    ),
  explain: () => ({}),
});
