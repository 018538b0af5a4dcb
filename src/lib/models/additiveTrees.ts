import type { Drawn, ModelDrawing } from '#lib/codegen/onnx/drawing.ts';
import { doubles, type Graph, type Value } from '#lib/codegen/onnx/graph.ts';
import { Ensemble, type Shares, type Walk } from './onnxTrees.ts';

interface Axis {
  readonly kind: 'cuts' | 'levels';
  readonly at: ArrayLike<number>;
}

/** Cuts of an axis with the place up to each, and beyond the last; −1 between levels, where nothing is added. */
interface Cuts {
  readonly feature: number;
  readonly cuts: readonly number[];
  readonly places: readonly number[];
  /** Places in all, the missing one too. */
  readonly size: number;
}

function cutsOf(feature: number, { kind, at }: Axis): Cuts {
  const values = Array.from(at);
  if (kind === 'cuts')
    return {
      ...{ feature, cuts: values, size: values.length + 2 },
      places: [...values.keys(), values.length].map((place) => place + 1),
    };
  return {
    ...{ feature, size: values.length + 1 },
    cuts: values.flatMap((x) => [before(x), x]),
    places: [...values.flatMap((_, k) => [-1, k + 1]), -1],
  };
}

/** The double that comes before. */
function before(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  const own = new Float64Array([x]);
  new BigInt64Array(own.buffer)[0]! += x > 0 ? -1n : 1n;
  return own[0]!;
}

interface Node {
  readonly feature: number;
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
  readonly value: number;
}

/** A term's table as a tree: along one column, and in each of its places along the next. */
function treeOf(axes: readonly Cuts[], valueOf: (cell: number) => number): readonly Node[] {
  const nodes: Node[] = [];
  const put = (node: Node): number => nodes.push(node) - 1;
  const leaf = (value: number): number =>
    put({ feature: -1, threshold: 0, left: -1, right: -1, value });
  const grow = (a: number, cell: number): number => {
    const axis = axes[a];
    if (!axis) return leaf(valueOf(cell));
    const at = (place: number): number =>
      place < 0 ? leaf(0) : grow(a + 1, cell * axis.size + place);
    const within = (low: number, high: number): number => {
      if (low === high) return at(axis.places[low]!);
      const middle = (low + high) >> 1;
      const [left, right] = [within(low, middle), within(middle + 1, high)];
      return put({
        ...{ feature: axis.feature, threshold: axis.cuts[middle]! },
        left,
        right,
        value: 0,
      });
    };
    // Only a missing value is not at most the largest number.
    const [left, right] = [within(0, axis.cuts.length), at(0)];
    return put({
      ...{ feature: axis.feature, threshold: Number.MAX_VALUE },
      left,
      right,
      value: 0,
    });
  };
  grow(0, 0);
  return nodes;
}

const walkOf = (nodes: readonly Node[], output: number): Walk => ({
  root: nodes.length - 1,
  feature: (node) => nodes[node]!.feature,
  threshold: (node) => nodes[node]!.threshold,
  missingLeft: () => false,
  left: (node) => nodes[node]!.left,
  right: (node) => nodes[node]!.right,
  leaf: (node) => [output, nodes[node]!.value],
});

/** Explainable boosting: each curve or map is a tree that looks its place up. */
export const additiveTrees = ({ both, softmax, spread }: Shares): Drawn<ModelDrawing> => ({
  draw: (g: Graph, matrix: Value, state, { classes }) => {
    const outputs = state.intercept.length as number;
    const ensemble = new Ensemble();
    for (const { columns, scores } of state.terms as readonly {
      readonly columns: ArrayLike<number>;
      readonly scores: ArrayLike<number>;
    }[]) {
      const from = (columns.length === 1 ? state.axes : state.coarse) as readonly Axis[];
      const axes = Array.from(columns, (j) => cutsOf(j, from[j]!));
      const size = scores.length / outputs;
      for (let k = 0; k < outputs; k += 1)
        ensemble.add(
          walkOf(
            treeOf(axes, (cell) => scores[k * size + cell]!),
            k,
          ),
        );
    }
    const base = g.constant(doubles(state.intercept, [1, outputs]));
    const raw = g.op('Add', [ensemble.draw(g, matrix, outputs), base]);
    if (classes === 0) return raw;
    const shares = outputs === 1 ? both(g, g.op('Sigmoid', [raw])) : softmax(g, raw);
    return spread(g, shares, state.present, classes);
  },
});
