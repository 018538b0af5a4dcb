/** What is kept of a group of rows: enough to tell its mean and its spread (Zhang, Ramakrishnan and Livny 1996). */
export interface Feature {
  count: number;
  sum: Float64Array;
  /** Of the rows' squared lengths. */
  squares: number;
  centre: Float64Array;
  /** Squared length of the centre. */
  norm: number;
  readonly child: FeatureNode | null;
}

/** A node of the tree; leaves are a chain. */
export interface FeatureNode {
  readonly leaf: boolean;
  readonly features: Feature[];
  next: FeatureNode | null;
  before: FeatureNode | null;
}

/** The tree with scikit-learn's ways to place, to merge and to split. */
export class FeatureTree {
  /** Numbers looked at since the caller set it to 0. */
  work = 0;
  readonly #most: number;
  readonly #threshold: number;
  /** Stands before the first leaf. */
  readonly #head = emptyNode(true);
  #root = emptyNode(true);

  constructor(threshold: number, branchingFactor: number) {
    this.#threshold = threshold * threshold;
    this.#most = branchingFactor;
    this.#head.next = this.#root;
    this.#root.before = this.#head;
  }

  /** Adds a row, which the tree keeps. */
  add(row: Float64Array): void {
    const squares = dotOf(row, row);
    const feature = { count: 1, sum: row, squares, centre: row, norm: squares, child: null };
    if (!this.#insert(this.#root, feature)) return;
    const [one, two] = this.#split(this.#root);
    this.#root = emptyNode(false);
    this.#root.features.push(one, two);
  }

  /** Centres of the small groups, from the first leaf to the last. */
  centres(): Float64Array[] {
    const out: Float64Array[] = [];
    for (let leaf = this.#head.next; leaf; leaf = leaf.next)
      for (const feature of leaf.features) out.push(feature.centre);
    return out;
  }

  /** @returns whether the node has become too large */
  #insert(node: FeatureNode, feature: Feature): boolean {
    const { features } = node;
    if (features.length === 0) {
      features.push(feature);
      return false;
    }
    const at = this.#nearest(features, feature.centre);
    const near = features[at]!;
    if (!near.child) {
      if (this.#merged(near, feature)) return false;
      features.push(feature);
      return features.length > this.#most;
    }
    if (!this.#insert(near.child, feature)) {
      take(near, feature);
      return false;
    }
    const [one, two] = this.#split(near.child);
    features[at] = one;
    features.push(two);
    return features.length > this.#most;
  }

  #nearest(features: readonly Feature[], row: Float64Array): number {
    this.work += features.length * (row.length + 4);
    let nearest = 0;
    let least = Infinity;
    for (let at = 0; at < features.length; at += 1) {
      const { centre, norm } = features[at]!;
      const distance = norm - 2 * dotOf(centre, row);
      if (!(distance < least)) continue;
      least = distance;
      nearest = at;
    }
    return nearest;
  }

  /** Joins the two where the mean squared distance to their mean stays within the threshold. */
  #merged(near: Feature, other: Feature): boolean {
    const count = near.count + other.count;
    const squares = near.squares + other.squares;
    const sum = near.sum.map((x, j) => x + other.sum[j]!);
    const centre = sum.map((x) => (1 / count) * x);
    const norm = dotOf(centre, centre);
    if (!(squares / count - norm <= this.#threshold)) return false;
    Object.assign(near, { count, sum, squares, centre, norm });
    return true;
  }

  /** Its two features farthest apart each gather those nearer to them. */
  #split(node: FeatureNode): readonly [Feature, Feature] {
    const { features } = node;
    const n = features.length;
    this.work += (n * n * features[0]!.sum.length) / 2;
    const distances = new Float64Array(n * n);
    for (let a = 0; a < n; a += 1)
      for (let b = 0; b < a; b += 1)
        distances[a * n + b] = distances[b * n + a] = apart(features[a]!, features[b]!);
    let far = 0;
    for (let at = 1; at < n * n; at += 1) if (distances[at]! > distances[far]!) far = at;
    const [first, second] = [Math.floor(far / n), far % n];
    const [one, two] = [emptyNode(node.leaf), emptyNode(node.leaf)];
    if (node.leaf) chained(node, one, two);
    // Where all lie in one place, the first is nearest to itself.
    for (let at = 0; at < n; at += 1) {
      const nearer = distances[first * n + at]! < distances[second * n + at]! || at === first;
      (nearer ? one : two).features.push(features[at]!);
    }
    return [whole(one), whole(two)];
  }
}

const emptyNode = (leaf: boolean): FeatureNode => ({
  leaf,
  features: [],
  next: null,
  before: null,
});

function chained(node: FeatureNode, one: FeatureNode, two: FeatureNode): void {
  if (node.before) node.before.next = one;
  one.before = node.before;
  one.next = two;
  two.before = one;
  two.next = node.next;
  if (node.next) node.next.before = two;
}

/** One feature for all of a node. */
function whole(child: FeatureNode): Feature {
  const width = child.features[0]?.sum.length ?? 0;
  const sum = new Float64Array(width);
  const out = { count: 0, sum, squares: 0, centre: sum, norm: 0, child };
  for (const feature of child.features) take(out, feature);
  return out;
}

function take(into: Feature, other: Feature): void {
  into.count += other.count;
  into.squares += other.squares;
  for (let j = 0; j < into.sum.length; j += 1) into.sum[j]! += other.sum[j]!;
  into.centre = into.sum.map((x) => x / into.count);
  into.norm = dotOf(into.centre, into.centre);
}

/**
 * Squared distance of two centres as scikit-learn's euclidean_distances finds it. There its rounding may differ from one
 * order of the two to the other, and then decides which of them comes first: here it is the earlier.
 */
const apart = (a: Feature, b: Feature): number =>
  Math.max(0, -2 * dotOf(a.centre, b.centre) + a.norm + b.norm);

function dotOf(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j += 1) sum += a[j]! * b[j]!;
  return sum;
}
