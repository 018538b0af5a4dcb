import type { Recipe } from '#lib/recipe/recipe.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Sketches } from '../onnx/drawing.ts';
import type { Speech } from '../javascript/module.ts';
import { learnedInOrder, type Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import type { Py } from '../python/ir.ts';
import { classesCalled, flat, importsOf, printLiteral } from '../python/print.ts';
import { modelLowering, type Registry } from '../registry.ts';
import { functionName, type Restorer, type Restoring, type Restorings } from '../restoring.ts';
import { textList } from './data.ts';
import { decided } from './decided.ts';
import { lines, moduleOf, type Fragment } from './fragment.ts';
import { modelFormat } from './modelJson.ts';
import {
  fitted,
  matrix,
  read,
  replaced,
  restoreDoc,
  restoreGuard,
  restoreMain,
  versionConstant,
} from './restoreParts.ts';

/** A fitted run of the recipe, and how the parts of its state go back to scikit-learn. */
export interface Trained {
  readonly run: FittedRun;
  readonly steps: Restorings;
  /** Of the transformers that steps put beside their own. */
  readonly beside: Readonly<Record<string, Restorer>>;
  readonly models: Restorings;
  /** How they are said in JavaScript. */
  readonly speech: Speech;
  /** How they are drawn in ONNX. */
  readonly sketches: Sketches;
  /** Models and steps whose states hold training rows, number by number. */
  readonly rowKeepers: ReadonlySet<string>;
  /** Whether such rows may leave with the project. */
  readonly rows: boolean;
}

type PlacedStep = ReturnType<typeof learnedInOrder>[number];

interface Part {
  readonly name: string;
  readonly py: Py;
  readonly restorer: Restorer;
  readonly step: PlacedStep;
  readonly adds: boolean;
}

/** Why model.json is left out, as a sentence; or null. */
export function withheld({ run, rowKeepers, rows }: Trained): string | null {
  const keeper = [...run.steps.map((s) => s.step), run.model].find((id) => rowKeepers.has(id));
  return keeper === undefined || rows
    ? null
    : `${keeper} keeps rows of the training data, which are not in this folder: \`model.json\` is left out. Export with the rows to have it.`;
}

/** Why restore.py cannot be written for this run, by name, as a sentence; or null. */
export function unrestorable({ run, steps, models }: Trained, { model }: Plan): string | null {
  for (const { step, params } of run.steps) {
    const why = refusal(steps[step], params);
    if (why !== null) return `The step ${step} cannot be restored: ${why}.`;
  }
  const why = refusal(models[run.model], model!.choice.params);
  return why === null ? null : `The model ${run.model} cannot be restored: ${why}.`;
}

/** Whether the project has model.json and restore.py. */
export const restores = (plan: Plan, trained: Trained): boolean =>
  withheld(trained) === null && unrestorable(trained, plan) === null;

function refusal(
  restoring: Restoring | undefined,
  params: Readonly<Record<string, unknown>>,
): string | null {
  if (restoring === undefined) return 'this version of Tabwise has no way to';
  return typeof restoring === 'string' ? restoring : (restoring.refuses?.(params) ?? null);
}

/** restore.py: model.pkl from model.json. Only where `unrestorable` says null. */
export function restore(recipe: Recipe, plan: Plan, registry: Registry, trained: Trained): string {
  const parts = learnedInOrder(recipe, plan, registry).flatMap((step) => partsOf(step, trained));
  const { choice } = plan.model!;
  const model = {
    py: modelLowering(registry, choice.model).sklearn(choice.params, recipe.task!, recipe.seed),
    restorer: trained.models[choice.model] as Restorer,
  };
  const restorers = [...parts.map((p) => p.restorer), model.restorer];
  const helpers = new Set(restorers.flatMap((r) => [...(r.uses ?? []), r.helper]));
  return moduleOf({
    doc: restoreDoc,
    constants: versionConstant,
    definitions: [
      ...(parts.length > 0 ? [replaced] : []),
      matrix,
      read(modelFormat(trained.run).version),
      ...([...helpers].some((h) => h.code.includes('labels(')) ? [labels(plan)] : []),
      ...helpers,
      ...(parts.length > 0 ? [fitted] : []),
      build(parts, model, plan),
      restoreMain,
      restoreGuard,
    ],
  }).code;
}

function partsOf(step: PlacedStep, { run, steps, beside }: Trained): Part[] {
  const { step: id } = run.steps[step.place]!;
  const restorer = steps[id] as Restorer;
  const own = { name: step.name, py: restorer.instead ?? step.py, restorer, step, adds: false };
  const extra = step.beside && beside[id];
  return extra
    ? [{ name: `${step.name}_missing`, py: step.beside, restorer: extra, step, adds: true }, own]
    : [own];
}

/** Classes that are fractions are numbers to train.py only where all are whole. */
const labels = ({ target }: Plan): Fragment => ({
  imports: [
    ['numpy', 'np'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def labels(run: dict[str, Any]) -> np.ndarray:',
    '    """Return the classes as train.py has them."""',
    '    found = np.array(run["classes"], dtype=object)',
    (target?.fractions ?? false) && [
      '    numbers = found.astype("float64")',
      '    return numbers if (numbers % 1 == 0).all() else found',
    ],
    !target?.fractions &&
      (target?.dtype === 'int64' || target?.dtype === 'float64'
        ? `    return found.astype(${printLiteral(target.dtype)})`
        : '    return found'),
  ),
});

/** `build(run)`: the pipeline, step by step as the browser ran them. */
function build(
  parts: readonly Part[],
  model: { readonly py: Py; readonly restorer: Restorer },
  plan: Plan,
): Fragment {
  const entries = parts.map(({ name, py, restorer, step, adds }) => {
    const of = `steps[${step.place}], ${textList(step.columns)}, ${flat(py)}, ${functionName(restorer.helper)}`;
    return `("${name}", fitted(${of}${adds ? ', adds=True' : ''}))`;
  });
  const { before } = model.restorer;
  const all = [
    ...entries,
    '("matrix", Matrix(run["features"]))',
    ...(before ? [`("${before.name}", ${before.code})`] : []),
    '("model", model)',
  ];
  return {
    imports: [
      ['sklearn.pipeline', 'Pipeline'],
      ['typing', 'Any'],
      ...(plan.called ? ([['preprocessing', 'Decided']] as const) : []),
      ...[...parts.map((p) => p.py), model.py].flatMap(importedBy),
    ],
    code: lines(
      `def build(run: dict[str, Any]) -> ${plan.called ? 'Decided' : 'Pipeline'}:`,
      '    """Return the steps in order and the model, with all that they have learned."""',
      parts.length > 0 && '    steps = run["steps"]',
      `    model = ${flat(model.py)}`,
      '    model.n_features_in_ = len(run["features"])',
      `    ${functionName(model.restorer.helper)}(model, run["modelState"], run)`,
      `    return ${decided(`Pipeline([${all.join(', ')}])`, plan)}`,
    ),
  };
}

/** The project's own classes stand in preprocessing.py. */
const importedBy = (py: Py): readonly Import[] => [
  ...importsOf(py),
  ...classesCalled(py).map((name): Import => ['preprocessing', name]),
];
