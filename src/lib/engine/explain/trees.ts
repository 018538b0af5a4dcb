import { meanOf, ShapTrees } from '../kernels/shap.ts';
import type { Progress } from '../model.ts';
import type { Matrix } from '../matrix.ts';
import type { TreeMargin } from './margin.ts';
import { gapOf, type OutputShap, type ShapFound, type ShapInput } from './shap.ts';

/** Exact values of a sum of trees, on the scale that the trees are summed on. */
export function* treeShapOf(input: ShapInput, margin: TreeMargin): Generator<Progress, ShapFound> {
  const { X, wanted } = input;
  const { classes, start, trees, columns } = margin;
  const p = X.names.length;
  const asked = start.length === 0 ? X.columns : (columns?.(X) ?? X.columns);
  const rows = rowMajor(X, asked);
  const kernel = new ShapTrees(trees, p, start.length);
  const codes = classes ?? [null];
  // Answers of several classes are checked together, so all of them are worked out.
  const outputs: OutputShap[] = [];
  for (const [k, code] of codes.entries()) {
    const work = kernel.explain(rows, X.rows, k);
    let turn = work.next();
    for (; !turn.done; turn = work.next())
      yield { share: 0.05 + (0.95 * (k + turn.value)) / codes.length };
    outputs.push({ code, ...scaled(margin, k, turn.value) });
  }
  return {
    method: 'trees',
    scale: margin.scale,
    outputs: outputs.filter(({ code }) => code === null || wanted.includes(code)),
    gap: gapOf(input, outputs, margin.answer),
    background: 0,
    walks: 0,
  };
}

function scaled(
  { start, times, trees }: TreeMargin,
  output: number,
  values: Float64Array,
): Pick<OutputShap, 'base' | 'values'> {
  const sum = trees.reduce(
    (total, tree) =>
      tree.only === null || tree.only === output ? total + meanOf(tree, output) : total,
    0,
  );
  return { base: start[output]! + sum * times, values: values.map((x) => x * times) };
}

function rowMajor({ rows }: Matrix, columns: readonly Float64Array[]): Float64Array {
  const p = columns.length;
  const out = new Float64Array(rows * p);
  for (const [j, x] of columns.entries()) for (let i = 0; i < rows; i += 1) out[i * p + j] = x[i]!;
  return out;
}
