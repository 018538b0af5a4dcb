import { driveSync } from '#lib/engine/drive.ts';
import { findLeaks } from '#lib/engine/leakage/guard.ts';
import type { Loaded } from '#lib/engine/prepare.ts';
import { apply } from '#lib/recipe/edits.ts';
import { EngineError } from '#lib/recipe/errors.ts';
import {
  blocking,
  leakStanding,
  overrideEdit,
  quarantineEdit,
  type Leak,
  type LeakReport,
} from '#lib/recipe/leakage.ts';
import type { Log } from '#lib/recipe/log.ts';
import { isSupervised } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';

/** Columns that give the target away; null where there is none. */
export const leaksIn = (loaded: Loaded, recipe: Recipe): LeakReport | null =>
  recipe.task === null || !isSupervised(recipe.task) ? null : driveSync(findLeaks(loaded, recipe));

/**
 * Takes columns of high risk out of the features, but for those that the caller keeps, which the recipe records, and
 * but for the last ones that are left.
 * @throws EngineError 'column-missing' for a kept column that nothing is said against
 */
export function withoutLeaks(
  recipe: Recipe,
  report: LeakReport | null,
  keep: readonly string[],
): Recipe {
  const known = new Map((report?.leaks ?? []).map((l) => [l.column, l]));
  const kept = keep.reduce((now, name) => {
    const leak = known.get(name);
    if (!leak) throw nothingSaid(name);
    return apply(now, overrideEdit(now, leak));
  }, recipe);
  const out = blocking(kept, report);
  const features = kept.source.columns.filter((c) => c.role === 'feature').length;
  return out.length === 0 || out.length >= features
    ? kept
    : apply(kept, quarantineEdit(kept, out, new Set()));
}

const nothingSaid = (column: string): EngineError =>
  new EngineError({
    code: 'column-missing',
    what: `Nothing is said against “${column}”`,
    where: { column },
    remedy: 'Leave it out of --keep: it is used anyway.',
  });

/** Says on the log what was left out, what is used in spite of a warning, and what only asks. */
export function sayLeaks(recipe: Recipe, report: LeakReport, log: Log): void {
  const { open, out, overridden } = leakStanding(recipe, report);
  const say = (leaks: readonly Leak[], level: 'INFO' | 'WARNING', lead: string): void => {
    for (const { column, risk, gini, evidence } of leaks)
      log({
        level,
        source: 'guard.leak',
        message: `${lead} '${column}': ${evidence[0]!.words}`,
        meta: { col: column, risk, gini },
      });
  };
  say(
    out.filter((l) => l.risk === 'high'),
    'WARNING',
    'Left out',
  );
  say(overridden, 'WARNING', 'Used all the same');
  say(open, 'WARNING', 'May give the target away');
}

/** As `--json` prints it; no headline may rest on a score where `headline` is false. */
export function leaksJson(recipe: Recipe, report: LeakReport): Record<string, unknown> {
  const { open, out, overridden } = leakStanding(recipe, report);
  return {
    rows: report.rows,
    folds: report.folds,
    headline: blocking(recipe, report).length === 0,
    open,
    left_out: out,
    overridden,
    gini: report.powers,
  };
}
