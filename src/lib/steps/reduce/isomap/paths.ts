import type { Cloud } from '#lib/engine/neighbours.ts';

/** Undirected links between rows, each once in either direction. */
export interface Links {
  /** Where each row's links begin; one more than rows. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly lengths: Float64Array;
}

export type Edge = readonly [from: number, to: number, length: number];

export function linksOf(edges: readonly Edge[], rows: number): Links {
  const starts = new Int32Array(rows + 1);
  for (const [a, b] of edges) {
    starts[a + 1]! += 1;
    starts[b + 1]! += 1;
  }
  for (let i = 0; i < rows; i += 1) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const ends = new Int32Array(2 * edges.length);
  const lengths = new Float64Array(2 * edges.length);
  const put = (a: number, b: number, length: number): void => {
    const at = next[a]!;
    next[a] = at + 1;
    ends[at] = b;
    lengths[at] = length;
  };
  for (const [a, b, length] of edges) {
    put(a, b, length);
    put(b, a, length);
  }
  return { starts, ends, lengths };
}

/**
 * Shortest paths from a place that lies `distances` from some rows to all rows (Dijkstra 1959, with a binary heap).
 * @param out filled: Infinity where no path leads
 */
export function pathsFrom(
  { starts, ends, lengths }: Links,
  rows: ArrayLike<number>,
  distances: ArrayLike<number>,
  out: Float64Array,
): void {
  out.fill(Infinity);
  const heap = new Heap();
  for (let k = 0; k < rows.length; k += 1) {
    if (!(distances[k]! < out[rows[k]!]!)) continue;
    out[rows[k]!] = distances[k]!;
    heap.push(rows[k]!, distances[k]!);
  }
  for (let top = heap.pop(); top; top = heap.pop()) {
    if (top.key > out[top.row]!) continue;
    for (let at = starts[top.row]!; at < starts[top.row + 1]!; at += 1) {
      const far = top.key + lengths[at]!;
      if (!(far < out[ends[at]!]!)) continue;
      out[ends[at]!] = far;
      heap.push(ends[at]!, far);
    }
  }
}

/** A binary heap of rows by their distance. */
class Heap {
  readonly #rows: number[] = [];
  readonly #keys: number[] = [];

  push(row: number, key: number): void {
    let at = this.#rows.length;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (this.#keys[up]! <= key) break;
      this.#put(at, up);
      at = up;
    }
    this.#rows[at] = row;
    this.#keys[at] = key;
  }

  pop(): { row: number; key: number } | null {
    if (this.#rows.length === 0) return null;
    const top = { row: this.#rows[0]!, key: this.#keys[0]! };
    const row = this.#rows.pop()!;
    const key = this.#keys.pop()!;
    const size = this.#rows.length;
    let at = 0;
    for (let down = 1; down < size; down = 2 * at + 1) {
      if (down + 1 < size && this.#keys[down + 1]! < this.#keys[down]!) down += 1;
      if (this.#keys[down]! >= key) break;
      this.#put(at, down);
      at = down;
    }
    if (size > 0) {
      this.#rows[at] = row;
      this.#keys[at] = key;
    }
    return top;
  }

  #put(to: number, from: number): void {
    this.#rows[to] = this.#rows[from]!;
    this.#keys[to] = this.#keys[from]!;
  }
}

/** Bridges over the shortest gap between each two parts that no path connects, as scikit-learn builds them. */
export function* bridges({ values, count, width }: Cloud, links: Links): Generator<number, Edge[]> {
  const { part, parts } = partsOf(links, count);
  if (parts === 1) return [];
  const best = new Float64Array(parts * parts).fill(Infinity);
  const where = new Map<number, Edge>();
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < i; j += 1) {
      if (part[i] === part[j]) continue;
      const key = Math.max(part[i]!, part[j]!) * parts + Math.min(part[i]!, part[j]!);
      let sum = 0;
      for (let d = 0; d < width; d += 1) {
        const apart = values[i * width + d]! - values[j * width + d]!;
        sum += apart * apart;
      }
      if (sum >= best[key]!) continue;
      best[key] = sum;
      where.set(key, [i, j, Math.sqrt(sum)]);
    }
    if (i % 256 === 255) yield i / count;
  }
  return [...where.keys()].sort((a, b) => a - b).map((key) => where.get(key)!);
}

/** The number of each row's part, from 0 in the order of first rows. */
export function partsOf(
  { starts, ends }: Links,
  count: number,
): { part: Int32Array; parts: number } {
  const part = new Int32Array(count).fill(-1);
  let parts = 0;
  for (let i = 0; i < count; i += 1) {
    if (part[i]! >= 0) continue;
    const open = [i];
    part[i] = parts;
    for (let row = open.pop(); row !== undefined; row = open.pop())
      for (let at = starts[row]!; at < starts[row + 1]!; at += 1) {
        if (part[ends[at]!]! >= 0) continue;
        part[ends[at]!] = parts;
        open.push(ends[at]!);
      }
    parts += 1;
  }
  return { part, parts };
}
