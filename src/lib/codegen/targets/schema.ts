import type { ColumnProfile, TableProfile } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { jsonText } from '../text.ts';

/** data.schema.json: what the columns are called and hold; counts, ranges and categories come with a profile. */
export function dataSchema(recipe: Recipe, profile: TableProfile | undefined): string {
  const profiles = new Map(profile?.columns.map((c) => [c.name, c]));
  const schema = {
    rows: profile?.rows,
    missing_markers: recipe.source.missing,
    columns: recipe.source.columns.map((c) => ({ ...c, ...facts(profiles.get(c.name)) })),
  };
  return `${jsonText(schema, 2)}\n`;
}

function facts(c: ColumnProfile | undefined): Readonly<Record<string, unknown>> {
  if (!c) return {};
  const { number, range } = c;
  const categories = c.type === 'category' || c.type === 'boolean';
  return {
    missing: c.missing,
    misfits: c.misfits,
    distinct: c.distinct,
    ...(number && { min: number.min, max: number.max }),
    ...(range && { min: range.min, max: range.max }),
    ...(categories && {
      categories: c.top.map((t) => t.value),
      categories_complete: c.distinct <= c.top.length,
    }),
  };
}
