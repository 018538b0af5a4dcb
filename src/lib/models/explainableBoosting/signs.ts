import type { FitInput } from '#lib/engine/model.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import type { ParamsOf } from '#lib/recipe/step.ts';
import type { Sign } from './rising.ts';
import type { ExplainableBoostingSpec } from './spec.ts';
import type { Target } from './target.ts';

type Params = ParamsOf<ExplainableBoostingSpec>;

/**
 * The columns along which answers may only rise or fall.
 * @throws EngineError 'column-missing', 'params-invalid' where a column cannot have what is asked of it
 */
export function signsOf(
  { X, params }: Pick<FitInput<Params>, 'X' | 'params'>,
  { outputs }: Pick<Target, 'outputs'>,
): ReadonlyMap<number, Sign> {
  const signs = new Map<number, Sign>();
  const asked = [
    ...(params.increasing ?? []).map((name) => [name, 1] as const),
    ...(params.decreasing ?? []).map((name) => [name, -1] as const),
  ];
  if (asked.length > 0 && outputs > 1)
    throw refused(
      'Answers cannot be made to rise or fall with a column: the target has more than two classes',
      'Leave the increasing and decreasing columns empty, or choose a target of two classes.',
    );
  for (const [name, sign] of asked) {
    const j = X.names.indexOf(name);
    if (j < 0) throw noColumn(name, X.names);
    if (signs.get(j) === -sign)
      throw refused(
        `“${name}” is said to be increasing and decreasing at once`,
        'Keep one of the two.',
      );
    if (params.categoricalFeatures?.includes(name))
      throw refused(
        `“${name}” is said to be a category and monotonic at once`,
        'Keep one of the two.',
      );
    signs.set(j, sign);
  }
  return signs;
}

const refused = (what: string, remedy: string): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what,
    where: { model: 'explainableBoosting' },
    remedy,
  });

export const noColumn = (column: string, names: readonly string[]): EngineError =>
  new EngineError({
    code: 'column-missing',
    what: `The model has no column “${column}”`,
    where: { model: 'explainableBoosting', column },
    remedy: `Name columns as they are after the steps: ${names.slice(0, 5).join(', ')}.`,
  });
