import type { Speaking, Spoken } from '#lib/codegen/javascript/speaking.ts';
import { additive } from './explainableBoosting/javascript.ts';
import type { ModelId } from './specs.ts';

const onlyItsRows = 'it is only about the rows that it was fitted on, and has no answer for others';
const notSaid = 'this version of Tabwise has no JavaScript for it';

const sumOf = `function sumOf(x, weights, start) {
  let sum = start;
  for (let j = 0; j < x.length; j += 1) sum += weights[j] * x[j];
  return sum;
}`;

const softmax = `function softmax(scores) {
  const top = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}`;

/** Classes that no training row had have probability 0. */
const spread = `function spread(shares, present, classes) {
  const all = classes.map(() => 0);
  shares.forEach((share, k) => (all[present[k]] = share));
  return all;
}`;

const sigmoid = `function sigmoid(x) {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}`;

const linear: Spoken = {
  fields: ['coefficients', 'intercept'],
  uses: [sumOf],
  code: `function linear(state, x) {
  return [sumOf(x, state.coefficients, state.intercept)];
}`,
};

const generalized: Spoken = {
  fields: ['coefficients', 'intercept'],
  uses: [sumOf],
  code: `function logLinear(state, x) {
  return [Math.exp(sumOf(x, state.coefficients, state.intercept))];
}`,
};

const scored = (name: string, weights: string, intercepts: string): Spoken => ({
  fields: [weights, intercepts, 'present'],
  uses: [sumOf, softmax, spread],
  code: `function ${name}(state, x, { classes }) {
  const scores = Array.from(state.${weights}, (w, k) => sumOf(x, w, state.${intercepts}[k]));
  return spread(softmax(scores), state.present, classes);
}`,
});

const bayes = scored('countingBayes', 'weights', 'intercepts');

/** The first child of a node is the next node. */
const answerOf = `function answerOf(tree, x) {
  let node = 0;
  for (let f = tree.feature[0]; f >= 0; f = tree.feature[node]) {
    const left = x[f] <= tree.threshold[node] || (tree.missingLeft[node] && Number.isNaN(x[f]));
    node = left ? node + 1 : tree.right[node];
  }
  const width = tree.value.length / tree.feature.length;
  return Array.from(tree.value.slice(node * width, (node + 1) * width));
}`;

const forest: Spoken = {
  gaps: true,
  uses: [answerOf],
  code: `function forest(state, x) {
  const sums = answerOf(state.trees[0], x);
  for (const tree of state.trees.slice(1)) answerOf(tree, x).forEach((p, k) => (sums[k] += p));
  return sums.map((sum) => sum / state.trees.length);
}`,
};

const centres: Spoken = {
  fields: ['centres'],
  code: `function nearestCentre(state, x) {
  const far = state.centres.map((centre) => x.reduce((sum, v, j) => sum + (v - centre[j]) ** 2, 0));
  return [far.indexOf(Math.min(...far))];
}`,
};

/** Decision values: of two classes -d and d; a class that no training row had is below all others. */
const decided = `function decided(scores, present, classes) {
  const each = scores.length === 1 ? [-scores[0], scores[0]] : scores;
  const all = classes.map(() => Math.min(...each) - 1);
  each.forEach((value, k) => (all[present[k]] = value));
  return all;
}`;

const machines: Spoken = {
  fields: ['coefficients', 'intercept', 'present', 'loss'],
  uses: [sumOf, sigmoid, spread, decided],
  code: `function machines(state, x, { classes }) {
  const scores = Array.from(state.coefficients, (w, k) => sumOf(x, w, state.intercept[k]));
  if (["hinge", "squared_hinge", "perceptron"].includes(state.loss)) return decided(scores, state.present, classes);
  const own = scores.map((score) => {
    const within = (Math.max(-1, Math.min(1, score)) + 1) / 2;
    return state.loss === "log_loss" ? sigmoid(score) : within;
  });
  if (own.length === 1) return spread([1 - own[0], own[0]], state.present, classes);
  const sum = own.reduce((total, share) => total + share, 0);
  const shares = own.map((share) => (sum > 0 ? share / sum : 1 / own.length));
  return spread(shares, state.present, classes);
}`,
};

/** How each model is said in JavaScript; or why it is not. */
export const modelSpeakings = {
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
    fields: ['coefficients', 'intercept', 'present'],
    uses: [sumOf, softmax, spread],
    code: `function logistic(state, x, { classes }) {
  const scores = Array.from(state.coefficients, (w, k) => sumOf(x, w, state.intercept[k]));
  const shares = softmax(scores.length === 1 ? [0, scores[0]] : scores);
  return spread(shares, state.present, classes);
}`,
  },
  explainableBoosting: additive,
  sgdClassifier: machines,
  perceptron: machines,
  linearDiscriminantAnalysis: scored('discriminant', 'coefficients', 'intercepts'),
  quadraticDiscriminantAnalysis: {
    fields: ['clouds', 'present'],
    uses: [sumOf, softmax, spread],
    code: `function clouds(state, x, { classes }) {
  const scores = state.clouds.map(({ means, axes, level }) => {
    const moved = x.map((value, j) => value - means[j]);
    return Array.from(axes).reduce((z, axis) => z - sumOf(moved, axis, 0) ** 2 / 2, level);
  });
  return spread(softmax(scores), state.present, classes);
}`,
  },
  gaussianNB: {
    fields: ['means', 'variances', 'logPrior', 'present'],
    uses: [softmax, spread],
    code: `function gaussianBayes(state, x, { classes }) {
  const scores = state.means.map((means, k) => {
    const variances = state.variances[k];
    const level = variances.reduce((sum, v) => sum + Math.log(2 * Math.PI * v), 0);
    return x.reduce(
      (z, value, j) => z - (value - means[j]) ** 2 / (2 * variances[j]),
      state.logPrior[k] - level / 2,
    );
  });
  return spread(softmax(scores), state.present, classes);
}`,
  },
  multinomialNB: bayes,
  complementNB: bayes,
  bernoulliNB: {
    fields: ['weights', 'intercepts', 'present', 'threshold'],
    uses: [sumOf, softmax, spread],
    code: `function bernoulliBayes(state, x, { classes }) {
  const yes = x.map((value) => +(value > state.threshold));
  const scores = Array.from(state.weights, (w, k) => sumOf(yes, w, state.intercepts[k]));
  return spread(softmax(scores), state.present, classes);
}`,
  },
  categoricalNB: {
    fields: ['columns', 'logPrior', 'present'],
    uses: [softmax, spread],
    code: `function categoricalBayes(state, x, { classes }) {
  const scores = Array.from(state.logPrior);
  state.columns.forEach(({ codes, levels, held, empty }, j) => {
    const code = Math.trunc(x[j]);
    if (!(code >= 0 && code < levels)) return;
    const at = codes.indexOf(code);
    scores.forEach((_, k) => (scores[k] += at < 0 ? empty[k] : held[at * scores.length + k]));
  });
  return spread(softmax(scores), state.present, classes);
}`,
  },
  baseline: {
    gaps: true,
    code: `function always(state) {
  return Array.from(state.answer);
}`,
  },
  decisionTree: {
    gaps: true,
    uses: [answerOf],
    code: `function decisionTree(state, x) {
  return answerOf(state, x);
}`,
  },
  randomForest: forest,
  extraTrees: forest,
  adaBoost: {
    uses: [answerOf],
    code: `function boostedWords(state, x, { classes }) {
  const said = state.trees.map((tree) => answerOf(tree, x));
  if (classes === null) {
    const order = said.map((_, t) => t).sort((a, b) => said[a][0] - said[b][0] || a - b);
    const half = 0.5 * order.reduce((sum, t) => sum + state.weights[t], 0);
    let reached = 0;
    return said[order.find((t) => (reached += state.weights[t]) >= half)];
  }
  const total = state.weights.reduce((sum, w) => sum + w, 0);
  const votes = classes.map(() => 0);
  said.forEach((p, t) => (votes[p.indexOf(Math.max(...p))] += state.weights[t] / total));
  const shares = classes.map(() => 0);
  const k = state.classes.length;
  const raw = Array.from(state.classes, (c) => (k > 1 ? (k * votes[c] - 1) / (k - 1) ** 2 : 0));
  const powers = raw.map((value) => Math.exp(value - Math.max(...raw)));
  const sum = powers.reduce((all, value) => all + value, 0);
  state.classes.forEach((c, j) => (shares[c] = powers[j] / sum));
  return shares;
}`,
  },
  histGradientBoosting: {
    gaps: true,
    fields: ['base', 'link', 'classes', 'levels', 'trees'],
    uses: [softmax, sigmoid, spread],
    code: `function boostedTrees(state, x, { classes }) {
  const { start, feature, threshold, left, missingLeft, value, set, sets } = state.trees;
  const own = x.map((v, j) => {
    const place = state.levels[j] ? state.levels[j].indexOf(v) : 0;
    return state.levels[j] ? (place < 0 ? NaN : place) : v;
  });
  const raw = Array.from(state.base);
  for (let t = 0; t + 1 < start.length; t += 1) {
    let node = start[t];
    for (let f = feature[node]; f >= 0; f = feature[node]) {
      const v = own[f];
      const known = set[node] < 0 ? v <= threshold[node] : sets[256 * set[node] + v] === 1;
      node = left[node] + ((Number.isNaN(v) ? missingLeft[node] === 1 : known) ? 0 : 1);
    }
    raw[t % raw.length] += value[node];
  }
  if (state.link === "identity") return raw;
  if (state.link === "exp") return raw.map((score) => Math.exp(score));
  if (state.link === "softmax") return spread(softmax(raw), state.classes, classes);
  if (state.classes.length === 1) return spread([1], state.classes, classes);
  const p = sigmoid(raw[0]);
  return spread([1 - p, p], state.classes, classes);
}`,
  },
  kNeighbors: {
    fields: ['rows', 'order', 'y', 'nClasses', 'k', 'weights', 'metric'],
    code: `function neighbours(state, x) {
  const { rows, order, y, nClasses, k, weights, metric } = state;
  const asked = Array.from(order, (j) => x[j]);
  const near = Array.from(y, (_, i) => {
    let sum = 0;
    asked.forEach((v, j) => {
      const apart = v - rows.values[i * rows.width + j];
      sum += metric === "euclidean" ? apart * apart : Math.abs(apart);
    });
    return [metric === "euclidean" ? Math.sqrt(sum) : sum, i];
  });
  near.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const same = weights === "distance" && near[0][0] === 0;
  const out = new Array(Math.max(1, nClasses)).fill(0);
  let total = 0;
  for (const [d, i] of near.slice(0, k)) {
    const weight = weights === "uniform" ? 1 : same ? +(d === 0) : 1 / d;
    total += weight;
    if (nClasses === 0) out[0] += weight * y[i];
    else out[y[i]] += weight;
  }
  return out.map((sum) => sum / total);
}`,
  },
  kMeans: centres,
  miniBatchKMeans: centres,
  multilayerPerceptron: {
    fields: ['shape', 'layers', 'order', 'present'],
    uses: [softmax, sigmoid, spread],
    code: `function network(state, x, { classes }) {
  const { sizes, activation, link } = state.shape;
  const kinds = { relu: (v) => Math.max(0, v), tanh: Math.tanh, logistic: sigmoid };
  let values = Array.from(state.order, (j) => x[j]);
  state.layers.weights.forEach((weights, l) => {
    const last = l === sizes.length - 2;
    values = Array.from(state.layers.biases[l], (bias, u) => {
      const sum = values.reduce((all, v, i) => all + v * weights[i * sizes[l + 1] + u], bias);
      return last ? sum : (kinds[activation] ?? ((v) => v))(sum);
    });
  });
  if (link === "value") return values;
  if (link === "softmax") return spread(softmax(values), state.present, classes);
  const p = sigmoid(values[0]);
  return spread([1 - p, p], state.present, classes);
}`,
  },
  gaussianMixture: notSaid,
  birch: notSaid,
  meanShift: notSaid,
  supportVectorMachine: notSaid,
  gaussianProcess: notSaid,
  isolationForest: notSaid,
  oneClassSvm: notSaid,
  voting: notSaid,
  stacking: notSaid,
  agglomerative: onlyItsRows,
  spectral: onlyItsRows,
  dbscan: onlyItsRows,
  hdbscan: onlyItsRows,
  optics: onlyItsRows,
  localOutlierFactor: onlyItsRows,
} satisfies Record<ModelId, Speaking>;
