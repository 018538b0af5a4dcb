import { grouped } from '#lib/recipe/digits.ts';
import type { Edit } from '#lib/recipe/edits.ts';
import type { Role } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import { splitBy, splitEdit } from '#lib/recipe/splitting.ts';
import type { StructureFinding } from '#lib/recipe/structure.ts';
import { stepsWithout } from '#lib/recipe/withdrawn.ts';
import { cleaningPlaces } from './cleaningPlaces.ts';
import { codesOf, mayGroup } from './sharedGroups.ts';
import type { StepComputes } from './step.ts';
import type { Table } from './table.ts';

/** What the checks of shaped rows look at: rows by their place in the table, and the row of the file that each came from. */
export interface Shaped {
  readonly recipe: Recipe;
  readonly computes: StepComputes;
  readonly learned: ReadonlySet<string>;
  readonly table: Table;
  readonly features: Table;
  readonly target: string;
  readonly train: Int32Array;
  readonly held: Int32Array;
  readonly rid: Int32Array;
}

/** After the last cleaning step where rows are no longer those of the file; else before all steps. */
export function placeAfterShape({ steps }: Recipe, computes: StepComputes): number {
  const cleaning = (s: RecipeStep): boolean => computes[s.step]?.kind === 'cleaning';
  const makes = steps.some((s) => {
    const compute = computes[s.step];
    return (
      s.enabled &&
      compute?.kind === 'cleaning' &&
      (compute.multiplies ?? compute.adds ?? compute.madeOf)
    );
  });
  return makes ? steps.findLastIndex(cleaning) + 1 : 0;
}

/** Rows that a step made of one row of the file, some of them in training and some among those that judge. */
export function siblings(shaped: Shaped): StructureFinding[] {
  const { recipe, computes, train, held, rid } = shaped;
  const maker = activeSteps(recipe).findLast((s) => {
    const compute = computes[s.step];
    return compute?.kind === 'cleaning' && compute.multiplies === true;
  });
  if (!maker) return [];
  const known = new Set<number>();
  for (const row of train) known.add(rid[row]!);
  const tied = held.reduce((n, row) => n + Number(known.has(rid[row]!)), 0);
  const share = tied / held.length;
  if (share < 0.01) return [];
  const column = togetherBy(shaped);
  return [
    {
      id: `structure:siblings:${maker.key}`,
      kind: 'groups',
      columns: column === null ? [] : [column],
      title: 'Rows made of one row stand on both sides of the split',
      words: `${grouped(tied)} of the ${grouped(held.length)} rows that judge (${(100 * share).toFixed(1)} %) were made of a row of the file that training rows were made of too, and share its other cells: a model may know them again instead of understanding.`,
      share,
      fix:
        column === null
          ? {
              label: 'Turn that step off',
              edit: { kind: 'toggleStep', key: maker.key, enabled: false },
            }
          : {
              label: `Keep each ${column} together`,
              edit: splitEdit(recipe, splitBy(recipe.split, column, 'group'), shaped.learned),
            },
    },
  ];
}

/**
 * The column of the file with most values among those that are the same in all rows made of one: of those that say who or
 * what a row is about, else of the others.
 */
function togetherBy({ recipe, table, rid, train, held }: Shaped): string | null {
  const some = [train, held].map((part) => part.subarray(0, mostLooked));
  const rows = Int32Array.from(some.flatMap((part) => [...part]));
  const ranked = recipe.source.columns.map((source) => {
    const column = unfit.has(source.role) ? undefined : table.columns.get(source.name);
    const values =
      column && source.type !== 'number' ? valuesWithin(codesOf(column, rows), rows, rid) : 0;
    const named = mayGroup(source) && values > 20 ? rows.length : 0;
    return { name: source.name, rank: values < 2 ? 0 : values + named };
  });
  const best = ranked.reduce((a, b) => (b.rank > a.rank ? b : a), { name: '', rank: 0 });
  return best.rank > 0 ? best.name : null;
}

/** How many values a column has; 0 where it is missing in a row, or differs among rows made of one. */
function valuesWithin(codes: Int32Array, rows: Int32Array, rid: Int32Array): number {
  const first = new Map<number, number>();
  const whole = codes.every((code, i) => {
    const known = first.get(rid[rows[i]!]!) ?? code;
    first.set(rid[rows[i]!]!, known);
    return code >= 0 && known === code;
  });
  return whole ? new Set(codes).size : 0;
}

/** Whether a column is the same or not is seen on as many rows. */
const mostLooked = 20_000;

const unfit: ReadonlySet<Role> = new Set(['target', 'split', 'time', 'weight']);

/** Features that a step sums up of the target itself, or looks up by it. */
export function madeOfTarget(shaped: Shaped): StructureFinding[] {
  const { recipe, computes, features, target } = shaped;
  return cleaningPlaces(recipe, computes).flatMap(({ step, compute, before }) => {
    const made = compute.madeOf?.(step.columns, step.params, before) ?? [];
    const names = made
      .filter(({ name, from }) => from === target && name !== target && features.columns.has(name))
      .map(({ name }) => name);
    return [...new Set(names)].map((name) => madeFinding(shaped, step, name));
  });
}

function madeFinding(shaped: Shaped, step: RecipeStep, name: string): StructureFinding {
  const { target } = shaped;
  return {
    id: `structure:made:${name}`,
    kind: 'encoded',
    columns: [name],
    title: `${name} is made of ${target}`,
    words: `A step makes it of ${target} itself, for rows that judge as for training rows: the answer is in the column, and it is not known when you predict.`,
    share: 1,
    fix: { label: `Leave out ${name}`, edit: leftOutAfter(shaped, step, [name]) },
  };
}

/** Features in which a query of a person puts what stands in other rows, rows that judge among them. */
export function readingAround(shaped: Shaped): StructureFinding[] {
  const { recipe, computes, features } = shaped;
  return cleaningPlaces(recipe, computes).flatMap(({ step, compute, before }) => {
    const all = compute.readsAround?.(step.columns, step.params, before) ?? [];
    const columns = all.filter((name) => features.columns.has(name));
    if (columns.length === 0) return [];
    const listed = columns.join(', ');
    return [
      {
        id: `structure:around:${step.key}`,
        kind: 'encoded',
        columns,
        title: `A query reads other rows for ${listed}`,
        words: `It is worked out of many rows at once, and rows that judge are among them, so that training rows hold what is known of those: a model may look better than it is. Statistics of groups as a step are learned from training rows alone, and values of rows before keep to the past.`,
        share: 1,
        fix: { label: `Leave out ${listed}`, edit: leftOutAfter(shaped, step, columns) },
      },
    ];
  });
}

/** A step behind this one that drops columns, and every later step without them. */
function leftOutAfter(
  { recipe, learned }: Shaped,
  step: RecipeStep,
  columns: readonly string[],
): Edit {
  const dropped: Edit = {
    kind: 'addStep',
    index: recipe.steps.indexOf(step) + 1,
    step: {
      key: freeKey(recipe, `drop-${step.key}`),
      step: 'dropColumns',
      version: 1,
      columns: [...columns],
      params: {},
      enabled: true,
    },
  };
  return {
    kind: 'batch',
    edits: [...stepsWithout(recipe, new Set(columns), learned), dropped],
  };
}

function freeKey({ steps }: Recipe, wanted: string): string {
  const taken = new Set(steps.map((s) => s.key));
  let key = wanted;
  for (let k = 2; taken.has(key); k += 1) key = `${wanted}-${k}`;
  return key;
}
