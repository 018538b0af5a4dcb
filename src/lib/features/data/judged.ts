import { withPoints, qualityScore } from '#lib/recipe/findings/score.ts';
import { leftOf } from '#lib/recipe/findings/left.ts';
import type { Finding } from '#lib/recipe/profile.ts';
import { activeSteps } from '#lib/recipe/recipe.ts';
import type { Offer } from '#lib/state/pipeline.svelte.ts';
import { fixOf, isTreated, type Context, type Fix } from './fixes.ts';

/** A finding with what is done about it, or could be. */
export interface Judged {
  readonly finding: Finding;
  readonly fix: Fix | null;
  /** The recipe has steps that answer it. */
  readonly treated: boolean;
}

/** All findings, and those that the recipe's own steps leave. */
export function judgedOf(
  found: readonly Finding[],
  offers: readonly Offer[],
  context: Context,
): readonly Judged[] {
  const left = withPoints(leftOf(found, activeSteps(context.recipe)));
  const known = new Set(found.map((f) => f.id));
  const added = left.filter((f) => !known.has(f.id));
  const judge = (finding: Finding): Judged => {
    const treated = known.has(finding.id) && isTreated(finding, context.recipe);
    return { finding, treated, fix: treated ? null : fixOf(finding, offers, context) };
  };
  return [...added, ...found].map(judge);
}

/** Of the table as the recipe leaves it. */
export const qualityOf = (judged: readonly Judged[]): number => qualityScore(openOf(judged));

const openOf = (judged: readonly Judged[]): Finding[] =>
  judged.filter((j) => !j.treated).map((j) => j.finding);

/**
 * What the quality score becomes by a fix alone, told of the findings that are asked for: of many columns each is
 * reckoned over all findings.
 * @returns [now, then] of a finding with a fix
 */
export function gainsOf(
  judged: readonly Judged[],
  { recipe }: Pick<Context, 'recipe'>,
): (asked: Judged) => readonly [now: number, then: number] | undefined {
  const left = leftOf(openOf(judged), activeSteps(recipe));
  const now = qualityScore(left);
  const byModel = new Map(withPoints(left).map((f) => [f.id, f.gain]));
  return ({ finding: { id }, fix }) => {
    if (!fix) return undefined;
    const then =
      fix.steps.length > 0
        ? qualityScore(leftOf(left, [...activeSteps(recipe), ...fix.steps]))
        : Math.min(100, now + (byModel.get(id) ?? 0));
    return [now, then];
  };
}

/** What the score becomes when every finding that has a fix gets it. */
export function afterAll(judged: readonly Judged[], { recipe }: Pick<Context, 'recipe'>): number {
  const fixes = judged.flatMap((j) => j.fix?.steps ?? []);
  const open = judged.filter((j) => !j.treated && (j.fix === null || j.fix.steps.length > 0));
  return qualityScore(leftOf(openOf(open), [...activeSteps(recipe), ...fixes]));
}
