import { isClassification } from '#lib/recipe/profile.ts';
import type { Recipe } from '#lib/recipe/recipe.ts';
import { compile, type CompileOptions, type Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import type { LineRange } from '../python/layout.ts';
import type { Registry } from '../registry.ts';
import { fitted } from './fit.ts';
import { crossValidation, foldsOfAll } from './folds.ts';
import { clean, cleaningHelpers, constants, labelled, reweighed } from './data.ts';
import { split } from './parts.ts';
import { lines, moduleOf, type Fragment, type Module } from './fragment.ts';
import { estimator, evaluation, preprocessor } from './learn.ts';
import { load, numberReading } from './read.ts';
import { describingMain, isWithoutTarget } from './unsupervised.ts';

export interface Script {
  readonly code: string;
  /** Step key → the lines that step stands on, 1-based and inclusive; a step in two lanes has two ranges. */
  readonly lines: ReadonlyMap<string, readonly LineRange[]>;
}

/** One standalone train.py for the recipe as it stands; what is not chosen yet is left out. */
export function script(recipe: Recipe, registry: Registry, options: CompileOptions = {}): Script {
  const plan = compile(recipe, registry, options);
  const module = moduleOf({
    doc: plan.model
      ? trainingDoc
      : 'Read and prepare the table; made by Tabwise.\n\nUsage: python train.py [data.csv]\n',
    constants: constants(plan),
    definitions: [
      ...numberReading(plan),
      ...load(plan),
      ...cleaningHelpers(plan, numberReading(plan)),
      clean(plan, false),
      labelled(plan),
      reweighed(plan),
      split(plan),
      ...preprocessor(plan),
      estimator(plan),
      ...training(plan),
      guard,
    ],
  });
  return { code: module.code, lines: linesByKey(plan, module) };
}

/** The script with the lines of one step, for the code panel; no lines where the step is off or unknown. */
export function codeForStep(
  recipe: Recipe,
  registry: Registry,
  stepKey: string,
  options: CompileOptions = {},
): { readonly code: string; readonly lines: readonly LineRange[] } {
  const { code, lines: byKey } = script(recipe, registry, options);
  return { code, lines: byKey.get(stepKey) ?? [] };
}

const linesByKey = (plan: Plan, module: Module): Script['lines'] =>
  new Map([...module.lines].map(([mark, ranges]) => [plan.keys[mark]!, ranges]));

export const trainingDoc =
  'Train and evaluate the model; made by Tabwise.\n\nUsage: python train.py [data.csv] [--predictions FILE]\n';

export const guard: Fragment = { code: 'if __name__ == "__main__":\n    main()' };

/** evaluate, write_predictions and main; or a main that shows the prepared table. */
const training = (plan: Plan): readonly (Fragment | null)[] => {
  if (isWithoutTarget(plan)) return [...evaluation(plan), trainingMain(plan, [])];
  return plan.model && plan.target
    ? [...evaluation(plan), ...crossValidation(plan), predictions(plan), trainingMain(plan, [])]
    : [tableMain(plan)];
};

/** A column for each class: its probability, or the decision value of a model that has none. */
export const saidOfClasses = (plan: Plan, classes: string, each: string): readonly string[] =>
  plan.model?.decides
    ? [
        '    decisions = model.decision_function(rows[FEATURES])',
        '    if decisions.ndim == 1:',
        '        decisions = np.column_stack([-decisions, decisions])',
        `    for ${each} in ${classes}:`,
        each === 'i'
          ? '        table[f"decision_{i}"] = decisions[:, i]'
          : '        table[f"decision_{label}"] = decisions[:, i]',
      ]
    : [
        '    probabilities = model.predict_proba(rows[FEATURES])',
        `    for ${each} in ${classes}:`,
        each === 'i'
          ? '        table[f"probability_{i}"] = probabilities[:, i]'
          : '        table[f"probability_{label}"] = probabilities[:, i]',
      ];

/** What it imports. */
export const importsOfSaid = (plan: Plan): readonly Import[] =>
  plan.model?.decides ? [['numpy', 'np']] : [];

export function predictions(plan: Plan): Fragment {
  const classes = plan.task !== null && isClassification(plan.task);
  return {
    imports: importsOfSaid(plan),
    code: lines(
      'def write_predictions(model: Pipeline, rows: pd.DataFrame, path: str) -> None:',
      '    """Write row number, target and prediction; numbers keep every digit."""',
      '    table = pd.DataFrame({"row": rows.index, "y_true": rows[TARGET]})',
      '    table["prediction"] = model.predict(rows[FEATURES])',
      classes && saidOfClasses(plan, 'range(len(model.classes_))', 'i'),
      '    table.to_csv(path, index=False)',
    ),
  };
}

/** `extra` lines run after the model is fitted. */
export function trainingMain(plan: Plan, extra: readonly string[]): Fragment {
  if (isWithoutTarget(plan)) return describingMain(plan, cleaned(plan), extra);
  return {
    imports: [
      ['argparse', ''],
      ['json', ''],
      ['pathlib', 'Path'],
      ['joblib', ''],
    ],
    code: lines(
      'def main() -> None:',
      '    """Load, clean, split, fit, evaluate and save."""',
      '    parser = argparse.ArgumentParser(description="Train and evaluate the model.")',
      '    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")',
      '    parser.add_argument("--predictions", help="write test predictions to this file")',
      '    args = parser.parse_args()',
      '',
      plan.folds
        ? [`    df = labelled(${cleaned(plan)})`, '    parts = split(df)']
        : `    parts = split(labelled(${cleaned(plan)}))`,
      mayLackTest(plan) && [
        '    if args.predictions and "test" not in parts:',
        '        parser.error("this experiment has no test rows")',
      ],
      '    model = build_pipeline()',
      `    ${fitted(plan)}`,
      '    metrics = {name: evaluate(model, rows) for name, rows in parts.items()}',
      plan.folds !== null && `    folded = ${foldsOfAll}`,
      '',
      '    joblib.dump(model, "model.pkl")',
      extra.map((line) => `    ${line}`),
      '    Path("metrics.json").write_text(json.dumps(metrics, indent=2), encoding="utf-8")',
      plan.folds !== null &&
        '    Path("folds.json").write_text(json.dumps(folded, indent=2), encoding="utf-8")',
      '    if args.predictions:',
      '        write_predictions(model, parts["test"], args.predictions)',
      '    print(json.dumps(metrics))',
    ),
  };
}

const mayLackTest = ({ split }: Plan): boolean => split.method === 'column' || split.test === 0;

function tableMain(plan: Plan): Fragment {
  const split = plan.target !== null;
  return {
    imports: [
      ['argparse', ''],
      ['pandas', 'pd'],
    ],
    code: lines(
      'def main() -> None:',
      '    """Load and clean, and say how many rows there are."""',
      '    parser = argparse.ArgumentParser(description="Read and prepare the table.")',
      '    parser.add_argument("data", nargs="?", default=DATA, help="CSV file")',
      '    args = parser.parse_args()',
      '',
      `    df = ${cleaned(plan)}`,
      split && '    for name, rows in split(labelled(df)).items():',
      split && '        print(name, len(rows))',
      !split && '    print(len(df), "rows")',
    ),
  };
}

const cleaned = (plan: Plan): string =>
  plan.cleaning.length > 0 ? 'clean(load(args.data))' : 'load(args.data)';
