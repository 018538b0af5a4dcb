import type { ColumnFacts } from '#lib/recipe/step.ts';
import { besideName, type LearnedStep } from './lanes.ts';
import type { Py } from './python/ir.ts';
import { identifier, uniqueNames } from './python/names.ts';

/** One recipe step on the columns as they stand then; the other columns pass. */
export interface SequenceStep {
  readonly name: string;
  readonly key: string;
  readonly columns: readonly string[];
  readonly py: Py;
  readonly beside: Py | null;
}

/** The learned steps one after another, as the recipe has them. */
export function sequenceOf(
  features: readonly ColumnFacts[],
  learned: readonly LearnedStep[],
): readonly SequenceStep[] {
  const unique = uniqueNames();
  const raw = new Set(features.map((c) => c.name));
  const renamed = new Map<string, string>();
  return learned.map(({ step, lowering }) => {
    const columns = step.columns.map((c) => renamed.get(c) ?? c);
    const beside = lowering.sklearnBeside?.(step.params, columns) ?? null;
    if (beside)
      for (const c of columns)
        if (!raw.has(besideName(c))) renamed.set(besideName(c), `missingindicator_${c}`);
    return {
      name: unique(identifier(step.step, 'step')),
      key: step.key,
      columns,
      py: lowering.sklearn(step.params, columns),
      beside,
    };
  });
}
