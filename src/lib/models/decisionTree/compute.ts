import { defineModelCompute } from '#lib/engine/model.ts';
import { checkGaps } from '../check.ts';
import { growTree } from '../tree/grow.ts';
import { forestMargin } from '../tree/margin.ts';
import { randomOf } from '../tree/random.ts';
import { growRules, rowWeights } from '../tree/rules.ts';
import { samplesOf } from '../tree/samples.ts';
import { addAnswers, importanceOf, treeForm } from '../tree/tree.ts';
import type { Tree } from '../tree/tree.ts';
import type { DecisionTreeSpec } from './spec.ts';

export const decisionTreeCompute = defineModelCompute<DecisionTreeSpec>()<Tree>({
  state: { version: 1, form: treeForm },
  takesWeights: true,
  takesMissing: true,
  *fit(input) {
    checkGaps(input, 'decisionTree');
    const { X, params, seed } = input;
    const rules = growRules(params, input, 'decisionTree');
    yield { share: 0 };
    const sorting = samplesOf(input);
    let sorted = sorting.next();
    for (; !sorted.done; sorted = sorting.next()) yield { share: 0.2 * sorted.value };
    const weight = rowWeights(new Float64Array(X.rows).fill(1), input, rules);
    const growing = growTree(sorted.value, rules, weight, randomOf(seed, 0));
    let turn = growing.next();
    for (; !turn.done; turn = growing.next()) yield { share: 0.2 + 0.8 * turn.value };
    yield { share: 1, note: `${turn.value.feature.length} nodes` };
    return turn.value;
  },
  margin: (tree, { classified }) => forestMargin([tree], classified),
  predict(tree, X) {
    const out = new Float64Array((X.rows * tree.value.length) / tree.feature.length);
    addAnswers(tree, X, out);
    return out;
  },
  explain(tree, names) {
    const shares = importanceOf(tree);
    return {
      importances: names.map((name, j) => [name, shares[j]!] as const),
      nodes: tree.feature.length,
      depth: tree.depth,
    };
  },
});
