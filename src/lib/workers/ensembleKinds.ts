import type { EnsembleKinds } from '#lib/engine/automl/ensemble.ts';
import { parseParams } from '#lib/recipe/params.ts';
import { memberIds, memberSpecs } from '#lib/models/ensemble/specs.ts';

const usual = (model: 'logisticRegression' | 'ridge') => ({
  model,
  params: parseParams(memberSpecs[model].params, {}, model) as Record<string, unknown>,
});

/** The registry's ensembles, as the engine takes them. */
export const ensembleKinds: EnsembleKinds = {
  voting: 'voting',
  stacking: 'stacking',
  members: memberIds,
  last: { classes: usual('logisticRegression'), numbers: usual('ridge') },
};
