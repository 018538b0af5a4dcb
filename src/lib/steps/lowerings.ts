import type { AnyStepLowering } from '#lib/codegen/lowering.ts';
import { cast } from './clean/cast/python.ts';
import { keepColumns } from './clean/keepColumns/python.ts';
import { renameColumns } from './clean/renameColumns/python.ts';
import { filterRows } from './clean/filterRows/python.ts';
import { changeCase } from './clean/changeCase/python.ts';
import { replaceText } from './clean/replaceText/python.ts';
import { calculate } from './create/calculate/python.ts';
import { dateParts } from './create/dateParts/python.ts';
import { daysSince } from './create/daysSince/python.ts';
import { textFacts } from './create/textFacts/python.ts';
import { splitText } from './create/splitText/python.ts';
import { mathTransform } from './create/mathTransform/python.ts';
import { combineNumbers } from './create/combineNumbers/python.ts';
import { pastRows } from './create/pastRows/python.ts';
import { dropColumns } from './clean/dropColumns/python.ts';
import { dropDuplicates } from './clean/dropDuplicates/python.ts';
import { dropNearDuplicates } from './clean/dropNearDuplicates/python.ts';
import { markMissing } from './clean/markMissing/python.ts';
import { replaceValues } from './clean/replaceValues/python.ts';
import { trimText } from './clean/trimText/python.ts';
import { oneHot } from './encode/oneHot/python.ts';
import { ordinal } from './encode/ordinal/python.ts';
import { impute } from './impute/impute/python.ts';
import { pca } from './reduce/pca/python.ts';
import { truncatedSvd } from './reduce/truncatedSvd/python.ts';
import { incrementalPca } from './reduce/incrementalPca/python.ts';
import { kernelPca } from './reduce/kernelPca/python.ts';
import { fastIca } from './reduce/fastIca/python.ts';
import { factorAnalysis } from './reduce/factorAnalysis/python.ts';
import { nmf } from './reduce/nmf/python.ts';
import { isomap } from './reduce/isomap/python.ts';
import { lda } from './reduce/lda/python.ts';
import { umap } from './reduce/umap/python.ts';
import { minMaxScale } from './scale/minMaxScale/python.ts';
import { powerTransform } from './scale/powerTransform/python.ts';
import { standardScale } from './scale/standardScale/python.ts';
import { winsorize } from './scale/winsorize/python.ts';
import { targetEncode } from './encode/targetEncode/python.ts';
import { frequencyEncode } from './encode/frequencyEncode/python.ts';
import { weightOfEvidence } from './encode/weightOfEvidence/python.ts';
import { binaryEncode } from './encode/binaryEncode/python.ts';
import { hashEncode } from './encode/hashEncode/python.ts';
import { robustScale } from './scale/robustScale/python.ts';
import { maxAbsScale } from './scale/maxAbsScale/python.ts';
import { quantileTransform } from './scale/quantileTransform/python.ts';
import { normalizeRows } from './scale/normalizeRows/python.ts';
import { flagOutliers } from './create/flagOutliers/python.ts';
import { flagUnusual } from './create/flagUnusual/python.ts';
import { groupStatistics } from './create/groupStatistics/python.ts';
import { varianceThreshold } from './select/varianceThreshold/python.ts';
import { correlationFilter } from './select/correlationFilter/python.ts';
import { selectKBest } from './select/selectKBest/python.ts';
import { selectFromModel } from './select/selectFromModel/python.ts';
import { rfe } from './select/rfe/python.ts';
import { rfecv } from './select/rfecv/python.ts';
import { dropSparse } from './impute/dropSparse/python.ts';
import { knnImpute } from './impute/knnImpute/python.ts';
import { randomOverSample } from './balance/randomOverSample/python.ts';
import { randomUnderSample } from './balance/randomUnderSample/python.ts';
import { smote } from './balance/smote/python.ts';
import { adasyn } from './balance/adasyn/python.ts';
import { tomekLinks } from './balance/tomekLinks/python.ts';
import { kBins } from './create/kBins/python.ts';
import { treeBins } from './create/treeBins/python.ts';
import { polynomial } from './create/polynomial/python.ts';
import { textTerms } from './create/textTerms/python.ts';
import { iterativeImpute } from './impute/iterativeImpute/python.ts';
import { smoteNc } from './balance/smoteNc/python.ts';
import { dropOutliers } from './balance/dropOutliers/python.ts';
import { dropUnusual } from './balance/dropUnusual/python.ts';
import { fillOrder } from './clean/fillOrder/python.ts';
import { sortRows } from './shape/sortRows/python.ts';
import { querySql } from './shape/querySql/python.ts';
import { sampleRows } from './shape/sampleRows/python.ts';
import { melt } from './shape/melt/python.ts';
import { groupRows } from './shape/groupRows/python.ts';
import { pivot } from './shape/pivot/python.ts';
import { appendTable } from './shape/appendTable/python.ts';
import { joinTable } from './shape/joinTable/python.ts';
import type { StepId } from './specs.ts';

export const stepLowerings = {
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
} satisfies Record<StepId, AnyStepLowering>;
