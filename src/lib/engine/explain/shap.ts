import { EngineError } from '#lib/recipe/errors.ts';
import type {
  ExplainedOutput,
  Explanation,
  FeatureGroup,
  RawCells,
} from '#lib/recipe/explanation.ts';
import type { Explaining } from '#lib/recipe/explaining.ts';
import { isClassification } from '#lib/recipe/profile.ts';
import type { FittedRun } from '#lib/recipe/run.ts';
import type { Matrix } from '../matrix.ts';
import type { AnyModelCompute, Progress } from '../model.ts';
import { matrixFor, modelCompute, type Computes } from '../predictor.ts';
import { takeRows, type Table } from '../table.ts';
import { additiveShap } from './additiveShap.ts';
import type { OutputShap, ShapFound, ShapInput } from './found.ts';
import { featureOwners, groupsOf } from './lineage.ts';
import { linearMargin, linearShap, meansOf } from './linear.ts';
import { sampledShap } from './sampled.ts';
import { PreparedTrees } from './trees.ts';

/** What rows of a run are explained by. */
export interface ShapBasis {
  readonly run: FittedRun;
  /** Raw rows that stand for no row in particular: those of training where they are at hand. */
  readonly background: Table;
  readonly seed: number;
  /** Orders that are drawn a row where nothing is exact. */
  readonly walks: number;
}

export interface ShapRows {
  /** Raw rows to explain, and which rows of the file they are. */
  readonly table: Table;
  readonly rid: Int32Array;
  /** Codes of the classes to explain; null for all, of two the second. */
  readonly classes: readonly number[] | null;
}

/**
 * Shapley values of rows: exact for trees (path-dependent, Lundberg et al. 2020) and for weighted sums of columns
 * (interventional, Lundberg and Lee 2017, corollary 1), drawn for other models (permutations, Štrumbelj and Kononenko 2014).
 * The players are the columns of the matrix; a raw column's value is the sum over those made of it. What does not depend on
 * the rows is made once.
 */
export class Explainer {
  readonly run: FittedRun;
  readonly groups: readonly FeatureGroup[];
  readonly #basis: ShapBasis;
  readonly #computes: Computes;
  readonly #model: AnyModelCompute;
  readonly #rest: Matrix;
  #trees: PreparedTrees | null = null;

  /** @throws EngineError 'target-missing' for groups, whose numbers are no amounts; as `predictTable` */
  constructor(basis: ShapBasis, computes: Computes) {
    const { run, background } = basis;
    if (run.task === 'clustering') throw nothingToExplain(run);
    this.run = run;
    this.#basis = basis;
    this.#computes = computes;
    this.#model = modelCompute(computes.models, run.model);
    this.#rest = matrixFor(run, background, computes);
    const owners = featureOwners(run, background, computes.steps);
    this.groups = groupsOf(this.#rest.names, owners);
  }

  *explain({ table, rid, classes }: ShapRows): Generator<Progress, Explanation> {
    const { run, groups } = this;
    const X = matrixFor(run, table, this.#computes);
    yield { share: 0.02 };
    const width = run.classes?.length ?? 1;
    const predicted = this.#model.predict(run.modelState, X);
    yield { share: 0.05 };
    const { seed, walks } = this.#basis;
    const found = yield* this.#shap({
      ...{ model: this.#model, state: run.modelState, classified: isClassification(run.task) },
      ...{ X, rest: this.#rest, rid, groups, predicted, width, seed, walks },
      wanted: classes ?? (width === 2 ? [1] : Array.from({ length: width }, (_, k) => k)),
    });
    return this.#told(found, { X, table, rid, predicted });
  }

  #treesOf({ names }: Matrix): PreparedTrees {
    const about = { names, classified: isClassification(this.run.task) };
    return (this.#trees ??= new PreparedTrees(
      this.#model.margin!(this.run.modelState, about),
      names.length,
    ));
  }

  #told(
    found: ShapFound,
    {
      X,
      table,
      rid,
      predicted,
    }: Pick<ShapRows, 'table' | 'rid'> & { X: Matrix; predicted: Float64Array },
  ): Explanation {
    const { run, groups } = this;
    return {
      method: found.method,
      scale: found.scale,
      features: X.names,
      groups,
      rid,
      outputs: found.outputs.map((output) => summed(output, X, groups, run.classes)),
      predicted,
      gap: found.gap,
      background: found.background,
      walks: found.walks,
      cells: cellsOf(table, run.inputs),
    };
  }

  /** What says these values where the app is not, where they are exact and every class was learned; else null. */
  get told(): Explaining | null {
    const { run, groups } = this;
    const X = this.#rest;
    const width = run.classes?.length ?? 1;
    const classified = isClassification(run.task);
    const about = { features: X.names, groups };
    if (this.#model.margin) {
      const margin = this.#model.margin(run.modelState, { names: X.names, classified });
      const outputs = outputsOf(margin.classes, width);
      return outputs && { ...about, ...outputs, scale: margin.scale, sums: null };
    }
    // Of curves and tables, which exported code does not take apart.
    if (this.#model.sum?.(run.modelState, { names: X.names, classified })) return null;
    const predicted = this.#model.predict(run.modelState, X);
    const nothing = { rid: new Int32Array(0), wanted: [], seed: 0, walks: 0 };
    const linear = linearMargin({
      ...{ model: this.#model, state: run.modelState, classified, X, rest: X, groups },
      ...{ predicted, width, ...nothing },
    });
    if (!linear) return null;
    const codes = linear.codes.flatMap((code) => code ?? []);
    const outputs = outputsOf(codes.length === 0 ? null : codes, width);
    const { weights, intercept, scale } = linear;
    return (
      outputs && { ...about, ...outputs, scale, sums: { weights, intercept, means: meansOf(X) } }
    );
  }

  /**
   * The rows of a table that differ in one raw column, for one class: trees in one pass over them, models that are quick row by
   * row. Null for others.
   */
  *track({ table, rid, classes }: ShapRows): Generator<Progress, Explanation | null> {
    const { run, groups } = this;
    const X = matrixFor(run, table, this.#computes);
    const predicted = this.#model.predict(run.modelState, X);
    const { seed, walks } = this.#basis;
    const width = run.classes?.length ?? 1;
    const input: ShapInput = {
      ...{ model: this.#model, state: run.modelState, classified: isClassification(run.task) },
      ...{ X, rest: this.#rest, rid, groups, predicted, width, seed, walks },
      wanted: classes ?? (width === 2 ? [1] : [0]),
    };
    const found = this.#model.margin ? yield* this.#treesOf(X).along(input) : this.#summed(input);
    return found && this.#told(found, { X, table, rid, predicted });
  }

  *#shap(input: ShapInput): Generator<Progress, ShapFound> {
    const { model, X } = input;
    if (model.margin) return yield* this.#treesOf(X).explain(input);
    return this.#summed(input) ?? (yield* sampledShap(input));
  }

  /** Of a model that is a sum of what single columns, or two, add; else null. */
  #summed(input: ShapInput): ShapFound | null {
    const { model, state, X, classified } = input;
    const sum = model.sum?.(state, { names: X.names, classified });
    if (sum) return additiveShap(input, sum);
    const linear = linearMargin(input);
    return linear && linearShap(input, linear);
  }
}

/** The outputs of a model that learned every class: one each, or one for the second of two. */
function outputsOf(
  classes: readonly number[] | null,
  width: number,
): Pick<Explaining, 'classes' | 'shown'> | null {
  if (classes === null) return width === 1 ? { classes, shown: [0] } : null;
  if (classes.length === 1) return width === 2 && classes[0] === 1 ? { classes, shown: [0] } : null;
  if (classes.length !== width || classes.some((code, k) => code !== k)) return null;
  return { classes, shown: width === 2 ? [1] : classes };
}

/** Contributions of raw columns beside those of the matrix. */
function summed(
  { code, base, values, errors }: OutputShap,
  X: Matrix,
  groups: readonly FeatureGroup[],
  classes: readonly string[] | null,
): ExplainedOutput {
  return {
    label: code === null ? null : (classes?.[code] ?? null),
    base,
    values,
    grouped: byGroup(values, X.rows, groups, X.names.length),
    errors: errors ?? null,
  };
}

/** Sums of each group's columns, row-major rows × groups. */
export function byGroup(
  values: Float64Array,
  rows: number,
  groups: readonly FeatureGroup[],
  features: number,
): Float64Array {
  const out = new Float64Array(rows * groups.length);
  for (let i = 0; i < rows; i += 1)
    for (const [g, { features: own }] of groups.entries())
      for (const j of own) out[i * groups.length + g]! += values[i * features + j]!;
  return out;
}

function cellsOf(table: Table, inputs: readonly string[]): ReadonlyMap<string, RawCells> {
  const all = Int32Array.from({ length: table.rows }, (_, i) => i);
  const own = { rows: table.rows, columns: new Map(inputs.map((n) => [n, table.columns.get(n)!])) };
  return takeRows(own, all).columns;
}

const nothingToExplain = ({ model }: FittedRun): EngineError =>
  new EngineError({
    code: 'target-missing',
    what: 'The model puts rows into groups, whose numbers are no amounts that columns could add to',
    where: { model },
    remedy: 'Look at the means of each group instead, or explain a model that has a target.',
  });
