import { findings, type Further } from '#lib/recipe/findings.ts';
import type {
  ColumnProfile,
  DateSummary,
  Finding,
  NumberShape,
  NumberSummary,
  Suspect,
  TableProfile,
  TextShape,
} from '#lib/recipe/profile.ts';

export const column = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  name,
  type: 'category',
  role: 'feature',
  missing: 0,
  distinct: 2,
  misfits: 0,
  misfitSamples: [],
  numberShare: 0,
  top: [
    { value: 'a', count: 600 },
    { value: 'b', count: 400 },
  ],
  ...more,
});
export const table = (
  columns: readonly ColumnProfile[],
  more: Partial<TableProfile> = {},
): TableProfile => ({
  rows: 1000,
  duplicateRows: 0,
  columns,
  ...more,
});

export const text = (more: Partial<TextShape> = {}): TextShape => ({
  meanLength: 4,
  blank: 0,
  padded: 0,
  once: 0,
  rarest: null,
  rare: { levels: 0, cells: 0 },
  markedNumberShare: 0,
  codeShare: 0,
  dateShare: 0,
  infinite: 0,
  words: null,
  pairs: null,
  variants: { cells: 0, values: 0, samples: [] },
  ...more,
});
export const summary = (more: Partial<NumberSummary> = {}): NumberSummary => ({
  min: 0,
  max: 100,
  mean: 50,
  std: 20,
  skew: 0,
  quantiles: { p01: 1, p05: 5, p25: 25, p50: 50, p75: 75, p95: 95, p99: 99 },
  zeros: 0,
  negatives: 0,
  histogram: { edges: [0, 100], counts: [1000] },
  ...more,
});
export const shape = (more: Partial<NumberShape> = {}): NumberShape => ({
  kurtosis: 0,
  whole: 1000,
  infinite: 0,
  fences: { low: -50, high: 150, below: 0, above: 0 },
  mad: 15,
  robustOutliers: 0,
  ends: { atMin: 1, nearMin: 1, atMax: 1, nearMax: 1 },
  ...more,
});
export const numbers = (name: string, more: Partial<ColumnProfile> = {}): ColumnProfile =>
  column(name, {
    type: 'number',
    distinct: 500,
    numberShare: 1,
    number: summary(),
    shape: shape(),
    top: [{ value: '7', count: 9 }],
    ...more,
  });
export const dates = (name: string, more: Partial<DateSummary>): ColumnProfile =>
  column(name, {
    type: 'date',
    distinct: 300,
    range: { min: '1850-01-01', max: '2999-01-01' },
    dates: {
      unit: 'year',
      buckets: [],
      longestGap: null,
      zoned: 0,
      offsets: 0,
      early: 0,
      late: null,
      ...more,
    },
  });
export const zeros: Suspect = {
  value: '0',
  count: 40,
  pattern: 'number',
  apart: 12,
  often: 9,
  out: 2,
  onlyNegative: false,
};
const measures = {
  rows: 1000,
  pearson: 0.99,
  spearman: 0.99,
  cramersV: null,
  eta: null,
  mutualInformation: 1,
  normalizedMutualInformation: 0.5,
  strength: 0.995,
  words: 'correlation 0.99',
};
export const associations: NonNullable<Further['associations']> = {
  rows: 1000,
  used: 1000,
  sample: null,
  bins: '',
  matrix: null,
  pairs: [
    { a: 'x', b: 'y2', ...measures },
    { a: 'y2', b: 'z', ...measures },
  ],
  target: { column: 'y', kind: 'category', associations: [{ column: 'x', ...measures }] },
  vif: { rows: 0, columns: [], reason: null },
  products: [],
  left: [],
};
export const missingness: NonNullable<Further['missingness']> = {
  rows: 1000,
  columns: [],
  complete: 900,
  pairs: [],
  groups: [{ columns: ['x', 'z'], rows: 100, jaccard: 0.95 }],
  patterns: [],
  patternCount: 2,
  matrix: { bands: 0, rowsPerBand: 0, share: [] },
  target: {
    column: 'y',
    tests: [
      {
        column: 'x',
        test: 'chi-square',
        statistic: 40,
        p: 1e-9,
        holm: 1e-8,
        welch: null,
        effect: 0.2,
        effectName: 'Cramér’s V',
        rows: [100, 900],
        approximate: false,
        words: 'Chi-square test.',
      },
    ],
  },
  left: [],
};

export const judged = (
  profile: TableProfile,
  target: string | null = null,
  further: Further = {},
): readonly Finding[] => findings(profile, target, target === null ? null : 'binary', further);
export const ids = (profile: TableProfile, target: string | null = null): string[] =>
  judged(profile, target).map((f) => f.id);
