import { isNumeric } from '#lib/recipe/profile.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { LearnedStep } from './lanes.ts';
import type { Py } from './python/ir.ts';
import { identifier, uniqueNames } from './python/names.ts';

/** One recipe step on columns of one kind as they stand then; the other columns pass. */
export interface SequenceStep {
  readonly name: string;
  readonly key: string;
  readonly columns: readonly string[];
  readonly py: Py;
  readonly beside: Py | null;
}

/** The learned steps one after another, as the recipe has them; a step on numbers and texts stands there twice. */
export function sequenceOf(
  features: readonly ColumnFacts[],
  learned: readonly LearnedStep[],
): readonly SequenceStep[] {
  const unique = uniqueNames();
  const history = new Map(features.map((c) => [c.name, isNumeric(c.type) ? 'number' : 'text']));
  return learned.flatMap(({ step, lowering }) => {
    const kind = (c: string): string =>
      lowering.together ? 'number' : (history.get(c) ?? 'number');
    const groups = Map.groupBy(step.columns, kind);
    for (const c of step.columns) {
      const before = history.get(c) ?? 'number';
      if (before !== 'number') history.set(c, `${before} ${step.step}`);
    }
    return [...groups.values()].map((columns) => ({
      name: unique(identifier(step.step, 'step')),
      key: step.key,
      columns,
      py: lowering.sklearn(step.params, columns),
      beside: lowering.sklearnBeside?.(step.params, columns) ?? null,
    }));
  });
}
