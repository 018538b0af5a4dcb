import { meanOf, ShapTrees } from '../kernels/shap.ts';
import type { Matrix } from '../matrix.ts';
import type { Progress } from '../model.ts';
import type { TreeMargin } from './margin.ts';
import { tracked } from './track.ts';
import { gapOf, ofClasses, type OutputShap, type ShapFound, type ShapInput } from './found.ts';

/** A sum of trees, laid out to explain any rows by, exactly and on the scale that the trees are summed on. */
export class PreparedTrees {
  readonly #margin: TreeMargin;
  readonly #kernel: ShapTrees;
  readonly #bases: readonly number[];

  constructor(margin: TreeMargin, features: number) {
    this.#margin = margin;
    this.#kernel = new ShapTrees(margin.trees, features, margin.start.length);
    this.#bases = Array.from(
      margin.start,
      (start, k) => start + margin.times * meanOfAll(margin, k),
    );
  }

  *explain(input: ShapInput): Generator<Progress, ShapFound> {
    const { X, wanted } = input;
    const { classes, scale, times, columns, answer } = this.#margin;
    const rows = rowMajor(X, columns?.(X) ?? X.columns);
    const codes = classes ?? [null];
    // Shares of classes are checked each by itself; scores become shares only together.
    const apart = scale === 'probability';
    const asked = codes
      .map((code, k) => ({ code, k }))
      .filter(({ code }) => !apart || code === null || wanted.includes(code));
    const outputs: OutputShap[] = [];
    for (const [done, { code, k }] of asked.entries()) {
      const work = this.#kernel.explain(rows, X.rows, k);
      let turn = work.next();
      for (; !turn.done; turn = work.next())
        yield { share: 0.05 + (0.95 * (done + turn.value)) / asked.length };
      const values = turn.value.map((x) => x * times);
      outputs.push({ code, base: this.#bases[k]!, values });
    }
    return {
      method: 'trees',
      scale,
      outputs: ofClasses(outputs, wanted),
      gap: apart ? gapApart(input, outputs) : gapOf(input, outputs, answer),
      background: 0,
      walks: 0,
    };
  }

  /** Null where the outputs are not all that the answer is made of. */
  #gapOf(input: ShapInput, outputs: readonly OutputShap[]): number | null {
    const { classes, scale, answer } = this.#margin;
    if (scale === 'probability') return gapApart(input, outputs);
    const whole = (classes ?? [null]).length === 1 && outputs[0]?.code === (classes?.[0] ?? null);
    return whole ? gapOf(input, outputs, answer) : null;
  }

  /**
   * The same of rows that differ in one column of the matrix only, from the first row and what each step of that column changes.
   * Null where they differ in more.
   */
  *along(input: ShapInput): Generator<Progress, ShapFound | null> {
    const { X, wanted } = input;
    const { classes, times, columns } = this.#margin;
    const asked = columns?.(X) ?? X.columns;
    const moving = movingIn(asked);
    if (moving === null || wanted.length !== 1) return null;
    const found = yield* this.explain({ ...input, ...firstOf(input) });
    if (moving === 'nothing') return repeated(found, X.rows);
    const { feature, order, values } = moving;
    const { output, sign } = spokenOf(classes, wanted[0]!);
    const work = tracked({
      ...{ trees: this.#kernel.laid, features: asked.length, output, feature, values },
      row: Float64Array.from(asked, (x) => x[0]!),
    });
    let turn = work.next();
    for (; !turn.done; turn = work.next()) yield { share: 0.5 + 0.5 * turn.value };
    if (!turn.value) return null;
    const all = shifted(found, { steps: turn.value, order, factor: sign * times });
    return { ...all, gap: this.#gapOf(input, all.outputs) ?? found.gap };
  }
}

/** The only column whose values differ, its rows in their order; null for several, or one with gaps. */
function movingIn(columns: readonly Float64Array[]):
  | 'nothing'
  | null
  | {
      readonly feature: number;
      readonly order: Int32Array;
      readonly values: Float64Array;
    } {
  const moving = columns.flatMap((x, j) => (x.some((own) => !Object.is(own, x[0])) ? [j] : []));
  const [feature] = moving;
  if (feature === undefined) return 'nothing';
  const x = columns[feature]!;
  if (moving.length > 1 || x.some((own) => Number.isNaN(own))) return null;
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!);
  return { feature, order, values: Float64Array.from(order, (i) => x[i]!) };
}

/** The output that speaks for a class; of two with one output, what the second gains the first loses. */
function spokenOf(
  classes: readonly number[] | null,
  code: number,
): { readonly output: number; readonly sign: number } {
  const own = classes ? classes.indexOf(code) : 0;
  return own >= 0 ? { output: own, sign: 1 } : { output: 0, sign: -1 };
}

const firstOf = ({ X, predicted, width }: ShapInput): Pick<ShapInput, 'X' | 'predicted'> => ({
  X: { ...X, rows: 1, columns: X.columns.map((x) => x.slice(0, 1)) },
  predicted: predicted.slice(0, width),
});

const repeated = (found: ShapFound, rows: number): ShapFound => ({
  ...found,
  outputs: found.outputs.map((own) => ({
    ...own,
    values: Float64Array.from(
      { length: rows * own.values.length },
      (_, at) => own.values[at % own.values.length]!,
    ),
  })),
});

/** The first row's values, and how far each row's steps are from those of the first. */
function shifted(
  found: ShapFound,
  {
    steps,
    order,
    factor,
  }: { readonly steps: Float64Array; readonly order: Int32Array; readonly factor: number },
): ShapFound {
  const outputs = found.outputs.map((own) => {
    const p = own.values.length;
    const begin = order.indexOf(0);
    const values = new Float64Array(order.length * p);
    for (const [place, row] of order.entries())
      for (let j = 0; j < p; j += 1)
        values[row * p + j] =
          own.values[j]! + factor * (steps[place * p + j]! - steps[begin * p + j]!);
    return { ...own, values };
  });
  return { ...found, outputs };
}

function gapApart(input: ShapInput, outputs: readonly OutputShap[]): number {
  const { X, predicted, width } = input;
  let gap = 0;
  for (const output of outputs) {
    const own = Float64Array.from(
      { length: X.rows },
      (_, i) => predicted[i * width + (output.code ?? 0)]!,
    );
    gap = Math.max(
      gap,
      gapOf({ X, predicted: own, width: 1 }, [output], (margins) => margins),
    );
  }
  return gap;
}

function meanOfAll({ trees }: TreeMargin, output: number): number {
  let sum = 0;
  for (const tree of trees)
    if (tree.only === null || tree.only === output) sum += meanOf(tree, output);
  return sum;
}

function rowMajor({ rows }: Matrix, columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const out = new Float64Array(rows * p);
  for (const [j, x] of columns.entries()) for (let i = 0; i < rows; i += 1) out[i * p + j] = x[i]!;
  return out;
}
