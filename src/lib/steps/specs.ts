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
import { dropColumns } from './clean/dropColumns/spec.ts';
import { dropDuplicates } from './clean/dropDuplicates/spec.ts';
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
import { umap } from './reduce/umap/spec.ts';
import { minMaxScale } from './scale/minMaxScale/spec.ts';
import { powerTransform } from './scale/powerTransform/spec.ts';
import { standardScale } from './scale/standardScale/spec.ts';
import { winsorize } from './scale/winsorize/spec.ts';

/**
 * Every step the product knows, in the order in which suggestions apply: duplicates first, while the identifiers
 * that tell rows apart are still there. To add one, see docs/adding-a-step.md; the compiler names what is missing.
 */
export const stepSpecs = {
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
} as const;

export type StepId = keyof typeof stepSpecs;
