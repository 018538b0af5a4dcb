import { modelComputes } from '#lib/models/computes.ts';
import type { Outcome } from '#lib/engine/run.ts';
import { modelCompute } from '#lib/engine/predictor.ts';
import { EngineError } from '#lib/recipe/errors.ts';

/** Row of the file, label, and score or coordinates where the model has them: one line for each training row. */
export function answersCsv({ result, fitted }: Outcome): string {
  const { unsupervised } = result;
  if (!unsupervised)
    throw new EngineError({
      code: 'unexpected',
      what: 'This run has a target, so its rows have no groups',
      where: { model: result.model },
      remedy: 'Leave --answers out.',
    });
  const { rid, labels, scores } = unsupervised;
  const { coordinates = [] } = modelCompute(modelComputes, fitted.model).describe!(
    fitted.modelState,
  );
  const head = [
    'row',
    'label',
    ...(scores ? ['score'] : []),
    ...coordinates.map((_, k) => `x${k}`),
  ];
  const lines = Array.from(rid, (row, i) => [
    row,
    labels[i]!,
    ...(scores ? [scores[i]!] : []),
    ...coordinates.map((x) => x[i]!),
  ]);
  return `${[head, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
