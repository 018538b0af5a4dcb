import type { Plan } from '../pipeline.ts';

/** The fit of `model`, in main, the notebook and folds. @param rows what the training rows are called */
export function fitted({ weight, reweigh }: Plan, rows = 'parts["train"]'): string {
  const weights =
    reweigh.length > 0 ? `reweighed(${rows})` : weight !== null ? `${rows}[WEIGHT]` : null;
  return weights === null
    ? `model.fit(${rows}[FEATURES], ${rows}[TARGET])`
    : `model.fit(${rows}[FEATURES], ${rows}[TARGET], model__sample_weight=${weights})`;
}
