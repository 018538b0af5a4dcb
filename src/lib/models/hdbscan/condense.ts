import type { Joins } from './linkage.ts';

/**
 * The tree of groups: what leaves which group, and at what density (1 over the distance). Groups have numbers from
 * `rows` on, the whole table first; smaller numbers are rows. Parents come before their children.
 */
export interface GroupTree {
  readonly rows: number;
  readonly links: readonly Link[];
}

export interface Link {
  readonly parent: number;
  readonly child: number;
  readonly density: number;
  /** Rows that leave. */
  readonly size: number;
}

/** Where a group parts in two of enough rows, they are groups; else it goes on without the smaller part. */
export function condensed({ left, right, heights, sizes }: Joins, least: number): GroupTree {
  const n = heights.length + 1;
  const links: Link[] = [];
  const group = new Int32Array(2 * n - 1);
  const gone = new Uint8Array(2 * n - 1);
  group[2 * n - 2] = n;
  let next = n + 1;
  const sizeOf = (node: number): number => (node < n ? 1 : sizes[node - n]!);
  const tree = { left, right, n };
  for (const node of below(tree, 2 * n - 2)) {
    if (node < n || gone[node] === 1) continue;
    const parent = group[node]!;
    const density = heights[node - n]! > 0 ? 1 / heights[node - n]! : Infinity;
    const parts = [left[node - n]!, right[node - n]!];
    const apart = parts.every((part) => sizeOf(part) >= least);
    for (const part of parts) {
      if (apart) {
        group[part] = next;
        links.push({ parent, child: next, density, size: sizeOf(part) });
        next += 1;
      } else if (sizeOf(part) >= least) group[part] = parent;
      else
        for (const lost of below(tree, part)) {
          gone[lost] = 1;
          if (lost < n) links.push({ parent, child: lost, density, size: 1 });
        }
    }
  }
  return { rows: n, links };
}

/** A node and all below it, level by level. */
function below(
  { left, right, n }: Pick<Joins, 'left' | 'right'> & { readonly n: number },
  root: number,
): number[] {
  const out = [root];
  for (let at = 0; at < out.length; at += 1) {
    const node = out[at]!;
    if (node >= n) out.push(left[node - n]!, right[node - n]!);
  }
  return out;
}
