import { EngineError } from '#lib/recipe/errors.ts';
import type { Task } from '#lib/recipe/profile.ts';
import type {
  AnyModelLowering,
  AnyStepLowering,
  ModelLowerings,
  StepLowerings,
} from './lowering.ts';

/** How Python computes a metric: `module.name(y_true, <takes>, **kwargs)`. */
export interface MetricLowering {
  readonly module: string;
  readonly name: string;
  /**
   * Predicted labels, the second column of `predict_proba`, all of it, or predicted values. `matrix`: the metric takes
   * the model's matrix and its labels.
   */
  readonly takes: 'labels' | 'positive' | 'probabilities' | 'values' | 'matrix';
  readonly kwargs: Readonly<Record<string, string | number | boolean>>;
  /** A keyword that names the greater class (`pos_label`) or all classes in sorted order (`labels`). */
  readonly classes?: 'pos_label' | 'labels';
  /** Without meaning where all true values are equal, whatever Python says there. */
  readonly varied?: boolean;
  /** Whether it takes `sample_weight`; left out: no. */
  readonly weighted?: boolean;
  /** Whether it takes probabilities alone, and no decision values; left out: no. */
  readonly shares?: boolean;
}

export interface Metric {
  /** scikit-learn's name: "roc_auc". */
  readonly id: string;
  readonly tasks: readonly Task[];
  readonly sklearn: MetricLowering;
}

/** What the composing side hands in; codegen itself knows no step, model or metric. */
export interface Registry {
  readonly steps: StepLowerings;
  readonly models: ModelLowerings;
  readonly metrics: readonly Metric[];
}

export function stepLowering(registry: Registry, id: string): AnyStepLowering {
  const found = Object.hasOwn(registry.steps, id) ? registry.steps[id] : undefined;
  if (found) return found;
  throw new EngineError({
    code: 'step-unknown',
    what: `This version of Tabwise has no step “${id}”`,
    where: { step: id },
    remedy: 'Update Tabwise, or remove the step.',
  });
}

export function modelLowering(registry: Registry, id: string): AnyModelLowering {
  const found = Object.hasOwn(registry.models, id) ? registry.models[id] : undefined;
  if (found) return found;
  throw new EngineError({
    code: 'model-unknown',
    what: `This version of Tabwise has no model “${id}”`,
    where: { model: id },
    remedy: 'Update Tabwise, or choose another model.',
  });
}
