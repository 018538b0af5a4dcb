import type { AnyStepLowering } from '#lib/codegen/lowering.ts';
import { cast } from './clean/cast/python.ts';
import { dropColumns } from './clean/dropColumns/python.ts';
import { dropDuplicates } from './clean/dropDuplicates/python.ts';
import { markMissing } from './clean/markMissing/python.ts';
import { replaceValues } from './clean/replaceValues/python.ts';
import { trimText } from './clean/trimText/python.ts';
import { oneHot } from './encode/oneHot/python.ts';
import { ordinal } from './encode/ordinal/python.ts';
import { impute } from './impute/impute/python.ts';
import { pca } from './reduce/pca/python.ts';
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
import { varianceThreshold } from './select/varianceThreshold/python.ts';
import { correlationFilter } from './select/correlationFilter/python.ts';
import { selectKBest } from './select/selectKBest/python.ts';
import { dropSparse } from './impute/dropSparse/python.ts';
import { knnImpute } from './impute/knnImpute/python.ts';
import { randomOverSample } from './balance/randomOverSample/python.ts';
import { randomUnderSample } from './balance/randomUnderSample/python.ts';
import { smote } from './balance/smote/python.ts';
import { adasyn } from './balance/adasyn/python.ts';
import { tomekLinks } from './balance/tomekLinks/python.ts';
import { kBins } from './create/kBins/python.ts';
import { polynomial } from './create/polynomial/python.ts';
import { textTerms } from './create/textTerms/python.ts';
import { iterativeImpute } from './impute/iterativeImpute/python.ts';
import { smoteNc } from './balance/smoteNc/python.ts';
import { dropOutliers } from './balance/dropOutliers/python.ts';
import { fillOrder } from './clean/fillOrder/python.ts';
import type { StepId } from './specs.ts';

export const stepLowerings = {
  dropDuplicates,
  dropColumns,
  trimText,
  replaceValues,
  markMissing,
  fillOrder,
  cast,
  dropSparse,
  impute,
  knnImpute,
  iterativeImpute,
  kBins,
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
  pca,
  randomOverSample,
  randomUnderSample,
  smote,
  smoteNc,
  adasyn,
  tomekLinks,
  dropOutliers,
} satisfies Record<StepId, AnyStepLowering>;
