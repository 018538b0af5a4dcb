import { cutVersion, evenCosts, type Decision } from './decision.ts';
import { EngineError } from './errors.ts';
import type { MitigateStudy } from './study.ts';

/** Why the thresholds of groups cannot be kept with the run, as a sentence; null where they can. */
export function ungrouped(inputs: readonly string[], columns: readonly string[]): string | null {
  const other = columns.find((name) => !inputs.includes(name));
  return other === undefined
    ? null
    : `The model does not get “${other}”, so a row to be predicted need not have it: make it a feature and train again.`;
}

/** @throws EngineError 'params-invalid' where `ungrouped` says why not */
export function checkGroups(inputs: readonly string[], columns: readonly string[]): void {
  const why = ungrouped(inputs, columns);
  if (why === null) return;
  throw new EngineError({
    code: 'params-invalid',
    what: 'These groups cannot be told apart when the model predicts',
    where: {},
    remedy: why,
  });
}

/** Thresholds for groups as they are kept with a run: those of rows in no known group stay at 0.5. */
export const keptGroups = ({
  columns,
  thresholds,
  rows,
  how,
  called,
}: MitigateStudy): Decision => ({
  ...{ version: cutVersion, threshold: 0.5, costs: evenCosts, prevalence: null },
  chosen: { by: 'groups', on: 'folds', rows, how },
  groups: { columns, of: thresholds.map(({ cells, threshold }) => ({ cells, threshold })) },
  scores: called,
});
