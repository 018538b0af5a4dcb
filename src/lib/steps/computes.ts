import type { AnyStepCompute } from '#lib/engine/step.ts';
import { cast } from './clean/cast/compute.ts';
import { keepColumns } from './clean/keepColumns/compute.ts';
import { renameColumns } from './clean/renameColumns/compute.ts';
import { filterRows } from './clean/filterRows/compute.ts';
import { changeCase } from './clean/changeCase/compute.ts';
import { replaceText } from './clean/replaceText/compute.ts';
import { calculate } from './create/calculate/compute.ts';
import { dateParts } from './create/dateParts/compute.ts';
import { daysSince } from './create/daysSince/compute.ts';
import { textFacts } from './create/textFacts/compute.ts';
import { splitText } from './create/splitText/compute.ts';
import { mathTransform } from './create/mathTransform/compute.ts';
import { combineNumbers } from './create/combineNumbers/compute.ts';
import { pastRows } from './create/pastRows/compute.ts';
import { dropColumns } from './clean/dropColumns/compute.ts';
import { dropDuplicates } from './clean/dropDuplicates/compute.ts';
import { dropNearDuplicates } from './clean/dropNearDuplicates/compute.ts';
import { markMissing } from './clean/markMissing/compute.ts';
import { replaceValues } from './clean/replaceValues/compute.ts';
import { trimText } from './clean/trimText/compute.ts';
import { oneHot } from './encode/oneHot/compute.ts';
import { ordinal } from './encode/ordinal/compute.ts';
import { impute } from './impute/impute/compute.ts';
import { pca } from './reduce/pca/compute.ts';
import { truncatedSvd } from './reduce/truncatedSvd/compute.ts';
import { incrementalPca } from './reduce/incrementalPca/compute.ts';
import { kernelPca } from './reduce/kernelPca/compute.ts';
import { fastIca } from './reduce/fastIca/compute.ts';
import { factorAnalysis } from './reduce/factorAnalysis/compute.ts';
import { nmf } from './reduce/nmf/compute.ts';
import { isomap } from './reduce/isomap/compute.ts';
import { lda } from './reduce/lda/compute.ts';
import { umap } from './reduce/umap/compute.ts';
import { minMaxScale } from './scale/minMaxScale/compute.ts';
import { powerTransform } from './scale/powerTransform/compute.ts';
import { standardScale } from './scale/standardScale/compute.ts';
import { winsorize } from './scale/winsorize/compute.ts';
import { targetEncode } from './encode/targetEncode/compute.ts';
import { frequencyEncode } from './encode/frequencyEncode/compute.ts';
import { weightOfEvidence } from './encode/weightOfEvidence/compute.ts';
import { binaryEncode } from './encode/binaryEncode/compute.ts';
import { hashEncode } from './encode/hashEncode/compute.ts';
import { robustScale } from './scale/robustScale/compute.ts';
import { maxAbsScale } from './scale/maxAbsScale/compute.ts';
import { quantileTransform } from './scale/quantileTransform/compute.ts';
import { normalizeRows } from './scale/normalizeRows/compute.ts';
import { flagOutliers } from './create/flagOutliers/compute.ts';
import { flagUnusual } from './create/flagUnusual/compute.ts';
import { groupStatistics } from './create/groupStatistics/compute.ts';
import { varianceThreshold } from './select/varianceThreshold/compute.ts';
import { correlationFilter } from './select/correlationFilter/compute.ts';
import { selectKBest } from './select/selectKBest/compute.ts';
import { selectFromModel } from './select/selectFromModel/compute.ts';
import { rfe } from './select/rfe/compute.ts';
import { rfecv } from './select/rfecv/compute.ts';
import { dropSparse } from './impute/dropSparse/compute.ts';
import { knnImpute } from './impute/knnImpute/compute.ts';
import { randomOverSample } from './balance/randomOverSample/compute.ts';
import { randomUnderSample } from './balance/randomUnderSample/compute.ts';
import { smote } from './balance/smote/compute.ts';
import { adasyn } from './balance/adasyn/compute.ts';
import { tomekLinks } from './balance/tomekLinks/compute.ts';
import { kBins } from './create/kBins/compute.ts';
import { treeBins } from './create/treeBins/compute.ts';
import { polynomial } from './create/polynomial/compute.ts';
import { textTerms } from './create/textTerms/compute.ts';
import { iterativeImpute } from './impute/iterativeImpute/compute.ts';
import { smoteNc } from './balance/smoteNc/compute.ts';
import { dropOutliers } from './balance/dropOutliers/compute.ts';
import { dropUnusual } from './balance/dropUnusual/compute.ts';
import { fillOrder } from './clean/fillOrder/compute.ts';
import { sortRows } from './shape/sortRows/compute.ts';
import { querySql } from './shape/querySql/compute.ts';
import { sampleRows } from './shape/sampleRows/compute.ts';
import { melt } from './shape/melt/compute.ts';
import { groupRows } from './shape/groupRows/compute.ts';
import { pivot } from './shape/pivot/compute.ts';
import { appendTable } from './shape/appendTable/compute.ts';
import { joinTable } from './shape/joinTable/compute.ts';
import type { StepId } from './specs.ts';

export const stepComputes = {
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
} satisfies Record<StepId, AnyStepCompute>;
