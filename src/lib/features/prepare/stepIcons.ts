import type { StepSpecs, StepStage } from '#lib/recipe/step.ts';
import type { IconName } from '#lib/ui/icons.ts';

const icons: Readonly<Record<string, IconName>> = {
  sortRows: 'arrow-down-up',
  sampleRows: 'funnel',
  melt: 'rows-3',
  groupRows: 'layers',
  pivot: 'columns-3',
  joinTable: 'table-2',
  appendTable: 'rows-3',
  querySql: 'database',
  dropColumns: 'columns-3',
  dropDuplicates: 'copy-check',
  dropNearDuplicates: 'copy-check',
  cast: 'type',
  markMissing: 'circle-question-mark',
  trimText: 'scissors',
  replaceValues: 'replace',
  impute: 'flag',
  oneHot: 'binary',
  ordinal: 'arrow-down-narrow-wide',
  standardScale: 'ruler',
  minMaxScale: 'maximize-2',
  winsorize: 'gauge',
  powerTransform: 'chart-line',
  calculate: 'calculator',
  dateParts: 'calendar',
  daysSince: 'calendar',
};
const stageIcons: Readonly<Record<StepStage, IconName>> = {
  shape: 'table-2',
  clean: 'scissors',
  impute: 'flag',
  create: 'calculator',
  encode: 'binary',
  scale: 'ruler',
  select: 'list-checks',
  reduce: 'chart-scatter',
  balance: 'scale',
};

export const stageTitles: Readonly<Record<StepStage, string>> = {
  shape: 'Shape the table, before the split',
  clean: 'Clean, on all rows',
  impute: 'Fill gaps, learned from training rows',
  create: 'Create columns',
  encode: 'Encode, learned from training rows',
  scale: 'Scale, learned from training rows',
  select: 'Select columns, learned from training rows',
  reduce: 'Reduce to fewer columns, learned from training rows',
  balance: 'Balance the classes, in training rows only',
};

/** A step's own mark, else its stage's. */
export function iconOf(step: string, specs: StepSpecs): IconName {
  const own = Object.hasOwn(icons, step) ? icons[step] : undefined;
  const stage = specs[step]?.stage;
  return own ?? (stage ? stageIcons[stage] : 'list-checks');
}
