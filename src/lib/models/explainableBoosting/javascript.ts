import type { Spoken } from '#lib/codegen/javascript/speaking.ts';

/** Places as in axes.ts: 0 is missing, -1 an unknown category. */
const placeOf = `function placeOf({ kind, at }, x) {
  if (Number.isNaN(x)) return 0;
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at[middle] < x) low = middle + 1;
    else high = middle;
  }
  return kind === "cuts" || at[low] === x ? low + 1 : -1;
}`;

const shares = `function sharesOfSums(sums) {
  if (sums.length === 1) {
    const second = sums[0] >= 0 ? 1 / (1 + Math.exp(-sums[0])) : Math.exp(sums[0]) / (1 + Math.exp(sums[0]));
    return [1 - second, second];
  }
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}`;

export const additive: Spoken = {
  gaps: true,
  fields: ['nClasses', 'present', 'intercept', 'axes', 'coarse', 'terms'],
  uses: [placeOf, shares],
  code: `function additive(state, x, { classes }) {
  const sums = Array.from(state.intercept);
  for (const { columns, scores } of state.terms) {
    const axes = columns.length === 1 ? state.axes : state.coarse;
    const size = scores.length / sums.length;
    let cell = 0;
    for (const j of columns) {
      const place = placeOf(axes[j], x[j]);
      const { kind, at } = axes[j];
      cell = place < 0 || cell < 0 ? -1 : cell * (at.length + (kind === "cuts" ? 2 : 1)) + place;
    }
    if (cell >= 0) for (let k = 0; k < sums.length; k += 1) sums[k] += scores[k * size + cell];
  }
  if (classes === null) return sums;
  const all = classes.map(() => 0);
  sharesOfSums(sums).forEach((share, k) => (all[state.present[k]] = share));
  return all;
}`,
};
