import type { Outcome } from '#lib/engine/run.ts';
import { EngineError } from '#lib/recipe/errors.ts';

/** Row of the file, label, and score where the model has one: one line for each training row. */
export function answersCsv({ result }: Outcome): string {
  const { unsupervised } = result;
  if (!unsupervised)
    throw new EngineError({
      code: 'unexpected',
      what: 'This run has a target, so its rows have no groups',
      where: { model: result.model },
      remedy: 'Leave --answers out.',
    });
  const { rid, labels, scores } = unsupervised;
  const head = ['row', 'label', ...(scores ? ['score'] : [])];
  const lines = Array.from(rid, (row, i) => [row, labels[i]!, ...(scores ? [scores[i]!] : [])]);
  return `${[head, ...lines].map((cells) => cells.join(',')).join('\n')}\n`;
}
