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
import { dropColumns } from './clean/dropColumns/compute.ts';
import { dropDuplicates } from './clean/dropDuplicates/compute.ts';
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
import { umap } from './reduce/umap/compute.ts';
import { minMaxScale } from './scale/minMaxScale/compute.ts';
import { powerTransform } from './scale/powerTransform/compute.ts';
import { standardScale } from './scale/standardScale/compute.ts';
import { winsorize } from './scale/winsorize/compute.ts';
import type { StepId } from './specs.ts';

export const stepComputes = {
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
  cast,
  calculate,
  dateParts,
  daysSince,
  textFacts,
  splitText,
  mathTransform,
  combineNumbers,
  impute,
  oneHot,
  ordinal,
  winsorize,
  powerTransform,
  standardScale,
  minMaxScale,
  pca,
  truncatedSvd,
  incrementalPca,
  kernelPca,
  fastIca,
  factorAnalysis,
  nmf,
  isomap,
  umap,
} satisfies Record<StepId, AnyStepCompute>;
