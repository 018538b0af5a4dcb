import { modelSpecs } from '#lib/models/specs.ts';
import { targetEdit, withoutTargetEdit, type Edit } from '#lib/recipe/edits.ts';
import type { ModelSpecs } from '#lib/recipe/model.ts';
import { defaultSeed, likelyModels } from '#lib/recipe/newRecipe.ts';
import {
  isNumeric,
  unsupervisedTasks,
  type ColumnProfile,
  type Role,
  type TableProfile,
  type Task,
  type UnsupervisedTask,
} from '#lib/recipe/profile.ts';
import { targetOf, type Recipe } from '#lib/recipe/recipe.ts';
import { splitBy } from '#lib/recipe/splitting.ts';
import { taskOf, type TargetProposal } from '#lib/recipe/target.ts';
import type { Choice } from '#lib/ui/types.ts';
import { taskWords } from './words.ts';

/** Gives a column a role, with what follows from it: the task of a target, the split of a split column. */
export function roleEdit(recipe: Recipe, column: ColumnProfile, role: Role): Edit | null {
  const { name } = column;
  const now = recipe.source.columns.find((c) => c.name === name)?.role;
  if (now === role) return null;
  if (role === 'target') return targetEdit(recipe, name, taskOf(column)?.task ?? null);
  const edits: Edit[] = [
    ...(role === 'weight' ? freed(recipe, role) : []),
    { kind: 'setRole', column: name, role },
    ...(now === 'target' ? [{ kind: 'setTask', task: null } as const] : []),
    ...splitFollowing(recipe, name, role),
  ];
  return edits.length === 1 ? edits[0]! : { kind: 'batch', edits };
}

const splitsBy = ({ split }: Recipe, name: string): boolean =>
  'column' in split && split.column === name;

/** What a column that splits, or no longer does, means for the split; the column before it gives its role back. */
function splitFollowing(recipe: Recipe, name: string, role: Role): Edit[] {
  if (role === 'group' || role === 'time') return keptTogether(recipe, name, role);
  if (role === 'split')
    return [
      ...freed(recipe, role),
      { kind: 'setSplit', split: { method: 'column', column: name } },
    ];
  if (!splitsBy(recipe, name)) return [];
  const split = {
    method: 'random',
    validation: 0.2,
    test: 0.2,
    stratify: true,
    seed: defaultSeed,
  } as const;
  return [{ kind: 'setSplit', split }];
}

/** The split that follows from a column of groups or of times, which takes the role from the one before. */
function keptTogether(recipe: Recipe, column: string, role: 'group' | 'time'): Edit[] {
  return [...freed(recipe, role), { kind: 'setSplit', split: splitBy(recipe.split, column, role) }];
}

/** Such a role is for one column: the one that had it is kept away from models. */
function freed(recipe: Recipe, role: Role): Edit[] {
  const had = recipe.source.columns.find((c) => c.role === role);
  return had ? [{ kind: 'setRole', column: had.name, role: 'ignored' }] : [];
}

/** Every column as a possible target: the proposed ones first, with their reasons; impossible ones say why. */
export function targetChoices(
  columns: readonly ColumnProfile[],
  proposed: readonly TargetProposal[],
): readonly Choice[] {
  const best = proposed.slice(0, 3);
  const isBest = new Set(best.map((p) => p.column));
  return [
    ...best.map(({ column, reason }) => ({
      value: column,
      label: column,
      note: reason,
      group: 'Proposed',
    })),
    ...columns
      .filter((c) => !isBest.has(c.name))
      .map((c) => ({ value: c.name, label: c.name, group: 'Other columns', ...objection(c) })),
  ];
}

function objection(column: ColumnProfile): Pick<Choice, 'disabled' | 'reason'> {
  if (taskOf(column)) return {};
  const reason =
    column.distinct === 0 ? 'Every cell is missing' : 'Every value is the same: nothing to predict';
  return { disabled: true, reason };
}

/** The tasks, those that the target cannot be greyed with the reason. */
export function taskChoices(target: ColumnProfile): readonly (Choice & { value: Task })[] {
  const { distinct, type } = target;
  const why = {
    binary: distinct === 2 ? null : `It has ${distinct.toLocaleString('en')} values, not 2`,
    multiclass: distinct > 2 ? null : 'It has 2 values',
    regression: isNumeric(type) ? null : `It is read as ${type}, not as a number`,
  };
  return (['binary', 'multiclass', 'regression'] as const).map((task) => ({
    value: task,
    label: taskWords[task].label,
    note: taskWords[task].note,
    ...(why[task] ? { disabled: true, reason: why[task] } : {}),
  }));
}

/** What can be asked of a table without a target, and nothing at all. */
export const targetless = ' none';
export const soughtValue = (task: UnsupervisedTask): string => ` ${task}`;

export const targetlessChoices: readonly Choice[] = [
  ...unsupervisedTasks.map((task) => ({
    value: soughtValue(task),
    label: taskWords[task].label,
    note: taskWords[task].note,
    group: 'Without a target',
  })),
  {
    value: targetless,
    label: 'Nothing yet',
    group: 'Without a target',
    note: 'only look at the table',
  },
];

/** One edit towards groups or unusual rows, with the two likeliest models where none is chosen yet. */
export function soughtEdit(recipe: Recipe, task: UnsupervisedTask, profile: TableProfile): Edit {
  const aim = withoutTargetEdit(recipe, task, modelSpecs);
  const edits = aim.kind === 'batch' ? aim.edits : [aim];
  const kept = recipe.models.filter((m) =>
    (modelSpecs as ModelSpecs)[m.model]?.tasks.includes(task),
  );
  if (kept.length > 0) return aim;
  const models = likelyModels(modelSpecs, profile, task, 2);
  const added = models.map((model, index): Edit => ({ kind: 'addModel', index, model }));
  return { kind: 'batch', edits: [...edits, ...added] };
}

/** Why this is the target and the task: the proposal's reason, the column's own, or that the person said so. */
export function reasonOf(
  recipe: Recipe,
  column: ColumnProfile | undefined,
  proposed: readonly TargetProposal[],
): string {
  const target = targetOf(recipe);
  if (target === null || !column) return '';
  const proposal = proposed.find((p) => p.column === target);
  if (proposal?.task === recipe.task) return proposal.reason;
  const found = taskOf(column);
  if (found?.task === recipe.task) {
    const { reason } = found;
    return reason.charAt(0).toUpperCase() + reason.slice(1);
  }
  return 'As you said';
}
