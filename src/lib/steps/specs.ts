import { cast } from './clean/cast/spec.ts';
import { keepColumns } from './clean/keepColumns/spec.ts';
import { renameColumns } from './clean/renameColumns/spec.ts';
import { filterRows } from './clean/filterRows/spec.ts';
import { changeCase } from './clean/changeCase/spec.ts';
import { replaceText } from './clean/replaceText/spec.ts';
import { calculate } from './create/calculate/spec.ts';
import { dateParts } from './create/dateParts/spec.ts';
import { daysSince } from './create/daysSince/spec.ts';
import { textFacts } from './create/textFacts/spec.ts';
import { splitText } from './create/splitText/spec.ts';
import { mathTransform } from './create/mathTransform/spec.ts';
import { combineNumbers } from './create/combineNumbers/spec.ts';
import { pastRows } from './create/pastRows/spec.ts';
import { dropColumns } from './clean/dropColumns/spec.ts';
import { dropDuplicates } from './clean/dropDuplicates/spec.ts';
import { dropNearDuplicates } from './clean/dropNearDuplicates/spec.ts';
import { markMissing } from './clean/markMissing/spec.ts';
import { replaceValues } from './clean/replaceValues/spec.ts';
import { trimText } from './clean/trimText/spec.ts';
import { oneHot } from './encode/oneHot/spec.ts';
import { ordinal } from './encode/ordinal/spec.ts';
import { impute } from './impute/impute/spec.ts';
import { pca } from './reduce/pca/spec.ts';
import { truncatedSvd } from './reduce/truncatedSvd/spec.ts';
import { incrementalPca } from './reduce/incrementalPca/spec.ts';
import { kernelPca } from './reduce/kernelPca/spec.ts';
import { fastIca } from './reduce/fastIca/spec.ts';
import { factorAnalysis } from './reduce/factorAnalysis/spec.ts';
import { nmf } from './reduce/nmf/spec.ts';
import { isomap } from './reduce/isomap/spec.ts';
import { lda } from './reduce/lda/spec.ts';
import { umap } from './reduce/umap/spec.ts';
import { minMaxScale } from './scale/minMaxScale/spec.ts';
import { powerTransform } from './scale/powerTransform/spec.ts';
import { standardScale } from './scale/standardScale/spec.ts';
import { winsorize } from './scale/winsorize/spec.ts';
import { targetEncode } from './encode/targetEncode/spec.ts';
import { frequencyEncode } from './encode/frequencyEncode/spec.ts';
import { weightOfEvidence } from './encode/weightOfEvidence/spec.ts';
import { binaryEncode } from './encode/binaryEncode/spec.ts';
import { hashEncode } from './encode/hashEncode/spec.ts';
import { robustScale } from './scale/robustScale/spec.ts';
import { maxAbsScale } from './scale/maxAbsScale/spec.ts';
import { quantileTransform } from './scale/quantileTransform/spec.ts';
import { normalizeRows } from './scale/normalizeRows/spec.ts';
import { flagOutliers } from './create/flagOutliers/spec.ts';
import { flagUnusual } from './create/flagUnusual/spec.ts';
import { groupStatistics } from './create/groupStatistics/spec.ts';
import { varianceThreshold } from './select/varianceThreshold/spec.ts';
import { correlationFilter } from './select/correlationFilter/spec.ts';
import { selectKBest } from './select/selectKBest/spec.ts';
import { selectFromModel } from './select/selectFromModel/spec.ts';
import { rfe } from './select/rfe/spec.ts';
import { rfecv } from './select/rfecv/spec.ts';
import { dropSparse } from './impute/dropSparse/spec.ts';
import { knnImpute } from './impute/knnImpute/spec.ts';
import { randomOverSample } from './balance/randomOverSample/spec.ts';
import { randomUnderSample } from './balance/randomUnderSample/spec.ts';
import { smote } from './balance/smote/spec.ts';
import { adasyn } from './balance/adasyn/spec.ts';
import { tomekLinks } from './balance/tomekLinks/spec.ts';
import { kBins } from './create/kBins/spec.ts';
import { treeBins } from './create/treeBins/spec.ts';
import { polynomial } from './create/polynomial/spec.ts';
import { textTerms } from './create/textTerms/spec.ts';
import { iterativeImpute } from './impute/iterativeImpute/spec.ts';
import { smoteNc } from './balance/smoteNc/spec.ts';
import { dropOutliers } from './balance/dropOutliers/spec.ts';
import { dropUnusual } from './balance/dropUnusual/spec.ts';
import { fillOrder } from './clean/fillOrder/spec.ts';
import { sortRows } from './shape/sortRows/spec.ts';
import { querySql } from './shape/querySql/spec.ts';
import { sampleRows } from './shape/sampleRows/spec.ts';
import { melt } from './shape/melt/spec.ts';
import { groupRows } from './shape/groupRows/spec.ts';
import { pivot } from './shape/pivot/spec.ts';
import { appendTable } from './shape/appendTable/spec.ts';
import { joinTable } from './shape/joinTable/spec.ts';

/**
 * Every step the product knows, in the order in which suggestions apply: duplicates first, while the identifiers
 * that tell rows apart are still there. To add one, see docs/adding-a-step.md; the compiler names what is missing.
 */
export const stepSpecs = {
  sortRows,
  sampleRows,
  melt,
  groupRows,
  pivot,
  joinTable,
  dropNearDuplicates,
  appendTable,
  querySql,
  dropDuplicates,
  dropColumns,
  keepColumns,
  renameColumns,
  filterRows,
  trimText,
  replaceValues,
  replaceText,
  changeCase,
  markMissing,
  fillOrder,
  cast,
  calculate,
  dateParts,
  daysSince,
  textFacts,
  splitText,
  mathTransform,
  combineNumbers,
  pastRows,
  dropSparse,
  impute,
  knnImpute,
  iterativeImpute,
  treeBins,
  kBins,
  groupStatistics,
  polynomial,
  textTerms,
  oneHot,
  ordinal,
  targetEncode,
  frequencyEncode,
  weightOfEvidence,
  binaryEncode,
  hashEncode,
  winsorize,
  flagUnusual,
  flagOutliers,
  powerTransform,
  robustScale,
  standardScale,
  minMaxScale,
  maxAbsScale,
  quantileTransform,
  normalizeRows,
  varianceThreshold,
  correlationFilter,
  selectKBest,
  selectFromModel,
  rfe,
  rfecv,
  pca,
  truncatedSvd,
  incrementalPca,
  kernelPca,
  fastIca,
  factorAnalysis,
  nmf,
  isomap,
  umap,
  lda,
  randomOverSample,
  randomUnderSample,
  smote,
  smoteNc,
  adasyn,
  tomekLinks,
  dropUnusual,
  dropOutliers,
} as const;

export type StepId = keyof typeof stepSpecs;
