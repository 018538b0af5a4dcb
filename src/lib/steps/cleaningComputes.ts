import type { AnyStepCompute } from '#lib/engine/step.ts';
import { calculate } from './create/calculate/compute.ts';
import { combineNumbers } from './create/combineNumbers/compute.ts';
import { dateParts } from './create/dateParts/compute.ts';
import { daysSince } from './create/daysSince/compute.ts';
import { mathTransform } from './create/mathTransform/compute.ts';
import { pastRows } from './create/pastRows/compute.ts';
import { splitText } from './create/splitText/compute.ts';
import { textFacts } from './create/textFacts/compute.ts';
import { cast } from './clean/cast/compute.ts';
import { changeCase } from './clean/changeCase/compute.ts';
import { dropColumns } from './clean/dropColumns/compute.ts';
import { dropDuplicates } from './clean/dropDuplicates/compute.ts';
import { dropNearDuplicates } from './clean/dropNearDuplicates/compute.ts';
import { fillOrder } from './clean/fillOrder/compute.ts';
import { filterRows } from './clean/filterRows/compute.ts';
import { keepColumns } from './clean/keepColumns/compute.ts';
import { markMissing } from './clean/markMissing/compute.ts';
import { renameColumns } from './clean/renameColumns/compute.ts';
import { replaceText } from './clean/replaceText/compute.ts';
import { replaceValues } from './clean/replaceValues/compute.ts';
import { trimText } from './clean/trimText/compute.ts';
import { groupRows } from './shape/groupRows/compute.ts';
import { appendTable } from './shape/appendTable/compute.ts';
import { joinTable } from './shape/joinTable/compute.ts';
import { melt } from './shape/melt/compute.ts';
import { pivot } from './shape/pivot/compute.ts';
import { querySql } from './shape/querySql/compute.ts';
import { sampleRows } from './shape/sampleRows/compute.ts';
import { sortRows } from './shape/sortRows/compute.ts';
import type { StepId } from './specs.ts';

/** The steps that are SQL, by themselves: what writes SQL loads no learned step. `computes.ts` has all. */
export const cleaningComputes: Readonly<Partial<Record<StepId, AnyStepCompute>>> = {
  ...{ calculate, cast, changeCase, combineNumbers, dateParts, daysSince, dropColumns },
  ...{ dropDuplicates, fillOrder, filterRows, groupRows, keepColumns, markMissing, mathTransform },
  ...{ melt, pastRows, pivot, renameColumns, replaceText, replaceValues, sampleRows, sortRows },
  ...{ splitText, textFacts, trimText, joinTable, appendTable, querySql },
  ...{ dropNearDuplicates },
};
