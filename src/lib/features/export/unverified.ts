import { isSupervised } from '#lib/recipe/profile.ts';
import type { StoredRun } from '#lib/storage/schema.ts';

interface Written {
  /** Of the recipe as it stands. */
  readonly run: StoredRun | null;
  /** Text of model.mjs. */
  readonly code: string | undefined;
  /** Files that its project has not: name → why; undefined until it is written. */
  readonly lacks: ReadonlyMap<string, string> | undefined;
}

/** Why the export of a run cannot be verified, as a sentence; undefined where it can. */
export function whyUnverified({ run, code, lacks }: Written): string | undefined {
  if (!run) return 'Train the recipe as it stands first.';
  if (!isSupervised(run.result.task))
    return 'A model without a target has no answers to hold it to.';
  if (run.result.rows.test === 0) return 'The split keeps no rows for the test.';
  return code === undefined
    ? (lacks?.get('model.mjs') ?? 'The files are being written.')
    : undefined;
}
