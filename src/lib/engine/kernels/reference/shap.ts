import type { ShapTree } from '../../explain/margin.ts';

/** The path to a node: its distinct features, each with the share of rows that take its branches, and how paths weigh. */
interface Step {
  feature: number;
  zero: number;
  one: number;
  weight: number;
}

/**
 * Shapley values of one row on one tree: Algorithm 2 of Lundberg et al., From local explanations to global understanding
 * with explainable AI for trees (2020), as it stands there. The kernel (assembly/shap.ts) goes another way to the same
 * numbers.
 * @param rows learning rows below each node
 * @param phi one a feature, changed
 */
export function treeShap(
  tree: ShapTree,
  rows: Float64Array,
  x: Float64Array,
  { output, phi }: { readonly output: number; readonly phi: Float64Array },
): void {
  const recurse = (node: number, above: readonly Step[], branch: Omit<Step, 'weight'>): void => {
    const path = extend(above, branch);
    const feature = tree.feature(node);
    if (feature < 0) {
      for (let i = 1; i < path.length; i += 1) {
        const weight = unwind(path, i).reduce((sum, step) => sum + step.weight, 0);
        const { one, zero, feature: own } = path[i]!;
        phi[own]! += weight * (one - zero) * tree.value(node, output);
      }
      return;
    }
    const [left, right] = [tree.left(node), tree.right(node)];
    const hot = goesLeft(tree, node, x[feature]!) ? left : right;
    const cold = hot === left ? right : left;
    const at = path.findIndex((step, i) => i > 0 && step.feature === feature);
    const { one, zero } = at < 0 ? { one: 1, zero: 1 } : path[at]!;
    const rest = at < 0 ? path : unwind(path, at);
    recurse(hot, rest, { zero: (zero * rows[hot]!) / rows[node]!, one, feature });
    recurse(cold, rest, { zero: (zero * rows[cold]!) / rows[node]!, one: 0, feature });
  };
  recurse(0, [], { zero: 1, one: 1, feature: -1 });
}

function goesLeft(tree: ShapTree, node: number, x: number): boolean {
  if (Number.isNaN(x)) return tree.missingLeft(node);
  const set = tree.set(node);
  return set ? set[x] === 1 : x <= tree.threshold(node);
}

function extend(above: readonly Step[], branch: Omit<Step, 'weight'>): Step[] {
  const l = above.length;
  const path = above.map((step) => ({ ...step }));
  path.push({ ...branch, weight: l === 0 ? 1 : 0 });
  for (let i = l - 1; i >= 0; i -= 1) {
    path[i + 1]!.weight += (branch.one * path[i]!.weight * (i + 1)) / (l + 1);
    path[i]!.weight = (branch.zero * path[i]!.weight * (l - i)) / (l + 1);
  }
  return path;
}

function unwind(full: readonly Step[], at: number): Step[] {
  const l = full.length - 1;
  const path = full.map((step) => ({ ...step }));
  const { one, zero } = path[at]!;
  let n = path[l]!.weight;
  for (let j = l - 1; j >= 0; j -= 1) {
    if (one !== 0) {
      const t = path[j]!.weight;
      path[j]!.weight = (n * (l + 1)) / ((j + 1) * one);
      n = t - (path[j]!.weight * zero * (l - j)) / (l + 1);
    } else path[j]!.weight = (path[j]!.weight * (l + 1)) / (zero * (l - j));
  }
  for (let j = at; j < l; j += 1) {
    const { feature, zero: z, one: o } = path[j + 1]!;
    Object.assign(path[j]!, { feature, zero: z, one: o });
  }
  path.pop();
  return path;
}
