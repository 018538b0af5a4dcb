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
