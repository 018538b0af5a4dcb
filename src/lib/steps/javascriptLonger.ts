import type { Spoken } from '#lib/codegen/javascript/speaking.ts';

/** The longer of the functions that say learned steps in JavaScript. */

/** MurmurHash3 of the UTF-8 bytes, as engine/murmur.ts. */
const murmur = `function murmur(text) {
  const scrambled = (word) => {
    const k = Math.imul(word, 0xcc9e2d51);
    return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  };
  const bytes = new TextEncoder().encode(text);
  const whole = bytes.length & ~3;
  let h = 0;
  for (let i = 0; i < whole; i += 4) {
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    h ^= scrambled(word);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= whole; i -= 1) tail = (tail << 8) | bytes[i];
  if (whole < bytes.length) h ^= scrambled(tail);
  h ^= bytes.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}`;

export const hashEncode: Spoken = {
  uses: [murmur],
  code: `function hashEncode(row, { columns, state, params }) {
  const n = state.length;
  const made = state.map(() => 0);
  for (const name of columns) {
    const level = row.get(name);
    row.delete(name);
    if (level === null) continue;
    const hash = murmur(name + "=" + level);
    const place = hash === -2147483648 ? (2147483647 - (n - 1)) % n : Math.abs(hash) % n;
    made[place] += params.alternateSign && hash < 0 ? -1 : 1;
  }
  state.forEach((name, k) => row.set(name, made[k]));
}`,
};

export const textTerms: Spoken = {
  code: `function textTerms(row, { columns, state, params }) {
  columns.forEach((name, j) => {
    const { words, names, idf } = state[j];
    const counts = new Map();
    for (const word of (row.get(name) ?? "").toLowerCase().match(/[\\p{L}\\p{N}_]{2,}/gu) ?? [])
      counts.set(word, (counts.get(word) ?? 0) + 1);
    row.delete(name);
    const weights = words.map((word, k) => {
      const n = counts.get(word) ?? 0;
      return n === 0 ? 0 : (params.sublinearTf ? 1 + Math.log(n) : n) * idf[k];
    });
    const length = Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0)) || 1;
    names.forEach((made, k) => row.set(made, weights[k] / length));
  });
}`,
};

/** Wichura 1988, algorithm AS 241 (PPND16), as engine/distributions.ts. */
const normalQuantile = `function normalQuantile(p) {
  const [centralUp, centralDown, middleUp, middleDown, farUp, farDown] = [
    [2.509080928730122672756e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608],
    [5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1],
    [7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734],
    [1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1],
    [2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772],
    [2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1],
  ];
  const ratio = (x, up, down) =>
    up.reduce((sum, a) => sum * x + a, 0) / down.reduce((sum, a) => sum * x + a, 0);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0.180625 - q * q, centralUp, centralDown);
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const far = r <= 5 ? ratio(r - 1.6, middleUp, middleDown) : ratio(r - 5, farUp, farDown);
  return q < 0 ? -far : far;
}`;

/** The mean of the highest and the lowest share that a repeated mark stands for. */
const shareOf = `function shareOf(x, marks) {
  const n = marks.length;
  const share = (k) => (k === n - 1 && n > 1 ? 1 : k * (1 / (n - 1 || 1)));
  const interpolated = (at, mark, ref) => {
    if (at > mark(n - 1)) return ref(n - 1);
    if (at < mark(0)) return ref(0);
    let low = 0;
    for (let k = 1; k < n && mark(k) <= at; k += 1) low = k;
    if (low === n - 1 || mark(low) === at) return ref(low);
    const slope = (ref(low + 1) - ref(low)) / (mark(low + 1) - mark(low));
    return slope * (at - mark(low)) + ref(low);
  };
  const up = interpolated(x, (k) => marks[k], share);
  const down = interpolated(-x, (k) => -marks[n - 1 - k], (k) => -share(n - 1 - k));
  return 0.5 * (up - down);
}`;

export const quantileTransform: Spoken = {
  uses: [normalQuantile, shareOf],
  code: `function quantileTransform(row, { columns, state, params }) {
  const edge = 1e-7;
  const [lowest, highest] = [edge - Number.EPSILON, 1 - (edge - Number.EPSILON)].map(normalQuantile);
  columns.forEach((name, j) => {
    const x = row.get(name);
    const [low, high] = [state[j][0], state[j].at(-1)];
    if (Number.isNaN(x)) return;
    const share = shareOf(x, state[j]);
    if (params.outputDistribution !== "normal")
      return row.set(name, x === low ? 0 : x === high ? 1 : share);
    const p = x - edge < low ? 0 : x + edge > high ? 1 : share;
    const found = p <= 0 ? -Infinity : p >= 1 ? Infinity : normalQuantile(p);
    row.set(name, Math.min(Math.max(found, lowest), highest));
  });
}`,
};

/** Figures of a number by the level of a category; the deviation is from the level's mean. */
export const groupStatistics: Spoken = {
  code: `function groupStatistics(row, { params, state }) {
  for (const { name, number, by, levels, other } of state) {
    const found = levels.find(([level]) => level === row.get(by));
    const figure = found === undefined ? other : found[1];
    row.set(name, params.statistic === "deviation" ? row.get(number) - figure : figure);
  }
}`,
};
