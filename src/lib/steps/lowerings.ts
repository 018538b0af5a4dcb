import type { AnyStepLowering } from '#lib/codegen/lowering.ts';
import { cast } from './clean/cast/python.ts';
import { dropColumns } from './clean/dropColumns/python.ts';
import { dropDuplicates } from './clean/dropDuplicates/python.ts';
import { oneHot } from './encode/oneHot/python.ts';
import { ordinal } from './encode/ordinal/python.ts';
import { impute } from './impute/impute/python.ts';
import { pca } from './reduce/pca/python.ts';
import { minMaxScale } from './scale/minMaxScale/python.ts';
import { standardScale } from './scale/standardScale/python.ts';
import type { StepId } from './specs.ts';

export const stepLowerings = {
  dropDuplicates,
  dropColumns,
  cast,
  impute,
  oneHot,
  ordinal,
  standardScale,
  minMaxScale,
  pca,
} satisfies Record<StepId, AnyStepLowering>;
