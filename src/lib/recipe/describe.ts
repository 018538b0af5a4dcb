import type { Edit } from './edits.ts';
import type { ModelSpecs } from './model.ts';
import { isSupervised, type UnsupervisedTask } from './profile.ts';
import type { Recipe, RecipeStep, Split } from './recipe.ts';
import type { Source } from './source.ts';
import type { StepSpecs } from './step.ts';

export interface Specs {
  readonly steps: StepSpecs;
  readonly models: ModelSpecs;
}

/** A step in words: "Impute age", "median". An unknown step is named by its id. */
export function describeStep(
  step: RecipeStep,
  specs: StepSpecs,
): { title: string; effect: string } {
  const spec = specs[step.step];
  return spec
    ? spec.describe(step.columns, step.params)
    : { title: step.step, effect: 'unknown step' };
}

/** "64 / 16 / 20 %, stratified, seed 42" */
export function describeSplit(split: Split): string {
  if (split.method === 'column') return `by column ${split.column}`;
  const { method } = split;
  if (method === 'random' && split.validation === 0 && split.test === 0) return 'all rows together';
  const percent = (x: number): string => String(Math.round(x * 1000) / 10);
  const train = 1 - split.validation - split.test;
  const shares = [train, split.validation, split.test].filter((x, i) => x > 1e-9 || i !== 1);
  const told = `${shares.map(percent).join(' / ')} %`;
  if (method === 'time')
    return `${told}, in order of ${split.column}${split.gap > 0 ? `, ${split.gap} rows apart` : ''}`;
  if (method === 'group') return `${told}, whole groups of ${split.column}, seed ${split.seed}`;
  if (method === 'block')
    return `${told}, squares of ${split.columns.join(' and ')}, seed ${split.seed}`;
  return `${told}${split.stratify ? ', stratified' : ''}, seed ${split.seed}`;
}

/** An edit as a person would say it, for the history, the toast and undo's tooltip. */
export function describeEdit(recipe: Recipe, edit: Edit, specs: Specs): string {
  const stepTitle = (key: string): string => {
    const step = recipe.steps.find((s) => s.key === key);
    return step ? describeStep(step, specs.steps).title : key;
  };
  const modelTitle = (id: string | undefined): string =>
    id === undefined ? 'a model' : (specs.models[id]?.title ?? id);
  switch (edit.kind) {
    case 'addStep':
      return lead(describeStep(edit.step, specs.steps));
    case 'removeStep':
      return `Remove “${stepTitle(edit.key)}”`;
    case 'moveStep':
      return `Move “${stepTitle(edit.key)}” to ${edit.index + 1}`;
    case 'toggleStep':
      return `Turn “${stepTitle(edit.key)}” ${edit.enabled ? 'on' : 'off'}`;
    case 'setParams':
    case 'setColumns':
      return `Change “${stepTitle(edit.key)}”`;
    case 'addModel':
      return `Choose ${modelTitle(edit.model.model)}`;
    case 'removeModel':
      return `Leave out ${modelTitle(recipe.models.find((m) => m.key === edit.key)?.model)}`;
    case 'setModelParams':
      return `Change ${modelTitle(recipe.models.find((m) => m.key === edit.key)?.model)}`;
    case 'setSource':
      return describeReading(recipe.source, edit.source);
    case 'batch':
      return describeBatch(recipe, edit.edits, specs);
    default:
      return describeSetting(edit);
  }
}

function describeReading(old: Source, source: Source): string {
  const repaired = source.repairedRows.find((r) => !old.repairedRows.some((o) => o.row === r.row));
  if (repaired) return `Repair row ${repaired.row} of ${source.file.name}`;
  if (source.sample && source.sample.every !== old.sample?.every)
    return `Read one row in ${source.sample.every} of ${source.file.name}`;
  return `Read ${source.file.name} another way`;
}

type Setting = Extract<
  Edit,
  {
    kind:
      | 'setRole'
      | 'setType'
      | 'setMissing'
      | 'setTask'
      | 'setSplit'
      | 'setSeed'
      | 'setName'
      | 'setReweigh'
      | 'override'
      | 'heed';
  }
>;

function describeSetting(edit: Setting): string {
  switch (edit.kind) {
    case 'setRole':
      return edit.role === 'weight'
        ? `Count each row by ${edit.column}`
        : `Use ${edit.column} as ${edit.role}`;
    case 'setType':
      return `Read ${edit.column} as ${edit.type}`;
    case 'setMissing':
      return `Treat ${edit.missing.filter((m) => m !== '').length} markers as missing`;
    case 'setTask':
      return edit.task ? `Set the task to ${edit.task}` : 'Clear the task';
    case 'setSplit':
      return `Split ${describeSplit(edit.split)}`;
    case 'setSeed':
      return `Set the seed to ${edit.seed}`;
    case 'setName':
      return `Rename to ${edit.name}`;
    case 'setReweigh':
      return edit.columns.length === 0
        ? 'Take training rows as they are'
        : `Reweigh training rows by ${edit.columns.join(' and ')}`;
    case 'override':
      return `Override the warning about ${subjectOf(edit.finding)}`;
    case 'heed':
      return `Heed the warning about ${subjectOf(edit.finding)}`;
  }
}

/** `leak:alive` → alive. */
const subjectOf = (finding: string): string => finding.slice(finding.indexOf(':') + 1);

function describeBatch(recipe: Recipe, edits: readonly Edit[], specs: Specs): string {
  const task = edits.find((e) => e.kind === 'setTask');
  if (task?.kind === 'setTask' && task.task !== null && !isSupervised(task.task))
    return soughtWords[task.task];
  const target = edits.find((e) => e.kind === 'setRole' && e.role === 'target');
  if (target?.kind === 'setRole') return `Predict ${target.column}`;
  const added = edits.filter((e) => e.kind === 'addStep').length;
  const out = edits.filter((e) => e.kind === 'setRole' && e.role === 'ignored').length;
  if (out > 1) return `Leave out ${out} columns`;
  if (added > 1) return `Add ${added} steps`;
  const role = edits.find((e) => e.kind === 'setRole' && e.role !== 'ignored');
  const first = role ?? edits[0];
  return first ? describeEdit(recipe, first, specs) : 'Change nothing';
}

const soughtWords: Readonly<Record<UnsupervisedTask, string>> = {
  clustering: 'Find groups',
  anomaly: 'Find unusual rows',
};

const lead = ({ title, effect }: { title: string; effect: string }): string =>
  effect ? `${title}, ${effect}` : title;
