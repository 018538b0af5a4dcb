import { isNumeric } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import type { Plan } from '../pipeline.ts';
import { tooLarge } from '../size.ts';
import type { Drawings, ModelDrawing, StepDrawing } from './drawing.ts';
import { Graph, type Value } from './graph.ts';

/** How steps and models are drawn in ONNX. */
export interface Sketches {
  readonly steps: Drawings<StepDrawing>;
  readonly models: Drawings<ModelDrawing>;
}

export interface Sketched {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly run: FittedRun;
  readonly sketches: Sketches;
}

/** Cleaning steps that rows to be predicted pass as they are, or that only name and leave out columns. */
const naming = new Set([
  'dropDuplicates',
  'dropNearDuplicates',
  'filterRows',
  'sampleRows',
  'sortRows',
  'dropColumns',
  'keepColumns',
  'renameColumns',
]);

/** Why the model cannot leave as ONNX, as a sentence; or null. */
export function undrawable({ recipe, plan, run, sketches }: Sketched): string | null {
  const odd = cleaningOf(recipe, plan).find(({ step }) => !naming.has(step));
  if (odd && plan.cleaning.some((s) => s.makesRows || s.ofNewRows))
    return `The cleaning step ${odd.step} makes rows of others, or reads a second table, and ONNX answers one row by itself.`;
  if (odd) return `The cleaning step ${odd.step} has no ONNX in this version of Tabwise.`;
  if (!['binary', 'multiclass', 'regression', 'clustering'].includes(run.task))
    return 'Its task has no ONNX in this version of Tabwise.';
  if (run.cut?.groups)
    return `Its label has a threshold for each group by ${run.cut.groups.columns.join(' and ')}, which the graph does not say: use model.mjs or restore.py.`;
  for (const { step, params, state } of run.steps) {
    const why = refusal(sketches.steps[step], params, state);
    if (why !== null) return `The step ${step} has no ONNX: ${why}.`;
  }
  const why = refusal(sketches.models[run.model], plan.model!.choice.params, run.modelState);
  return why === null ? tooLarge(run.modelState) : `The model ${run.model} has no ONNX: ${why}.`;
}

function refusal(
  drawn: Drawings<StepDrawing | ModelDrawing>[string] | undefined,
  params: Readonly<Record<string, unknown>>,
  state: unknown,
): string | null {
  if (drawn === undefined) return 'this version of Tabwise has no way to draw it';
  return typeof drawn === 'string' ? drawn : (drawn.refuses?.(params, state) ?? null);
}

/**
 * model.onnx: one graph from raw columns to the prediction. Each input is rows × 1, called as the column: doubles with NaN
 * for missing, or texts with '' for missing. Outputs: `prediction` (rows × 1) for values and groups; `label` (rows) and
 * `probabilities` (rows × classes), or the `decisions` of a model without, for classes. All in double precision. Only where `undrawable` says null.
 */
export function onnxModel(asked: Sketched): Uint8Array<ArrayBuffer> {
  const { plan, run, sketches } = asked;
  const given = inputsOf(asked);
  const unique = outputsBeside(given.map(([, c]) => c.name));
  const g = new Graph([...given.map(([, c]) => c.name), ...Object.values(unique)]);
  const columns = new Map(given.map(([name, c]) => [name, rawColumn(g, c, plan)] as const));
  for (const step of run.steps) drawn(sketches.steps, step.step)(g, columns, step);
  const matrix = g.op(
    'Concat',
    run.features.map((name) => columns.get(name)!),
    { axis: 1 },
  );
  const shape = { features: run.features.length, classes: run.classes?.length ?? 0 };
  const answer = drawn(sketches.models, run.model)(g, matrix, run.modelState, shape);
  if (run.classes === null) g.output(unique.prediction, answer, 'double', 1);
  else {
    const best = run.cut
      ? above(g, answer, run.cut.threshold)
      : g.op('ArgMax', [answer], { axis: 1, keepdims: 0 });
    const labels = g.constant({ type: 'string', dims: [run.classes.length], values: run.classes });
    g.output(unique.label, g.op('Gather', [labels, best], { axis: 0 }), 'string', null);
    g.output(
      plan.model?.decides ? unique.decisions : unique.probabilities,
      answer,
      'double',
      run.classes.length,
    );
  }
  return g.finish('Tabwise');
}

/** 1 where the probability of the second class is above the threshold, as a place among the labels. */
function above(g: Graph, answer: Value, threshold: number): Value {
  const second = g.constant({ type: 'int64', dims: [], values: [1] });
  const cut = g.constant({ type: 'double', dims: [], values: [threshold] });
  const shares = g.op('Gather', [answer, second], { axis: 1 });
  return g.op('Cast', [g.op('Greater', [shares, cut])], { to: 7 });
}

function drawn<Drawing>(drawings: Drawings<Drawing>, id: string): Drawing {
  return (drawings[id] as { readonly draw: Drawing }).draw;
}

/** Names of the outputs that no column has. */
function outputsBeside(
  names: readonly string[],
): Readonly<Record<'prediction' | 'label' | 'probabilities' | 'decisions', string>> {
  const taken = new Set(names);
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return {
    prediction: free('prediction'),
    label: free('label'),
    probabilities: free('probabilities'),
    decisions: free('decisions'),
  };
}

const cleaningOf = (recipe: Recipe, plan: Plan): readonly RecipeStep[] => {
  const keys = new Set(plan.cleaning.map((s) => s.key));
  return activeSteps(recipe).filter((s) => keys.has(s.key));
};

/** The columns that the steps and the model begin with, by their names after cleaning, each with that of the file. */
function inputsOf({ recipe, plan, run }: Sketched): (readonly [string, SourceColumn])[] {
  let named = new Map(plan.source.columns.map((c) => [c.name, c] as const));
  for (const { step, params } of cleaningOf(recipe, plan)) {
    if (step !== 'renameColumns') continue;
    const mapping = new Map(params['mapping'] as readonly (readonly [string, string])[]);
    named = new Map([...named].map(([name, c]) => [mapping.get(name) ?? name, c] as const));
  }
  return run.inputs.flatMap((name) => {
    const found = named.get(name);
    return found ? [[name, found] as const] : [];
  });
}

/** Every way to write a missing cell as '', and of ordered levels every text that is none of them. */
function rawColumn(g: Graph, { name, type, order }: SourceColumn, { source }: Plan): Value {
  if (isNumeric(type)) return g.input(name, 'double');
  const text = (value: string): Value =>
    g.constant({ type: 'string', dims: [1, 1], values: [value] });
  const marked = source.missing
    .filter((marker) => marker !== '')
    .reduce(
      (x, marker) => g.op('Where', [g.op('Equal', [x, text(marker)]), text(''), x]),
      g.input(name, 'string'),
    );
  if (!order) return marked;
  const levels = { type: 'string', dims: [order.length], values: order } as const;
  return g.op('LabelEncoder', [marked], {
    keys_tensor: levels,
    values_tensor: levels,
    default_tensor: { type: 'string', dims: [1], values: [''] },
  });
}
