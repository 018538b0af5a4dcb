import type { Restorer, Restoring } from '#lib/codegen/restoring.ts';
import * as columns from './restore/columns.ts';
import * as encoding from './restore/encoding.ts';
import * as scaling from './restore/scaling.ts';
import type { StepId } from './specs.ts';

const needsRows =
  'this version of Tabwise does not say how its object in scikit-learn is put together';

/** How each learned step's state goes back to its object in scikit-learn; or why it does not. */
export const stepRestorings = {
  impute: columns.impute,
  dropSparse: columns.dropSparse,
  kBins: scaling.kBins,
  treeBins: scaling.treeBins,
  groupStatistics: encoding.groupStatistics,
  polynomial: scaling.polynomial,
  textTerms: encoding.textTerms,
  oneHot: encoding.oneHot,
  ordinal: encoding.ordinal,
  targetEncode: encoding.targetEncode,
  frequencyEncode: encoding.frequencyEncode,
  weightOfEvidence: encoding.weightOfEvidence,
  binaryEncode: encoding.binaryEncode,
  hashEncode: scaling.hashEncode,
  winsorize: scaling.winsorize,
  flagOutliers: scaling.flagOutliers,
  powerTransform: scaling.powerTransform,
  robustScale: scaling.robustScale,
  standardScale: scaling.standardScale,
  minMaxScale: scaling.minMaxScale,
  maxAbsScale: scaling.maxAbsScale,
  quantileTransform: scaling.quantileTransform,
  normalizeRows: scaling.normalizeRows,
  varianceThreshold: columns.selected,
  correlationFilter: columns.selected,
  selectKBest: columns.selected,
  selectFromModel: columns.selected,
  rfe: columns.selected,
  rfecv: columns.selected,
  pca: columns.pca,
  truncatedSvd: columns.truncatedSvd,
  incrementalPca: columns.pca,
  fastIca: columns.fastIca,
  factorAnalysis: columns.linearSums,
  lda: columns.linearSums,
  flagUnusual: needsRows,
  knnImpute: needsRows,
  iterativeImpute: needsRows,
  nmf: needsRows,
  kernelPca: needsRows,
  isomap: needsRows,
  umap: needsRows,
} satisfies Partial<Record<StepId, Restoring>>;

/** Steps that add columns beside those that they change. */
export const besideRestorings: Readonly<Record<string, Restorer>> = {
  impute: columns.imputeBeside,
};
