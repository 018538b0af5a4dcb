import { qualityScore } from '#lib/recipe/findings.ts';
import { withPoints } from '#lib/recipe/findings/score.ts';
import type { Finding } from '#lib/recipe/profile.ts';

/** What the quality score of the findings left would become by each fix alone: [now, then], by the finding's id. */
export function gainsOf(
  left: readonly Finding[],
): ReadonlyMap<string, readonly [now: number, then: number]> {
  const now = qualityScore(left);
  return new Map(
    withPoints(left).map(({ id, gain }) => [id, [now, Math.min(100, now + gain)]] as const),
  );
}
