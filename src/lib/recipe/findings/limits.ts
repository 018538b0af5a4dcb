/**
 * What the rules ask for. Shares are of rows or of present values, 0 to 1; the catalogue words them for the page.
 */
export const limits = {
  missing: { medium: 0.05, high: 0.5 },
  coMissing: { jaccard: 0.9, cells: 5, rows: 0.01 },
  predictsByMissing: { p: 0.001, effect: 0.1, leak: 0.8 },
  fewRows: { medium: 50, high: 10 },
  nearConstant: { share: 0.995 },
  manyLevels: { values: 50 },
  /** A level is rare below both. */
  rareLevel: { share: 0.01, count: 10, levels: 3 },
  rareClass: { rows: 10 },
  imbalance: { ofEven: 0.5, below: 0.2, high: 0.02 },
  /** Beside three words at most, so many numbers are no classes; `codes` are not one in a hundred. */
  almostNumbers: { share: 0.8, besideWords: 0.3, values: 10, codes: 0.01 },
  ticked: { share: 0.01 },
  joined: { share: 0.95, values: 20 },
  mixedType: { share: 0.05 },
  markedNumbers: { share: 0.8 },
  disguised: {
    apart: 4,
    often: 2.5,
    count: 3,
    words: 2,
    distinct: 10,
    zeroInflated: 0.5,
    out: 1.5,
    most: 0.5,
  },
  skew: { skew: 2, distinct: 10 },
  zeros: { share: 0.5, distinct: 10 },
  /** Beyond 1.5 IQR: a normal column has 0.7 % there. */
  outliers: { share: 0.05, distinct: 10, few: 3, far: 10 },
  capped: { often: 5, share: 0.002, count: 10, distinct: 30, natural: [-1, 0, 1, 100] },
  counter: { rows: 20 },
  /** Of rows for each value of what is named as somebody's number. */
  repeated: { least: 1.2, most: 50, values: 20 },
  abbreviated: { levels: 20 },
  monotone: { rows: 50 },
  correlated: { strength: 0.95, rows: 30 },
  /** Neither factor may tell it alone. */
  products: { correlation: 0.998, single: 0.99, rows: 30 },
  leaks: { strength: 0.99, rows: 30 },
} as const;
