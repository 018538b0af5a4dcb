import { isNumeric } from '#lib/recipe/profile.ts';
import { activeSteps, type Recipe, type RecipeStep } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { ColumnFacts } from '#lib/recipe/step.ts';
import type { SourceColumn } from '#lib/recipe/source.ts';
import type { Plan } from '../pipeline.ts';
import { tooLarge } from '../size.ts';
import type { Drawers, Drawings, ModelDrawing, Sketches, StepDrawing } from './drawing.ts';
import { Undrawn } from './formula.ts';
import { GraphFile, type Graph, type Precision, type Value } from './graph.ts';

export interface Sketched {
  readonly recipe: Recipe;
  readonly plan: Plan;
  readonly run: FittedRun;
  readonly sketches: Sketches;
}

/** Why the model cannot leave as ONNX, as a sentence; or null. */
export function undrawable(asked: Sketched): string | null {
  const { recipe, plan, run, sketches } = asked;
  const odd = cleaningOf(recipe, plan).find(({ step }) => !Object.hasOwn(sketches.cleaning, step));
  if (odd && plan.cleaning.some((s) => s.makesRows || s.ofNewRows))
    return `The cleaning step ${odd.step} makes rows of others, or reads a second table, and ONNX answers one row by itself.`;
  if (odd) return `The cleaning step ${odd.step} has no ONNX in this version of Tabwise.`;
  if (!['binary', 'multiclass', 'regression', 'clustering'].includes(run.task))
    return 'Its task has no ONNX in this version of Tabwise.';
  if (run.cut?.groups)
    return `Its label has a threshold for each group by ${run.cut.groups.columns.join(' and ')}, which the graph does not say: use model.mjs or restore.py.`;
  const used = inputsOf(asked);
  if (typeof used === 'string') return used;
  return unsketched(run, plan.model!.choice.params, sketches) ?? tooLarge(run.modelState);
}

/** Why steps or model have no drawing, as a sentence; or null. */
export function unsketched(
  run: FittedRun,
  settings: Readonly<Record<string, unknown>>,
  sketches: Sketches,
): string | null {
  for (const { step, params, state } of run.steps) {
    const why = refusal(sketches.steps[step], params, state);
    if (why !== null) return `The step ${step} has no ONNX: ${why}.`;
  }
  const why = refusal(sketches.models[run.model], settings, run.modelState);
  return why === null ? null : `The model ${run.model} has no ONNX: ${why}.`;
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
 * `probabilities` (rows × classes), or the `decisions` of a model without, for classes. All in double precision, or in
 * single. Only where `undrawable` says null.
 */
export function onnxModel(
  asked: Sketched,
  precision: Precision = 'double',
): Uint8Array<ArrayBuffer> {
  const { plan, run, sketches } = asked;
  const given = (inputsOf(asked) as readonly SourceColumn[]).map((c) => c.name);
  const unique = outputsBeside(given);
  const g = new GraphFile([...given, ...Object.values(unique)], precision);
  const cells = cleaned(g, asked, () => undefined);
  const columns = new Map(run.inputs.map((name) => [name, cells.get(name)!()] as const));
  const answer = answerOn(g, columns, run, sketches);
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

/** Steps and model, from the columns after cleaning to values or shares of classes. */
export function answerOn(
  g: Graph,
  columns: Map<string, Value>,
  run: FittedRun,
  sketches: Sketches,
): Value {
  for (const step of run.steps) drawn(sketches.steps, step.step)(g, columns, step);
  const matrix = g.op(
    'Concat',
    run.features.map((name) => columns.get(name)!),
    { axis: 1 },
  );
  const shape = { features: run.features.length, classes: run.classes?.length ?? 0 };
  return drawn(sketches.models, run.model)(g, matrix, run.modelState, shape);
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

/** The columns of the file that the model rests on, or why a step before it cannot be drawn, as a sentence. */
function inputsOf(asked: Sketched): readonly SourceColumn[] | string {
  const used = new Set<SourceColumn>();
  const columns = cleaned(new GraphFile([], 'double'), asked, (c) => used.add(c));
  try {
    for (const name of asked.run.inputs) columns.get(name)?.();
  } catch (error) {
    if (error instanceof Undrawn) return error.message;
    throw error;
  }
  return [...used];
}

/** The columns after cleaning, each drawn where it is first asked for. */
function cleaned(
  g: GraphFile,
  { recipe, plan, sketches }: Sketched,
  use: (column: SourceColumn) => unknown,
): Drawers {
  const columns: Drawers = new Map(
    plan.source.columns.map((c) => [c.name, once(() => (use(c), rawColumn(g, c, plan)))]),
  );
  let before: readonly ColumnFacts[] = plan.source.columns;
  for (const { step, columns: names, params } of cleaningOf(recipe, plan)) {
    const known = new Set(columns.values());
    sketches.cleaning[step]!(g, columns, { before, columns: names, params });
    for (const [name, draw] of columns)
      if (!known.has(draw)) columns.set(name, once(blaming(step, draw)));
    before = sketches.specs[step]?.columnsAfter?.(before, names, params) ?? before;
  }
  return columns;
}

function once(draw: () => Value): () => Value {
  let value: Value | null = null;
  return () => (value ??= draw());
}

/** What cannot be drawn is told with the step that it is of. */
const blaming = (step: string, draw: () => Value) => (): Value => {
  try {
    return draw();
  } catch (error) {
    if (!(error instanceof Undrawn) || error.message.startsWith('The ')) throw error;
    throw new Undrawn(`The cleaning step ${step} has no ONNX: ${error.message}.`);
  }
};

/** Every way to write a missing cell as '', and of ordered levels every text that is none of them. */
function rawColumn(g: GraphFile, { name, type, order }: SourceColumn, { source }: Plan): Value {
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
