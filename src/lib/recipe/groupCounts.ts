import type { GroupCounts } from './run.ts';

export interface PreferredCount {
  readonly groups: number;
  readonly silhouette: number;
}

/** The number of groups with the highest silhouette, the smaller one of equals; null where none has one. */
export function preferred({ tried }: GroupCounts): PreferredCount | null {
  let best: PreferredCount | null = null;
  for (const { groups, silhouette } of tried)
    if (silhouette !== null && !(silhouette <= (best?.silhouette ?? -Infinity)))
      best = { groups, silhouette };
  return best;
}

/** “The silhouette prefers 2 groups (0.531) to your 3 (0.447)”; null where there is nothing to compare. */
export function countsWords(counts: GroupCounts): string | null {
  const best = preferred(counts);
  if (!best) return null;
  const { chosen, tried } = counts;
  const own = tried.find((t) => t.groups === chosen)?.silhouette ?? null;
  const top = best.silhouette.toFixed(3);
  if (best.groups !== chosen)
    return own === null
      ? `The silhouette prefers ${best.groups} groups (${top}); your ${chosen} ${chosen === 1 ? 'has' : 'have'} none`
      : `The silhouette prefers ${best.groups} groups (${top}) to your ${chosen} (${own.toFixed(3)})`;
  const next = preferred({ ...counts, tried: tried.filter((t) => t.groups !== chosen) });
  const rest = next ? `; next come ${next.groups} groups (${next.silhouette.toFixed(3)})` : '';
  return `The silhouette agrees with your ${chosen} groups (${top})${rest}`;
}

/** What the silhouette is not about. */
export const countsCaution =
  'It only asks how far apart the groups lie, and likes few, round ones: what you want groups for may need more.';
