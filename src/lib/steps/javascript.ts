import type { Speaking, Spoken } from '#lib/codegen/javascript/speaking.ts';
import * as longer from './javascriptLonger.ts';
import type { StepId } from './specs.ts';

const notSaid = 'this version of Tabwise has no JavaScript for it';

/** One number of a column by what was learned of it; a gap stays a gap. */
const eachNumber = `function eachNumber(row, columns, change) {
  columns.forEach((name, j) => row.set(name, change(row.get(name), j)));
}`;

const mapped = (code: string): Spoken => ({ code, uses: [eachNumber] });

const byLevel = `function byLevel(row, { columns, state }) {
  columns.forEach((name, j) => {
    const { names, levels, unknown } = state[j];
    const found = levels.find(([level]) => level === row.get(name));
    row.delete(name);
    names.forEach((made, k) => row.set(made, (found ? found[1] : unknown)[k]));
  });
}`;
const encoded: Spoken = { code: byLevel };

const weightedSums: Spoken = {
  fields: ['names', 'means', 'components'],
  code: `function weightedSums(row, { columns, state }) {
  const moved = columns.map((name, j) => row.get(name) - state.means[j]);
  for (const name of columns) row.delete(name);
  state.names.forEach((name, k) => {
    let sum = 0;
    state.components[k].forEach((weight, j) => (sum += weight * moved[j]));
    row.set(name, sum);
  });
}`,
};

const selected: Spoken = {
  code: `function selected(row, { columns, state }) {
  columns.forEach((name, j) => {
    if (!state.verdicts[j].keep) row.delete(name);
  });
}`,
};

/** How each learned step is said in JavaScript; or why it is not. */
export const stepSpeakings = {
  impute: {
    code: `function impute(row, { columns, state }) {
  columns.forEach((name, j) => {
    const value = row.get(name);
    const gap = value === null || Number.isNaN(value);
    if (state.indicators.length > 0) row.set(state.indicators[j], gap ? 1 : 0);
    if (gap) row.set(name, state.fills[j]);
  });
}`,
  },
  dropSparse: {
    code: `function dropSparse(row, { columns, state, params }) {
  columns.forEach((name, j) => {
    if (state[j] > params.threshold) row.delete(name);
  });
}`,
  },
  kBins: {
    code: `function bins(row, { columns, state, params }) {
  columns.forEach((name, j) => {
    const value = row.get(name);
    const place = Number.isNaN(value) ? NaN : state[j].edges.filter((edge) => edge <= value).length;
    if (params.encode === "ordinal") return row.set(name, place);
    row.delete(name);
    state[j].names.forEach((made, k) => row.set(made, Number.isNaN(place) ? NaN : +(place === k)));
  });
}`,
  },
  treeBins: {
    code: `function treeBins(row, { columns, state, params }) {
  columns.forEach((name, j) => {
    const value = row.get(name);
    const place = Number.isNaN(value) ? NaN : state[j].edges.filter((edge) => edge < value).length;
    if (params.encode === "ordinal") return row.set(name, place);
    row.delete(name);
    state[j].names.forEach((made, k) => row.set(made, Number.isNaN(place) ? NaN : +(place === k)));
  });
}`,
  },
  polynomial: {
    code: `function polynomial(row, { columns, state, params }) {
  const values = columns.map((name) => row.get(name));
  let last = columns.map((_, j) => [j]);
  const all = [];
  for (let d = 2; d <= params.degree; d += 1) {
    last = last.flatMap((factors) => {
      const from = factors.at(-1) + (params.interactionOnly ? 1 : 0);
      return columns.slice(from).map((_, k) => [...factors, from + k]);
    });
    all.push(...last);
  }
  all.forEach((factors, k) => row.set(state[k], factors.reduceRight((x, j) => x * values[j], 1)));
}`,
  },
  oneHot: {
    code: `function oneHot(row, { columns, state }) {
  columns.forEach((name, j) => {
    const { names, levels, unknown } = state[j];
    const found = levels.find(([level]) => level === row.get(name));
    row.delete(name);
    names.forEach((made, k) => row.set(made, +(k === (found ? found[1] : unknown))));
  });
}`,
  },
  ordinal: {
    code: `function ordinal(row, { columns, state, params }) {
  columns.forEach((name, j) => {
    const { levels, missing } = state[j];
    const place = levels.indexOf(row.get(name));
    const known = place < 0 ? params.unknownValue : place;
    row.set(name, row.get(name) === null ? (missing ?? NaN) : known);
  });
}`,
  },
  targetEncode: encoded,
  frequencyEncode: encoded,
  weightOfEvidence: encoded,
  binaryEncode: encoded,
  winsorize: mapped(`function winsorize(row, { columns, state }) {
  eachNumber(row, columns, (x, j) =>
    state[j] ? Math.min(Math.max(x, state[j].low), state[j].high) : x,
  );
}`),
  flagOutliers: {
    code: `function flagOutliers(row, { columns, state }) {
  columns.forEach((name, j) => {
    const { name: made, limits } = state[j];
    const x = row.get(name);
    row.set(made, +(limits !== null && (x < limits.low || x > limits.high)));
  });
}`,
  },
  powerTransform: mapped(`function powerTransform(row, { columns, state }) {
  const yeoJohnson = (x, power) => {
    if (x >= 0)
      return Math.abs(power) < Number.EPSILON
        ? Math.log1p(x)
        : Math.expm1(power * Math.log1p(x)) / power;
    const other = 2 - power;
    return Math.abs(other) > Number.EPSILON
      ? -Math.expm1(other * Math.log1p(-x)) / other
      : -Math.log1p(-x);
  };
  const boxCox = (x, power) =>
    power === 0 ? Math.log(x) : Math.expm1(power * Math.log(x)) / power;
  eachNumber(row, columns, (x, j) => {
    const { method, lambda, mean, scale } = state[j];
    return ((method === "box-cox" ? boxCox : yeoJohnson)(x, lambda) - mean) / scale;
  });
}`),
  robustScale: mapped(`function robustScale(row, { columns, state }) {
  eachNumber(row, columns, (x, j) => (x - state[j].center) / state[j].scale);
}`),
  standardScale: mapped(`function standardScale(row, { columns, state }) {
  eachNumber(row, columns, (x, j) => (x - state[j].mean) / state[j].scale);
}`),
  minMaxScale: mapped(`function minMaxScale(row, { columns, state, params }) {
  eachNumber(row, columns, (x, j) => {
    const moved = x * state[j].scale + state[j].offset;
    return params.clip ? Math.min(Math.max(moved, params.min), params.max) : moved;
  });
}`),
  maxAbsScale: mapped(`function maxAbsScale(row, { columns, state }) {
  eachNumber(row, columns, (x, j) => x / state[j]);
}`),
  normalizeRows: mapped(`function normalizeRows(row, { columns, params }) {
  const sizes = columns.map((name) => Math.abs(row.get(name)));
  const sum = (of) => sizes.reduce((total, x) => total + of(x), 0);
  const by = { max: () => Math.max(...sizes), l1: () => sum((x) => x) };
  const length = (by[params.norm] ?? (() => Math.sqrt(sum((x) => x * x))))() || 1;
  eachNumber(row, columns, (x) => x / length);
}`),
  varianceThreshold: selected,
  correlationFilter: selected,
  selectKBest: selected,
  selectFromModel: selected,
  rfe: selected,
  rfecv: selected,
  groupStatistics: longer.groupStatistics,
  pca: weightedSums,
  truncatedSvd: weightedSums,
  incrementalPca: weightedSums,
  fastIca: weightedSums,
  factorAnalysis: weightedSums,
  lda: weightedSums,
  textTerms: longer.textTerms,
  hashEncode: longer.hashEncode,
  quantileTransform: longer.quantileTransform,
  flagUnusual: notSaid,
  knnImpute: notSaid,
  iterativeImpute: notSaid,
  nmf: notSaid,
  kernelPca: notSaid,
  isomap: notSaid,
  umap: notSaid,
} satisfies Partial<Record<StepId, Speaking>>;
