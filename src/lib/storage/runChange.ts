import type { RunChange, StoredRun } from './schema.ts';

/** A run with a change; what is said is added to what was, and a decision of null is taken back. */
export function changedRun(
  { decision: was, ...run }: StoredRun,
  { decision = was, said, ...change }: RunChange,
): StoredRun {
  return {
    ...{ ...run, ...change },
    ...(said && { said: { ...run.said, ...said } }),
    ...(decision && { decision }),
  };
}
