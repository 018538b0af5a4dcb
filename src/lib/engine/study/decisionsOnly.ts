import { EngineError } from '#lib/recipe/errors.ts';

/** Of a model whose answers are decision values (docs/decisions/0016). */
export const decisionsOnly = (model: string): EngineError =>
  new EngineError({
    code: 'recipe-invalid',
    what: 'This model says which class and how surely, but gives no probabilities to set a threshold on or to recalibrate',
    where: { model },
    remedy: 'Choose a model or a loss with probabilities, such as logistic regression or log_loss.',
  });
