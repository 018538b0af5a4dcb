import {
  sqlNumber as num,
  type SqlAnswer,
  type SqlModel,
  type SqlSaid,
  type SqlStage,
} from '#lib/codegen/sql/fitted.ts';
import { tooManyNodes, weighted } from '#lib/codegen/sql/model.ts';

type About = Parameters<SqlModel>[1];

interface Tree {
  readonly feature: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
  readonly missingLeft: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  readonly value: ArrayLike<number>;
}

/** Any tree, from its root. */
interface Walk {
  readonly root: number;
  readonly column: (node: number) => number;
  readonly threshold: (node: number) => number;
  readonly missingLeft: (node: number) => boolean;
  readonly left: (node: number) => number;
  readonly right: (node: number) => number;
  readonly leaf: (node: number) => string;
}

/** A tree as CASEs, a line for each question; what is missing goes where training rows that were missing went. */
function treeLines(tree: Walk, features: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const write = (node: number, indent: number, before: string, after: string): void => {
    const pad = '  '.repeat(indent);
    const column = tree.column(node);
    if (column < 0) {
      lines.push(`${pad}${before}${tree.leaf(node)}${after}`);
      return;
    }
    const x = features[column]!;
    const at = tree.threshold(node);
    const below = at === Infinity ? `${x} IS NOT NULL` : `${x} <= ${num(at)}`;
    const asked = tree.missingLeft(node) ? `${x} IS NULL OR ${below}` : below;
    lines.push(`${pad}${before}CASE WHEN ${asked} THEN`);
    write(tree.left(node), indent + 1, '', '');
    write(tree.right(node), indent, 'ELSE ', ` END${after}`);
  };
  write(tree.root, 0, '', '');
  return lines;
}

const grown = (
  words: string,
  trees: readonly (readonly string[])[],
  id: About['id'],
): SqlStage & { readonly ids: readonly string[] } => {
  const columns = trees.map((lines, t) => [id(`tree ${t + 1}`), lines] as const);
  return { words, columns, ids: columns.map(([own]) => own) };
};

const forest = (trees: readonly Tree[], { features, classes, id }: About): SqlAnswer => {
  const width = Math.max(1, classes?.length ?? 0);
  const walks = trees.map((tree): Walk => ({
    root: 0,
    column: (node) => tree.feature[node]!,
    threshold: (node) => tree.threshold[node]!,
    missingLeft: (node) => tree.missingLeft[node] === 1,
    left: (node) => node + 1,
    right: (node) => tree.right[node]!,
    leaf: (node) => {
      const own = Array.from({ length: width }, (_, k) => num(tree.value[node * width + k]!));
      return classes ? `[${own.join(', ')}]` : own[0]!;
    },
  }));
  const stage = grown(
    'What each tree says: of classes, their shares in the leaf.',
    walks.map((walk) => treeLines(walk, features)),
    id,
  );
  const sum = (k: number): string =>
    stage.ids.map((t) => (classes ? `${t}[${k + 1}]` : t)).join(' + ');
  return {
    stages: [stage],
    values: Array.from({ length: width }, (_, k) => `(${sum(k)}) / ${num(trees.length)}`),
  };
};

/** Shares of all classes from sums of those that training rows had. */
function softmax(sums: readonly string[], present: ArrayLike<number>, about: About): SqlAnswer {
  const scores = sums.map((sql, k) => [about.id(`score ${k + 1}`), sql] as const);
  const names = scores.map(([id]) => id);
  const top = about.id('top score');
  const powers = names.map((s, k) => [about.id(`power ${k + 1}`), `exp(${s} - ${top})`] as const);
  const total = powers.map(([id]) => id).join(' + ');
  return {
    stages: [
      { words: 'A score for each class.', columns: scores },
      {
        words: 'The greatest, so that no power is too large.',
        columns: [[top, `greatest(${names.join(', ')})`]],
      },
      { words: 'Their powers, whose shares are the probabilities.', columns: powers },
    ],
    values: spread(
      powers.map(([id]) => `${id} / (${total})`),
      present,
      about,
    ),
  };
}

/** The probability of the second of two classes by its log-odds. */
function logistic(sum: string, present: ArrayLike<number>, about: About): SqlAnswer {
  const [score, second] = [about.id('score'), about.id('second')];
  return {
    stages: [
      { words: 'The log-odds of the second class.', columns: [[score, sum]] },
      {
        words: 'Its probability, worked out so that no power is too large.',
        columns: [
          [
            second,
            `CASE WHEN ${score} >= 0 THEN 1e0 / (1e0 + exp(-${score})) ELSE exp(${score}) / (1e0 + exp(${score})) END`,
          ],
        ],
      },
    ],
    values: spread([`1e0 - ${second}`, second], present, about),
  };
}

const spread = (
  shares: readonly string[],
  present: ArrayLike<number>,
  { classes }: About,
): readonly string[] =>
  classes!.map((_, code) => shares[Array.from(present).indexOf(code)] ?? '0e0');

const linear: SqlSaid<SqlModel> = {
  say: ({ coefficients, intercept }, { features }) => ({
    stages: [],
    values: [weighted(coefficients, intercept, features)],
  }),
};

const generalized: SqlSaid<SqlModel> = {
  say: ({ coefficients, intercept }, { features }) => ({
    stages: [],
    values: [`exp(${weighted(coefficients, intercept, features)})`],
  }),
};

const scored = (weights: string, added: string): SqlSaid<SqlModel> => ({
  say: (state, about) =>
    softmax(
      (state[weights] as number[][]).map((own, k) =>
        weighted(own, state[added][k], about.features),
      ),
      state.present,
      about,
    ),
});

const trees = (of: (state: never) => readonly Tree[]): SqlSaid<SqlModel> => ({
  refuses: (_, state) =>
    tooManyNodes(of(state as never).reduce((sum, tree) => sum + tree.feature.length, 0)),
  say: (state, about) => forest(of(state as never), about),
});

const oneClass = (state: { readonly classes: ArrayLike<number> }): string | null =>
  state.classes.length === 1 ? 'all of its training rows were of one class' : null;

const boosted: SqlSaid<SqlModel> = {
  refuses: (_, state) =>
    (state.trees.sets as ArrayLike<number>).length > 0
      ? 'its trees ask for sets of categories'
      : (oneClass(state) ?? tooManyNodes(state.trees.feature.length)),
  say: (state, about) => {
    const { start, feature, threshold, left, missingLeft, value } = state.trees;
    const walks = Array.from({ length: start.length - 1 }, (_, t): Walk => ({
      root: start[t],
      column: (node) => feature[node],
      threshold: (node) => threshold[node],
      missingLeft: (node) => missingLeft[node] === 1,
      left: (node) => left[node],
      right: (node) => left[node] + 1,
      leaf: (node) => num(value[node]),
    }));
    const stage = grown(
      'What each tree adds.',
      walks.map((walk) => treeLines(walk, about.features)),
      about.id,
    );
    const width = state.base.length as number;
    const sums = Array.from({ length: width }, (_, k) =>
      [num(state.base[k]), ...stage.ids.filter((_, t) => t % width === k)].join(' + '),
    );
    if (state.link === 'identity') return { stages: [stage], values: sums };
    if (state.link === 'exp') return { stages: [stage], values: [`exp(${sums[0]!})`] };
    const { stages, values } =
      state.link === 'softmax'
        ? softmax(sums, state.classes, about)
        : logistic(sums[0]!, state.classes, about);
    return { stages: [stage, ...stages], values };
  },
};

/** Models as they were trained, as SQL; of the others a project says by name that they are not. */
export const sqlModels: Readonly<Record<string, SqlSaid<SqlModel>>> = {
  linearRegression: linear,
  ridge: linear,
  lasso: linear,
  elasticNet: linear,
  bayesianRidge: linear,
  huberRegressor: linear,
  quantileRegressor: linear,
  sgdRegressor: linear,
  poissonRegressor: generalized,
  gammaRegressor: generalized,
  logisticRegression: {
    say: ({ coefficients, intercept, present }, about) => {
      const sums = (coefficients as number[][]).map((own, k) =>
        weighted(own, intercept[k], about.features),
      );
      return sums.length === 1 ? logistic(sums[0]!, present, about) : softmax(sums, present, about);
    },
  },
  linearDiscriminantAnalysis: scored('coefficients', 'intercepts'),
  multinomialNB: scored('weights', 'intercepts'),
  complementNB: scored('weights', 'intercepts'),
  decisionTree: trees((state) => [state as Tree]),
  randomForest: trees((state: { trees: Tree[] }) => state.trees),
  extraTrees: trees((state: { trees: Tree[] }) => state.trees),
  histGradientBoosting: boosted,
};
