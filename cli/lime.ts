import { driveSync } from '#lib/engine/drive.ts';
import { limeOf } from '#lib/engine/explain/lime.ts';
import { takeRows, type Table } from '#lib/engine/table.ts';
import { modelComputes } from '#lib/models/computes.ts';
import { cellsText } from '#lib/recipe/fairnessWords.ts';
import { lowFidelity } from '#lib/recipe/lime.ts';
import type { Log } from '#lib/recipe/log.ts';
import { stepComputes } from '#lib/steps/computes.ts';
import type { RunFile } from './runFile.ts';

const computes = { steps: stepComputes, models: modelComputes };

interface LimeRows {
  readonly table: Table;
  readonly rid: Int32Array;
  readonly chosen: Int32Array;
  readonly background: Table;
  readonly seed: number;
}

/** LIME of each chosen row, for the classes asked for, of two the second. */
export function limes(
  { fitted }: RunFile,
  { table, rid, chosen, background, seed }: LimeRows,
  classes: readonly number[] | null,
  log: Log,
): readonly Record<string, unknown>[] {
  const all = fitted.classes?.map((_, code) => code) ?? [0];
  const codes = classes ?? (all.length === 2 ? [1] : all);
  return Array.from(chosen).flatMap((i) =>
    codes.map((code) => {
      const about = { row: takeRows(table, Int32Array.of(i)), rid: rid[i]!, seed, code };
      const found = driveSync(limeOf({ run: fitted, background, ...about }, computes));
      if (found.r2 < lowFidelity)
        log({
          level: 'WARNING',
          source: 'explain.lime',
          message: `Row ${rid[i]!}: the simple model tells ${found.r2.toFixed(2)} of how the model varies; do not rely on it`,
          meta: { row: rid[i]!, fidelity: found.r2 },
        });
      const { label, said, told, intercept, r2, samples, parts } = found;
      return {
        ...{
          row: rid[i]!,
          class: label,
          prediction: said,
          local: told,
          intercept,
          fidelity: r2,
          samples,
        },
        columns: parts.map(({ column, cell, weight }) => ({
          name: column,
          holds: cellsText([cell]),
          weight,
        })),
      };
    }),
  );
}
