import { meanOf, ShapTrees } from '../kernels/shap.ts';
import type { Matrix } from '../matrix.ts';
import type { Progress } from '../model.ts';
import type { TreeMargin } from './margin.ts';
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
