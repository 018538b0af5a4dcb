import type { Made, MadeStep } from './made.ts';

interface Parts {
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly regression: Omit<Made, 'name' | 'steps'>;
  readonly binary: Omit<Made, 'name' | 'steps'>;
  readonly rest: () => readonly MadeStep[];
}

/** Steps that learn from the target, fit other cells than they transform, or fit other rows. */
export const learningSteps = ({
  numbers,
  texts,
  regression,
  binary,
  rest,
}: Parts): readonly Made[] => [
  {
    name: 'gaps by similar rows, categories by the target, quartiles',
    ...regression,
    steps: [
      ['knnImpute', numbers, { nNeighbors: 7 }],
      ['targetEncode', texts],
      ['robustScale', ['age', 'city']],
      ['powerTransform', ['visits'], { standardize: false }],
    ],
  },
  {
    name: 'gaps from other columns, four encodings, the best columns, rows made up',
    ...binary,
    steps: [
      ['iterativeImpute', numbers, { maxIter: 3 }],
      ['weightOfEvidence', ['city']],
      ['frequencyEncode', ['size']],
      ['binaryEncode', ['member']],
      ['quantileTransform', numbers, { nQuantiles: 30, outputDistribution: 'normal' }],
      ['selectKBest', [...numbers, 'city', 'size'], { scoreFunc: 'mutualInfo', k: 4 }],
      ['smote', [], { kNeighbors: 4 }],
    ],
  },
  {
    name: 'words, hashes, products, and columns that repeat each other',
    ...regression,
    steps: [
      ['dropSparse', [...numbers, ...texts], { threshold: 0.9 }],
      ['impute', numbers, { strategy: 'median' }],
      ['textTerms', ['city'], { maxFeatures: 4 }],
      ['hashEncode', ['size', 'member'], { nFeatures: 6 }],
      ['standardScale', numbers],
      ['polynomial', ['age', 'income'], { degree: 3 }],
      ['varianceThreshold', ['age', 'income', 'visits']],
      ['correlationFilter', ['age', 'income', 'age^2', 'age^3'], { threshold: 0.8 }],
    ],
  },
  {
    name: 'bins, flags, rows of length 1, fewer rows',
    ...binary,
    steps: [
      ['groupStatistics', ['income', 'city', 'size'], { statistic: 'deviation' }],
      [
        'impute',
        [...numbers, 'income_deviation_by_city', 'income_deviation_by_size'],
        { strategy: 'median' },
      ],
      ['oneHot', texts],
      ['flagOutliers', ['income'], { fold: 1 }],
      ['kBins', ['age'], { nBins: 4, strategy: 'kmeans' }],
      ['normalizeRows', ['income', 'visits'], { norm: 'l1' }],
      ['randomUnderSample', []],
    ],
  },
  {
    name: 'rows repeated, in lanes',
    ...binary,
    steps: [
      ['impute', numbers, { strategy: 'median' }],
      ['maxAbsScale', numbers],
      ['targetEncode', texts, { smooth: 5, cv: 4 }],
      ['randomOverSample', [], { ratio: 0.9 }],
    ],
  },
  {
    name: 'rows made up with whole categories, in lanes',
    ...binary,
    steps: [
      ['impute', numbers, { strategy: 'mean' }],
      ['ordinal', texts, { encodedMissingValue: -2 }],
      ['smoteNc', texts],
    ],
  },
  {
    name: 'far rows left out of the fit, in lanes',
    ...regression,
    steps: [...rest(), ['dropOutliers', ['income', 'age'], { fold: 0.7 }]],
  },
];
