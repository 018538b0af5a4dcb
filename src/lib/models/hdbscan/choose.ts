import type { GroupTree, Link } from './condense.ts';

export interface Choice {
  readonly clusterSelectionMethod: 'eom' | 'leaf';
  readonly allowSingleCluster: boolean;
  readonly clusterSelectionEpsilon: number;
  readonly maxClusterSize: number | null;
}

/** Groups and what is below them, without rows. */
interface Family {
  readonly root: number;
  /** By group: the link that it came by; the root has none. */
  readonly cameBy: ReadonlyMap<number, Link>;
  readonly children: ReadonlyMap<number, readonly number[]>;
}

/** Labels as scikit-learn's `_get_clusters` and `_do_labelling` give them: groups in the order of their numbers. */
export function chosenLabels(tree: GroupTree, choice: Choice): Int32Array {
  const family = familyOf(tree);
  const chosen =
    choice.clusterSelectionMethod === 'leaf'
      ? spaced(leavesOf(family), family, choice)
      : lasting(tree, family, choice);
  return labelsOf(tree, chosen, choice);
}

function familyOf({ rows, links }: GroupTree): Family {
  const cameBy = new Map<number, Link>();
  const children = new Map<number, number[]>();
  for (const link of links) {
    if (link.size === 1) continue;
    cameBy.set(link.child, link);
    const known = children.get(link.parent);
    if (known) known.push(link.child);
    else children.set(link.parent, [link.child]);
  }
  return { root: rows, cameBy, children };
}

/** By group from the root on: how many rows it holds for how long, as density grows. */
function stabilities({ rows, links }: GroupTree, groups: number): Float64Array {
  const born = new Float64Array(groups);
  for (const link of links) if (link.child >= rows) born[link.child - rows] = link.density;
  const out = new Float64Array(groups);
  for (const { parent, density, size } of links)
    out[parent - rows]! += (density - born[parent - rows]!) * size;
  return out;
}

/** "Excess of mass": from the leaves up, a group is kept unless its parts together last longer. */
function lasting(tree: GroupTree, family: Family, choice: Choice): ReadonlySet<number> {
  const { root, cameBy, children } = family;
  const groups = cameBy.size + 1;
  const stability = stabilities(tree, groups);
  const kept = new Set<number>();
  const largest = choice.maxClusterSize ?? tree.rows + 1;
  const last = choice.allowSingleCluster ? root : root + 1;
  for (let group = root + groups - 1; group >= last; group -= 1) {
    const parts = children.get(group) ?? [];
    const together = parts.reduce((sum, part) => sum + stability[part - root]!, 0);
    const size =
      cameBy.get(group)?.size ?? parts.reduce((sum, part) => sum + cameBy.get(part)!.size, 0);
    if (together > stability[group - root]! || size > largest) stability[group - root] = together;
    else kept.add(group);
  }
  const chosen = outermost(kept, family);
  const single = chosen.size === 1 && chosen.has(root);
  return cameBy.size === 0 || single ? chosen : spaced(chosen, family, choice);
}

/** Those that are below none of the others. */
function outermost(kept: ReadonlySet<number>, { root, cameBy }: Family): ReadonlySet<number> {
  const chosen = new Set<number>();
  const covered = new Set<number>();
  for (let group = root; group <= root + cameBy.size; group += 1) {
    const parent = cameBy.get(group)?.parent;
    if (parent !== undefined && covered.has(parent)) covered.add(group);
    else if (kept.has(group)) {
      chosen.add(group);
      covered.add(group);
    }
  }
  return chosen;
}

/** Without those that part at less than the least distance: their first ancestor beyond it stands for them. */
function spaced(
  groups: ReadonlySet<number>,
  family: Family,
  { clusterSelectionEpsilon: least, allowSingleCluster }: Choice,
): ReadonlySet<number> {
  if (least === 0) return groups;
  const { root, cameBy } = family;
  const chosen = new Set<number>();
  const covered = new Set<number>();
  const distanceOf = (group: number): number => 1 / cameBy.get(group)!.density;
  for (const group of [...groups].sort((a, b) => a - b)) {
    if (distanceOf(group) >= least) chosen.add(group);
    else if (!covered.has(group)) {
      let at = group;
      for (;;) {
        const { parent } = cameBy.get(at)!;
        if (parent !== root) at = parent;
        else if (allowSingleCluster) at = root;
        if (parent === root || distanceOf(parent) > least) break;
      }
      chosen.add(at);
      for (const lower of descendants(family, at)) covered.add(lower);
    }
  }
  return chosen;
}

function leavesOf({ cameBy, children }: Family): ReadonlySet<number> {
  return new Set([...cameBy.keys()].filter((group) => !children.has(group)));
}

/** All groups below one. */
function descendants({ children }: Family, group: number): number[] {
  const out = [...(children.get(group) ?? [])];
  for (let at = 0; at < out.length; at += 1) out.push(...(children.get(out[at]!) ?? []));
  return out;
}

/** A row is of the lowest chosen group above it; of the whole table only from a density on. */
function labelsOf(
  { rows, links }: GroupTree,
  chosen: ReadonlySet<number>,
  { allowSingleCluster, clusterSelectionEpsilon }: Choice,
): Int32Array {
  const label = new Map([...chosen].sort((a, b) => a - b).map((group, at) => [group, at]));
  const owner = new Map<number, number>([[rows, rows]]);
  const labels = new Int32Array(rows).fill(-1);
  const single = allowSingleCluster && chosen.size === 1;
  const most = links.reduce((m, l) => (l.parent === rows ? Math.max(m, l.density) : m), 0);
  const dense = clusterSelectionEpsilon === 0 ? most : 1 / clusterSelectionEpsilon;
  for (const { parent, child, density } of links) {
    const own = chosen.has(child) ? child : owner.get(parent)!;
    if (child >= rows) owner.set(child, own);
    else if (own !== rows) labels[child] = label.get(own)!;
    else if (single && density >= dense) labels[child] = label.get(own) ?? -1;
  }
  return labels;
}
