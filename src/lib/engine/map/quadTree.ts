/** Cells of a plane, each cut in four while it holds more than one place. Node 0 is the whole. */
export interface QuadTree {
  /** Centre of mass. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly counts: Int32Array;
  /** Four a node: −1 where there is none; the first is −2 in a leaf. */
  readonly children: Int32Array;
  readonly widths: Float64Array;
}

/** Places nearer than this share of the whole are one. */
const mostDepth = 48;

/** @param places x and y of each row in turn */
export function grown(places: Float64Array): QuadTree {
  const n = places.length / 2;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const room = 4 * n + 64;
  const tree = new Growing(places, order, room);
  tree.grow();
  return tree;
}

class Growing implements QuadTree {
  x: Float64Array;
  y: Float64Array;
  counts: Int32Array;
  children: Int32Array;
  widths: Float64Array;
  #nodes = 0;
  readonly #places: Float64Array;
  readonly #order: Int32Array;
  readonly #spare: Int32Array;

  constructor(places: Float64Array, order: Int32Array, room: number) {
    this.#places = places;
    this.#order = order;
    this.#spare = new Int32Array(order.length);
    this.x = new Float64Array(room);
    this.y = new Float64Array(room);
    this.counts = new Int32Array(room);
    this.children = new Int32Array(4 * room);
    this.widths = new Float64Array(room);
  }

  grow(): void {
    const [low, high] = [
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ];
    for (let at = 0; at < this.#places.length; at += 1) {
      low[at & 1] = Math.min(low[at & 1]!, this.#places[at]!);
      high[at & 1] = Math.max(high[at & 1]!, this.#places[at]!);
    }
    const width = Math.max(high[0]! - low[0]!, high[1]! - low[1]!);
    const middle = [(low[0]! + high[0]!) / 2, (low[1]! + high[1]!) / 2] as const;
    this.#cell({ from: 0, to: this.#order.length, depth: 0 }, middle, width);
  }

  /** @returns the node of the rows order[from … to) */
  #cell(
    { from, to, depth }: { readonly from: number; readonly to: number; readonly depth: number },
    [mx, my]: readonly [number, number],
    width: number,
  ): number {
    const node = this.#node();
    let [sx, sy] = [0, 0];
    for (let at = from; at < to; at += 1) {
      sx += this.#places[2 * this.#order[at]!]!;
      sy += this.#places[2 * this.#order[at]! + 1]!;
    }
    this.counts[node] = to - from;
    this.x[node] = sx / (to - from);
    this.y[node] = sy / (to - from);
    this.widths[node] = width;
    this.children.fill(-1, 4 * node, 4 * node + 4);
    if (to - from === 1 || depth === mostDepth || width === 0) {
      this.children[4 * node] = -2;
      const first = this.#order[from]!;
      // The place itself, not its sum over one, so that a row finds its own leaf at no distance.
      if (to - from === 1) this.x[node] = this.#places[2 * first]!;
      return node;
    }
    const ends = this.#quartered(from, to, mx, my);
    for (let c = 0, start = from; c < 4; c += 1) {
      const end = ends[c]!;
      if (end > start) {
        const step = width / 4;
        const place = [mx + (c & 1 ? step : -step), my + (c & 2 ? step : -step)] as const;
        this.children[4 * node + c] = this.#cell(
          { from: start, to: end, depth: depth + 1 },
          place,
          width / 2,
        );
      }
      start = end;
    }
    return node;
  }

  /** Sorts a stretch of the order by quarter, rows keeping their order. @returns where each quarter ends */

  #quartered(from: number, to: number, mx: number, my: number): number[] {
    const ends: number[] = [];
    let next = from;
    for (let c = 0; c < 4; c += 1) {
      for (let at = from; at < to; at += 1) {
        const row = this.#order[at]!;
        const own = +(this.#places[2 * row]! > mx) + 2 * +(this.#places[2 * row + 1]! > my);
        if (own === c) this.#spare[next++] = row;
      }
      ends.push(next);
    }
    this.#order.set(this.#spare.subarray(from, to), from);
    return ends;
  }

  #node(): number {
    if (this.#nodes === this.x.length) {
      for (const name of ['x', 'y', 'widths'] as const) {
        const wider = new Float64Array(2 * this[name].length);
        wider.set(this[name]);
        this[name] = wider;
      }
      for (const name of ['counts', 'children'] as const) {
        const wider = new Int32Array(2 * this[name].length);
        wider.set(this[name]);
        this[name] = wider;
      }
    }
    this.#nodes += 1;
    return this.#nodes - 1;
  }
}
