import type { ColumnFacts, StepSpecs } from '#lib/recipe/step.ts';
import type { Graph, Value } from './graph.ts';

/** A learned step as it stands in a fitted run. */
export interface Placed {
  readonly columns: readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each drawing knows the state of its own step
  readonly state: any;
}

/** How a step changes the columns of the graph, each rows × 1, doubles (NaN is missing) or texts ('' is missing). */
export type StepDrawing = (graph: Graph, columns: Map<string, Value>, step: Placed) => void;

/** Columns by name, each drawn where it is first asked for: what nothing asks for is no input. */
export type Drawers = Map<string, () => Value>;

/** How a cleaning step changes the columns, of which each row by itself tells what becomes of it. Throws Undrawn. */
export type CleaningDrawing = (
  graph: Graph,
  columns: Drawers,
  step: {
    /** Where the step stands. */
    readonly before: readonly ColumnFacts[];
    readonly columns: readonly string[];
    readonly params: Readonly<Record<string, unknown>>;
  },
) => void;

export type CleaningDrawings = Readonly<Record<string, CleaningDrawing>>;

/** What a model makes of the matrix, rows × features: values, rows × 1, or probabilities of all classes. */
export type ModelDrawing = (
  graph: Graph,
  matrix: Value,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each drawing knows the state of its own model
  state: any,
  shape: { readonly features: number; readonly classes: number },
) => Value;

/** A drawing, or why ONNX has none: the end of a sentence that begins with the name. */
export type Drawn<Drawing> =
  | {
      readonly draw: Drawing;
      /** Why parameters or a state leave no way; null where there is one. */
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
      readonly refuses?: (params: Readonly<Record<string, unknown>>, state: any) => string | null;
    }
  | string;

export type Drawings<Drawing> = Readonly<Record<string, Drawn<Drawing>>>;

/** How steps and models are drawn in ONNX. */
export interface Sketches {
  readonly cleaning: CleaningDrawings;
  /** What is known of the columns after a cleaning step. */
  readonly specs: StepSpecs;
  readonly steps: Drawings<StepDrawing>;
  readonly models: Drawings<ModelDrawing>;
}
