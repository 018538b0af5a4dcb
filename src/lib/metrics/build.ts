import type { Task } from '#lib/recipe/profile.ts';

/** How Python computes the metric: `module.name(y_true, <takes>, **kwargs)`. */
export interface SklearnMetric {
  /** `own`: a function of the exported code itself (codegen/targets/ownMetrics.ts), where scikit-learn has none. */
  readonly module: 'sklearn.metrics' | 'own';
  readonly name: string;
  /**
   * The second argument: predicted labels, the column of class 1 of `predict_proba`, all of `predict_proba`,
   * or predicted values. `matrix`: the metric is of the model's matrix and the labels of its rows.
   */
  readonly takes: 'labels' | 'positive' | 'probabilities' | 'values' | 'matrix';
  readonly kwargs: Readonly<Record<string, string | number | boolean>>;
  /**
   * A keyword that must also name classes: `pos_label` takes class 1, `labels` all classes in sorted order.
   * Without it scikit-learn guesses from the rows at hand, and fails on texts or on a part that lacks a class.
   */
  readonly classes?: 'pos_label' | 'labels';
  /** Without meaning where all true values are equal, as in a part that holds one class. */
  readonly varied: boolean;
  /** False where scikit-learn's function takes no `sample_weight`: every row counts the same in it. */
  readonly weighted: boolean;
  /** True where it takes probabilities alone, and no decision values. */
  readonly shares: boolean;
}

type Takes = SklearnMetric['takes'];
type Kwargs = SklearnMetric['kwargs'];
type Classes = SklearnMetric['classes'];

export function python(name: string, takes: Takes, kwargs: Kwargs = {}, classes?: Classes) {
  const sklearn: Omit<SklearnMetric, 'varied' | 'weighted' | 'shares'> = {
    module: 'sklearn.metrics',
    name,
    takes,
    kwargs,
    ...(classes && { classes }),
  };
  return { sklearn };
}

export function labels(
  title: string,
  tasks: readonly Task[],
  name: string,
  ...rest: readonly [kwargs?: Kwargs, classes?: Classes]
) {
  const sklearn = python(name, 'labels', ...rest);
  return { title, tasks, better: 'higher', needs: 'labels', ...sklearn } as const;
}

export function averaged(
  title: string,
  name: string,
  average: 'macro' | 'weighted',
  kwargs: Kwargs = {},
) {
  const all = { ...kwargs, average, zero_division: 0 };
  return labels(title, ['binary', 'multiclass'], name, all);
}

export function probabilities(
  title: string,
  tasks: readonly Task[],
  name: string,
  ...[takes, classes]: readonly [takes: Takes, classes?: Classes]
) {
  const sklearn = python(name, takes, {}, classes);
  return { title, tasks, better: 'higher', needs: 'probabilities', ...sklearn } as const;
}

export function values(title: string, name: string, kwargs: Kwargs = {}) {
  const sklearn = python(name, 'values', kwargs);
  const tasks: readonly Task[] = ['regression'];
  return { title, tasks, better: 'lower', needs: 'values', ...sklearn } as const;
}

export function ofMatrix(title: string, name: string, better: 'higher' | 'lower') {
  const tasks: readonly Task[] = ['clustering'];
  return { title, tasks, better, needs: 'matrix', ...python(name, 'matrix') } as const;
}

/** A metric that scikit-learn lacks. */
export function own(name: string, takes: Takes, kwargs: Kwargs = {}, classes?: Classes) {
  const { sklearn } = python(name, takes, kwargs, classes);
  return { sklearn: { ...sklearn, module: 'own' as const } };
}
