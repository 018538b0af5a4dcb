import type { Helper } from './python/helpers.ts';
import type { Py } from './python/ir.ts';

/**
 * How restore.py gives a fitted state of model.json to a scikit-learn object, by a function whose name is that of its
 * `def`. A step's: `(made, step, columns) -> list[str]`, which sets what `fit` would have learned of these columns and
 * returns the names of the new ones. A model's: `(made, state, run) -> None`.
 */
export interface Restorer {
  readonly helper: Helper;
  /** Functions that it calls. */
  readonly uses?: readonly Helper[];
  /** What is constructed in place of the lowering's object, which has no place for what was learned. */
  readonly instead?: Py;
  /** A transformer between the matrix and the model: its name in the pipeline, and its expression of `run`. */
  readonly before?: { readonly name: string; readonly code: string };
  /** Why parameters, or a state, leave no way to restore; null where there is one. */
  readonly refuses?: (params: Readonly<Record<string, unknown>>) => string | null;
}

/** A restorer, or why there is none: the end of a sentence that begins with the model's or step's name. */
export type Restoring = Restorer | string;

export type Restorings = Readonly<Record<string, Restoring>>;

/** A function of restore.py from its text. */
export const pythonOf = (code: string, ...imports: Helper['imports'][number][]): Helper => ({
  code,
  imports,
});

/** The name of the function that a helper defines. */
export const functionName = ({ code }: Helper): string => /^def (\w+)/.exec(code)![1]!;
