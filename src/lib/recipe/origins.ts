import { columnText } from './expression/tokens.ts';
import type { Recipe, RecipeStep } from './recipe.ts';
import type { ColumnFacts, StepSpecs } from './step.ts';

/** Whether a step reads a column; a formula is taken to read what it names anywhere. */
export const reads = ({ columns, params }: RecipeStep, name: string): boolean =>
  columns.includes(name) ||
  Object.values(params).some((p) => typeof p === 'string' && p.includes(columnText(name)));

/**
 * Of each column that the cleaning steps leave, the columns of the file that it is made of: by place where a step only
 * renames, by name where a made column begins with that of another, else all that the step reads.
 */
export function originsOf(
  recipe: Recipe,
  specs: StepSpecs,
): ReadonlyMap<string, readonly string[]> {
  let facts: readonly ColumnFacts[] = recipe.source.columns;
  let origins = new Map<string, readonly string[]>(facts.map((c) => [c.name, [c.name]]));
  for (const step of recipe.steps) {
    const spec = specs[step.step];
    if (!step.enabled || spec?.kind !== 'cleaning' || !spec.columnsAfter) continue;
    const before = facts;
    facts = spec.columnsAfter(before, step.columns, step.params);
    const known = origins;
    origins = new Map(
      facts.map(({ name }, j) => [
        name,
        known.get(name) ?? madeOf({ name, j }, { step, before, after: facts, known }),
      ]),
    );
  }
  return origins;
}

interface Making {
  readonly step: RecipeStep;
  readonly before: readonly ColumnFacts[];
  readonly after: readonly ColumnFacts[];
  readonly known: ReadonlyMap<string, readonly string[]>;
}

function madeOf(
  { name, j }: { readonly name: string; readonly j: number },
  { step, before, after, known }: Making,
): readonly string[] {
  const stays = new Set(after.map((c) => c.name));
  const there = before[j]?.name;
  if (before.length === after.length && there !== undefined && !stays.has(there))
    return known.get(there) ?? [];
  const read = before.map((c) => c.name).filter((c) => reads(step, c));
  const [named] = read.filter((c) => name.startsWith(`${c}_`)).sort((a, b) => b.length - a.length);
  const pair = step.columns.length > 1 && read.every((c) => name.includes(c));
  const from = named !== undefined && !pair ? partsIn(name, read, named) : read;
  return [...new Set(from.flatMap((c) => known.get(c) ?? []))];
}

/** Of a name such as a_per_b, both; of day_year, the one. */
const partsIn = (name: string, read: readonly string[], first: string): readonly string[] => [
  first,
  ...read.filter((c) => c !== first && name.endsWith(`_${c}`)),
];
