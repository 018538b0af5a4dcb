import { isNumeric } from '#lib/recipe/profile.ts';
import type { RecipeStep } from '#lib/recipe/recipe.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { PlacedLowering } from './lowering.ts';
import type { Py } from './python/ir.ts';
import { identifier, uniqueNames } from './python/names.ts';

/** Columns that go through the same chain of transformers, side by side with the others. */
export interface Lane {
  /** Name of the lane and of its variable: `numeric`. */
  readonly name: string;
  readonly columns: readonly string[];
  /** Empty: the columns pass unchanged. */
  readonly transforms: readonly Transform[];
  /** Runs beside another lane over its raw columns, as a missing indicator does. */
  readonly side: boolean;
}

export interface Transform {
  readonly name: string;
  readonly py: Py;
  /** The recipe steps it stands for. */
  readonly keys: readonly string[];
}

export interface LearnedStep {
  readonly step: RecipeStep;
  readonly lowering: PlacedLowering;
}

/** What a lane's side branch calls the column it adds; the same as the engine's. */
export const besideName = (column: string): string => `${column}_missing`;

/**
 * Groups columns by kind and by their chain of learned steps, in order of first column: scikit-learn has one dtype for
 * all columns of a transformer. Null where a step works on a column that only an earlier step creates, such as one of one-hot's, or makes new columns of several together: then the steps can only run one after another.
 */
export function lanesOf(
  features: readonly ColumnFacts[],
  learned: readonly LearnedStep[],
): readonly Lane[] | null {
  const tracks = tracksOf(features, learned);
  if (tracks === null) return null;
  const groups = new Map<string, Track[]>();
  for (const track of tracks) {
    const chain = track.links.map((l) => [l.step.step, l.step.params, l.beside]);
    const key = JSON.stringify([isNumeric(track.column.type), ...chain]);
    groups.set(key, [...(groups.get(key) ?? []), track]);
  }
  const name = laneNames([...groups.values()]);
  return [...groups.values()].map((group) => {
    const columns = group.map((t) => t.column.name);
    return {
      name: name(group),
      columns,
      transforms: transformsOf(group, columns),
      side: isSide(group[0]!),
    };
  });
}

/** One raw column's way to the matrix. */
interface Track {
  readonly column: ColumnFacts;
  links: readonly Link[];
}

interface Link extends LearnedStep {
  readonly beside: boolean;
}

function tracksOf(
  features: readonly ColumnFacts[],
  learned: readonly LearnedStep[],
): readonly Track[] | null {
  const tracks = new Map<string, Track>(features.map((c) => [c.name, { column: c, links: [] }]));
  for (const { step, lowering } of learned) {
    if (lowering.together) return null;
    for (const name of step.columns) {
      const track = tracks.get(name);
      if (!track) return null;
      const link = { step, lowering, beside: false };
      if (lowering.sklearnBeside?.(step.params, [name])) {
        const links = [...track.links, { ...link, beside: true }];
        tracks.set(freeName(besideName(name), tracks), { column: track.column, links });
      }
      track.links = [...track.links, link];
    }
  }
  return [...tracks.values()];
}

/** The engine's rule for a name that is taken: name_2, name_3, … */
function freeName(name: string, taken: { has(name: string): boolean }): string {
  let free = name;
  for (let k = 2; taken.has(free); k += 1) free = `${name}_${k}`;
  return free;
}

const isSide = (track: Track): boolean => track.links.some((l) => l.beside);

function transformsOf(group: readonly Track[], columns: readonly string[]): readonly Transform[] {
  const name = uniqueNames();
  return group[0]!.links.map(({ step, lowering, beside }, place) => ({
    name: name(beside ? besideWord(lowering, step) : identifier(step.step, 'step')),
    py: beside
      ? lowering.sklearnBeside!(step.params, columns)!
      : lowering.sklearn(step.params, columns),
    keys: [...new Set(group.map((t) => t.links[place]!.step.key))],
  }));
}

/** `missing_indicator`, from the class. */
function besideWord(lowering: PlacedLowering, step: RecipeStep): string {
  const py = lowering.sklearnBeside!(step.params, step.columns)!;
  const callee = py.kind === 'call' ? py.callee : py;
  return callee.kind === 'name' ? identifier(callee.name, 'beside') : 'beside';
}

/** Names that stand beside a lane's variable in its function, or beside its constant at the top. */
const reserved =
  'columns data dtypes features float headers missing nan np numbers_among_text on pd required split target'.split(
    ' ',
  );

/**
 * `numeric` and `categorical` where one lane of the kind exists; else a lane of one column is called after it,
 * and the rest `numeric_2`, …
 */
function laneNames(groups: readonly (readonly Track[])[]): (group: readonly Track[]) => string {
  const unique = uniqueNames(reserved);
  const kinds = groups.map(kindOf);
  return (group) => {
    const kind = kindOf(group);
    const alone = kinds.filter((k) => k === kind).length === 1;
    return unique(alone || group.length > 1 ? kind : identifier(group[0]!.column.name));
  };
}

function kindOf(group: readonly Track[]): string {
  const [first] = group;
  const beside = first!.links.find((l) => l.beside);
  if (beside) return besideWord(beside.lowering, beside.step);
  if (first!.links.length === 0) return 'unchanged';
  return isNumeric(first!.column.type) ? 'numeric' : 'categorical';
}
