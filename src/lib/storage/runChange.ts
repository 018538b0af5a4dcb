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

/** A run without a change that was not kept; what was changed since then stays. */
export function withoutChange(
  now: StoredRun,
  { was, told }: { readonly was: StoredRun; readonly told: StoredRun },
): StoredRun {
  const failed = (['decision', 'said', 'folded', 'again'] as const).filter(
    (key) => was[key] !== told[key] && now[key] === told[key],
  );
  const rest = Object.fromEntries(
    Object.entries(now).filter(([key]) => !failed.some((f) => f === key)),
  ) as unknown as StoredRun;
  const before = failed.filter((key) => was[key] !== undefined).map((key) => [key, was[key]]);
  return { ...rest, ...(Object.fromEntries(before) as Partial<StoredRun>) };
}
