import { EngineError } from '#lib/recipe/errors.ts';
import { compareTexts } from '#lib/engine/stats.ts';
import type { CategoryColumn } from '#lib/engine/table.ts';

/**
 * The levels that occur, with their counts, sorted by code point as scikit-learn sorts categories; null stands for
 * missing and comes last.
 */
export function levelCounts({
  codes,
  levels,
}: CategoryColumn): (readonly [string | null, number])[] {
  const counts = new Int32Array(levels.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing += 1;
    else counts[code]! += 1;
  }
  const present = levels
    .map((level, k) => [level, counts[k]!] as const)
    .filter(([, n]) => n > 0)
    .sort(([a], [b]) => compareTexts(a, b));
  return missing > 0 ? [...present, [null, missing]] : present;
}

/** Thrown where a fit has nothing to learn from. */
export function nothingToLearn(
  step: string,
  column: string,
  rows: number,
  remedy: string,
): EngineError {
  return new EngineError({
    code: 'no-rows',
    what:
      rows === 0
        ? `There are no training rows to learn “${column}” from`
        : `All ${rows} training values of “${column}” are missing`,
    where: { step, column },
    remedy: rows === 0 ? 'Give training a share of the split, or keep more rows.' : remedy,
  });
}
