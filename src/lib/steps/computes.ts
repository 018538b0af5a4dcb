import type { AnyStepCompute } from '#lib/engine/step.ts';
import { cast } from './clean/cast/compute.ts';
import { dropColumns } from './clean/dropColumns/compute.ts';
import { dropDuplicates } from './clean/dropDuplicates/compute.ts';
import { oneHot } from './encode/oneHot/compute.ts';
import { ordinal } from './encode/ordinal/compute.ts';
import { impute } from './impute/impute/compute.ts';
import { pca } from './reduce/pca/compute.ts';
import { minMaxScale } from './scale/minMaxScale/compute.ts';
import { standardScale } from './scale/standardScale/compute.ts';
import type { StepId } from './specs.ts';

export const stepComputes = {
  dropDuplicates,
  dropColumns,
  cast,
  impute,
  oneHot,
  ordinal,
  standardScale,
  minMaxScale,
  pca,
} satisfies Record<StepId, AnyStepCompute>;
