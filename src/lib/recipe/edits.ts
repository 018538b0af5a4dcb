import { EngineError } from './errors.ts';
import type { ModelSpecs } from './model.ts';
import {
  isNumeric,
  isSupervised,
  type ColumnType,
  type Role,
  type Task,
  type UnsupervisedTask,
} from './profile.ts';
import { weightOf, type Recipe, type RecipeModel, type RecipeStep, type Split } from './recipe.ts';
import { overridesBut, withOverrides, withReweigh } from './optional.ts';
import { plainNumber, type Parse, type Source, type SourceColumn } from './source.ts';

/** The closed set of changes a recipe can undergo. The page, the assistant and a peer speak nothing else. */
export type Edit =
  | { readonly kind: 'addStep'; readonly index: number; readonly step: RecipeStep }
  | { readonly kind: 'removeStep'; readonly key: string }
  | { readonly kind: 'moveStep'; readonly key: string; readonly index: number }
  | { readonly kind: 'toggleStep'; readonly key: string; readonly enabled: boolean }
  | { readonly kind: 'setParams'; readonly key: string; readonly params: RecipeStep['params'] }
  | { readonly kind: 'setColumns'; readonly key: string; readonly columns: readonly string[] }
  | { readonly kind: 'setRole'; readonly column: string; readonly role: Role }
  /** What a column holds and how its texts are read; without `parse` the usual way for the type. */
  | ({ readonly kind: 'setType'; readonly column: string } & Pick<SourceColumn, 'type'> &
      Partial<Pick<SourceColumn, 'parse' | 'meaning' | 'order'>>)
  /** Another reading of the same file: format, rows repaired, sample. */
  | { readonly kind: 'setSource'; readonly source: Source }
  | { readonly kind: 'setMissing'; readonly missing: readonly string[] }
  | { readonly kind: 'setTask'; readonly task: Task | null }
  | { readonly kind: 'setSplit'; readonly split: Split }
  | { readonly kind: 'setSeed'; readonly seed: number }
  | { readonly kind: 'setName'; readonly name: string }
  /** Weighs training rows by groups of these columns; none: takes every row as it counts. */
  | { readonly kind: 'setReweigh'; readonly columns: readonly string[] }
  /** Goes on in spite of a warning, which the recipe keeps; `heed` takes that back. */
  | { readonly kind: 'override'; readonly finding: string; readonly why: string }
  | { readonly kind: 'heed'; readonly finding: string }
  | { readonly kind: 'addModel'; readonly index: number; readonly model: RecipeModel }
  | { readonly kind: 'removeModel'; readonly key: string }
  | {
      readonly kind: 'setModelParams';
      readonly key: string;
      readonly params: RecipeModel['params'];
    }
  /** Several edits that the user sees, and undoes, as one. */
  | { readonly kind: 'batch'; readonly edits: readonly Edit[] };

/** The recipe after the edit. Pure; throws 'recipe-invalid' when the edit names what is not there, or adds a key that is. */
export function apply(recipe: Recipe, edit: Edit): Recipe {
  switch (edit.kind) {
    case 'addStep':
      return { ...recipe, steps: added(recipe.steps, edit.index, edit.step) };
    case 'removeStep':
      return { ...recipe, steps: without(recipe.steps, edit.key) };
    case 'moveStep': {
      const step = recipe.steps[placeOf(recipe.steps, edit.key)]!;
      return { ...recipe, steps: inserted(without(recipe.steps, edit.key), edit.index, step) };
    }
    case 'toggleStep':
      return withStep(recipe, edit.key, { enabled: edit.enabled });
    case 'setParams':
      return withStep(recipe, edit.key, { params: edit.params });
    case 'setColumns':
      return withStep(recipe, edit.key, { columns: [...edit.columns] });
    case 'setRole':
      return withRole(recipe, edit.column, edit.role);
    case 'setType':
      return withColumn(recipe, edit.column, (column) => retyped(column, edit));
    case 'setSource':
      return { ...recipe, source: edit.source };
    case 'setMissing':
      return { ...recipe, source: { ...recipe.source, missing: [...edit.missing] } };
    case 'setTask':
      return { ...recipe, task: edit.task };
    case 'setSplit':
      return { ...recipe, split: edit.split };
    case 'setSeed':
      return { ...recipe, seed: edit.seed };
    case 'setName':
      return { ...recipe, name: edit.name };
    case 'setReweigh':
      return withReweigh(recipe, edit.columns);
    case 'addModel':
      return { ...recipe, models: added(recipe.models, edit.index, edit.model) };
    case 'removeModel':
      return { ...recipe, models: without(recipe.models, edit.key) };
    case 'setModelParams':
      return {
        ...recipe,
        models: replaced(recipe.models, edit.key, (m) => ({ ...m, params: edit.params })),
      };
    case 'override':
      return withOverrides(recipe, [
        ...overridesBut(recipe, edit.finding),
        { finding: edit.finding, why: edit.why },
      ]);
    case 'heed':
      return withOverrides(recipe, overridesBut(recipe, edit.finding));
    case 'batch':
      return edit.edits.reduce(apply, recipe);
  }
}

/** The edit that takes `apply(recipe, edit)` back to `recipe`. */
export function invert(recipe: Recipe, edit: Edit): Edit {
  switch (edit.kind) {
    case 'addStep':
      return { kind: 'removeStep', key: edit.step.key };
    case 'removeStep': {
      const index = placeOf(recipe.steps, edit.key);
      return { kind: 'addStep', index, step: recipe.steps[index]! };
    }
    case 'moveStep':
      return { ...edit, index: placeOf(recipe.steps, edit.key) };
    case 'toggleStep':
      return { ...edit, enabled: stepOf(recipe, edit.key).enabled };
    case 'setParams':
      return { ...edit, params: stepOf(recipe, edit.key).params };
    case 'setColumns':
      return { ...edit, columns: stepOf(recipe, edit.key).columns };
    case 'addModel':
      return { kind: 'removeModel', key: edit.model.key };
    case 'removeModel': {
      const index = placeOf(recipe.models, edit.key);
      return { kind: 'addModel', index, model: recipe.models[index]! };
    }
    case 'setModelParams':
      return { ...edit, params: recipe.models[placeOf(recipe.models, edit.key)]!.params };
    default:
      return invertSetting(recipe, edit);
  }
}

type Setting = Extract<
  Edit,
  {
    kind:
      | 'setRole'
      | 'setType'
      | 'setSource'
      | 'setMissing'
      | 'setTask'
      | 'setSplit'
      | 'setSeed'
      | 'setName'
      | 'setReweigh'
      | 'override'
      | 'heed'
      | 'batch';
  }
>;

function invertSetting(recipe: Recipe, edit: Setting): Edit {
  switch (edit.kind) {
    case 'setRole':
      return { ...edit, role: sourceColumn(recipe, edit.column).role };
    case 'setType': {
      const { type, parse, meaning, order } = sourceColumn(recipe, edit.column);
      const { kind, column } = edit;
      return { kind, column, type, parse, meaning, order: order ?? [] };
    }
    case 'setSource':
      return { ...edit, source: recipe.source };
    case 'setMissing':
      return { ...edit, missing: recipe.source.missing };
    case 'setTask':
      return { ...edit, task: recipe.task };
    case 'setSplit':
      return { ...edit, split: recipe.split };
    case 'setReweigh':
      return { ...edit, columns: recipe.reweigh ?? [] };
    case 'setSeed':
      return { ...edit, seed: recipe.seed };
    case 'setName':
      return { ...edit, name: recipe.name };
    case 'override':
    case 'heed': {
      const { finding } = edit;
      const old = recipe.overrides?.find((o) => o.finding === finding);
      return old ? { kind: 'override', ...old } : { kind: 'heed', finding };
    }
    case 'batch': {
      const undo: Edit[] = [];
      edit.edits.reduce((now, e) => {
        undo.unshift(invert(now, e));
        return apply(now, e);
      }, recipe);
      return { kind: 'batch', edits: undo };
    }
  }
}

/** Back from a task without a target, rows are held back again. */
const usualSplit = { method: 'random', validation: 0.2, test: 0.2, stratify: true } as const;

const wholeSplit = { method: 'random', validation: 0, test: 0, stratify: false } as const;

/**
 * Makes `column` the target (the old one becomes a feature) and sets the task, as one edit.
 */
export function targetEdit(recipe: Recipe, column: string | null, task: Task | null): Edit {
  const old = recipe.source.columns.find((c) => c.role === 'target');
  const edits: Edit[] = [];
  if (old && old.name !== column)
    edits.push({ kind: 'setRole', column: old.name, role: 'feature' });
  if (column !== null && old?.name !== column)
    edits.push({ kind: 'setRole', column, role: 'target' });
  if (task !== recipe.task) edits.push({ kind: 'setTask', task });
  const { split } = recipe;
  const judges = task !== null && isSupervised(task);
  if (judges && recipe.task !== null && !isSupervised(recipe.task) && split.method === 'random')
    edits.push({ kind: 'setSplit', split: { ...usualSplit, seed: split.seed } });
  return { kind: 'batch', edits };
}

/**
 * A task without a target: the old target becomes a feature, and all rows are for training, since nothing is judged by
 * rows held back. The models of another kind of task go.
 */
export function withoutTargetEdit(
  recipe: Recipe,
  task: UnsupervisedTask,
  models: ModelSpecs,
): Edit {
  const aim = targetEdit(recipe, null, task);
  const { split } = recipe;
  const whole: Edit[] =
    split.method !== 'column' && split.validation + split.test > 0
      ? [{ kind: 'setSplit', split: { ...wholeSplit, seed: 'seed' in split ? split.seed : 42 } }]
      : [];
  return { kind: 'batch', edits: [...editsOf(aim), ...whole, ...removals(recipe, task, models)] };
}

const editsOf = (edit: Edit): readonly Edit[] => (edit.kind === 'batch' ? edit.edits : [edit]);

const removals = (recipe: Recipe, task: Task, models: ModelSpecs): Edit[] =>
  recipe.models
    .filter(({ model }) => models[model]?.tasks.includes(task) === false)
    .map(({ key }) => ({ kind: 'removeModel', key }));

interface Keyed {
  readonly key: string;
}

function placeOf(list: readonly Keyed[], key: string): number {
  const index = list.findIndex((x) => x.key === key);
  if (index >= 0) return index;
  throw new EngineError({
    code: 'recipe-invalid',
    what: `The recipe has no entry “${key}”`,
    where: { step: key },
    remedy: 'It was removed meanwhile; undo the removal or choose another.',
  });
}

const stepOf = (recipe: Recipe, key: string): RecipeStep =>
  recipe.steps[placeOf(recipe.steps, key)]!;

const without = <T extends Keyed>(list: readonly T[], key: string): T[] =>
  list.toSpliced(placeOf(list, key), 1);

/** Two entries under one key could not be told apart by any later edit. */
function added<T extends Keyed>(list: readonly T[], index: number, item: T): T[] {
  if (!list.some((x) => x.key === item.key)) return inserted(list, index, item);
  throw new EngineError({
    code: 'recipe-invalid',
    what: `The recipe has an entry “${item.key}” already`,
    where: { step: item.key },
    remedy: 'Give the new one another key, or change the one that is there.',
  });
}

const inserted = <T>(list: readonly T[], index: number, item: T): T[] =>
  list.toSpliced(Math.max(0, Math.min(index, list.length)), 0, item);

const replaced = <T extends Keyed>(list: readonly T[], key: string, change: (item: T) => T): T[] =>
  list.with(placeOf(list, key), change(list[placeOf(list, key)]!));

const withStep = (recipe: Recipe, key: string, change: Partial<RecipeStep>): Recipe => ({
  ...recipe,
  steps: replaced(recipe.steps, key, (s) => ({ ...s, ...change })),
});

function sourceColumn(recipe: Recipe, name: string): SourceColumn {
  const found = recipe.source.columns.find((c) => c.name === name);
  if (found) return found;
  throw new EngineError({
    code: 'column-missing',
    what: `The file has no column “${name}”`,
    where: { column: name },
    remedy: 'Choose one of the columns on the data page.',
  });
}

/** An empty `order` takes the order away; none keeps it. */
function retyped(
  { order: had = [], ...column }: SourceColumn,
  { type, parse, meaning, order = had }: Extract<Edit, { kind: 'setType' }>,
): SourceColumn {
  return {
    ...column,
    type,
    parse: parse ?? usualParse(column, type),
    meaning: meaning ?? column.meaning,
    ...(order.length > 0 && { order: [...order] }),
  };
}

/** Marks and formats that were found stay when the type still needs them. */
function usualParse({ parse }: SourceColumn, type: ColumnType): Parse {
  if (type === 'duration') return parse.as === 'duration' ? parse : plainNumber;
  if (isNumeric(type)) return parse.as === 'number' ? parse : plainNumber;
  const dated = type === 'date' || type === 'datetime';
  return dated && parse.as === 'date' ? parse : { as: 'text' };
}

/** Rows count by one column at most. */
function withRole(recipe: Recipe, name: string, role: Role): Recipe {
  const other = role === 'weight' ? weightOf(recipe) : null;
  if (other === null || other === name)
    return withColumn(recipe, name, (column) => ({ ...column, role }));
  throw new EngineError({
    code: 'recipe-invalid',
    what: `Rows count by “${other}” already`,
    where: { column: name },
    remedy: `Give “${other}” another role first.`,
  });
}

function withColumn(
  recipe: Recipe,
  name: string,
  change: (column: SourceColumn) => SourceColumn,
): Recipe {
  const found = sourceColumn(recipe, name);
  const columns = recipe.source.columns.map((c) => (c === found ? change(c) : c));
  return { ...recipe, source: { ...recipe.source, columns } };
}
