import type { Ordered } from './order.ts';

/** The groups that DBSCAN would find with this reach, but for rows at their edges. */
export function cutAt(
  { order, reachability }: Ordered,
  core: Float64Array,
  eps: number,
): Int32Array {
  const labels = new Int32Array(order.length);
  let group = -1;
  for (const row of order) {
    const far = reachability[row]! > eps;
    const inside = core[row]! <= eps;
    if (far && inside) group += 1;
    labels[row] = far && !inside ? -1 : group;
  }
  return labels;
}

export interface Steepness {
  readonly xi: number;
  readonly minSamples: number;
  readonly minClusterSize: number;
  readonly predecessorCorrection: boolean;
}

/** A part of the plot of reachabilities, both ends included. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Down extends Span {
  /** The largest reachability between its end and now. */
  between: number;
}

/** Where each place of the plot leads to the next. */
interface Slopes {
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  readonly steepUp: Uint8Array;
  readonly steepDown: Uint8Array;
}

interface Plot {
  /** In the order of the rows, with an Infinity behind the last. */
  readonly heights: Float64Array;
  readonly order: Int32Array;
  readonly predecessor: Int32Array;
  readonly slopes: Slopes;
}

/**
 * Groups between steep falls and steep rises of reachability (figure 19 of the paper), with scikit-learn's corrections;
 * the smaller of nested groups comes first and keeps its rows.
 */
export function steepGroups(found: Ordered, rules: Steepness): Int32Array {
  const { order, reachability, predecessor } = found;
  const n = order.length;
  const heights = new Float64Array(n + 1).fill(Infinity);
  for (let at = 0; at < n; at += 1) heights[at] = reachability[order[at]!]!;
  const slopes = slopesOf(heights, rules.xi);
  const plot = { heights, order, predecessor: order.map((row) => predecessor[row]!), slopes };
  return labelsOf(order, spansOf(plot, rules));
}

function slopesOf(heights: Float64Array, xi: number): Slopes {
  const n = heights.length - 1;
  const rest = 1 - xi;
  const [up, down, steepUp, steepDown] = Array.from({ length: 4 }, () => new Uint8Array(n)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  for (let at = 0; at < n; at += 1) {
    const ratio = heights[at]! / heights[at + 1]!;
    up[at] = Number(ratio < 1);
    down[at] = Number(ratio > 1);
    steepUp[at] = Number(ratio <= rest);
    steepDown[at] = Number(ratio >= 1 / rest);
  }
  return { up, down, steepUp, steepDown };
}

function spansOf(plot: Plot, rules: Steepness): Span[] {
  const { heights, slopes } = plot;
  const rest = 1 - rules.xi;
  const found: Span[] = [];
  let downs: Down[] = [];
  let index = 0;
  let between = 0;
  for (let at = 0; at < heights.length - 1; at += 1) {
    if (at < index || (slopes.steepUp[at] === 0 && slopes.steepDown[at] === 0)) continue;
    for (let l = index; l <= at; l += 1) between = Math.max(between, heights[l]!);
    downs = stillOpen(downs, between, rest, heights);
    if (slopes.steepDown[at] === 1) {
      const end = extended(slopes.steepDown, slopes.up, at, rules.minSamples);
      downs.push({ start: at, end, between: 0 });
      index = end + 1;
    } else {
      const end = extended(slopes.steepUp, slopes.down, at, rules.minSamples);
      index = end + 1;
      const spans = downs.map((down) => spanOf(plot, down, { start: at, end }, rules));
      // Smaller ones first.
      found.push(...spans.filter((span) => span !== null).reverse());
    }
    between = heights[index]!;
  }
  return found;
}

function stillOpen(
  downs: readonly Down[],
  between: number,
  rest: number,
  heights: Float64Array,
): Down[] {
  if (between === Infinity) return [];
  const open = downs.filter((down) => between <= heights[down.start]! * rest);
  for (const down of open) down.between = Math.max(down.between, between);
  return open;
}

/** The end of a steep part: at most so many places in a row may go on less steeply, and none the other way. */
function extended(steep: Uint8Array, other: Uint8Array, start: number, minSamples: number): number {
  let end = start;
  let flat = 0;
  for (let at = start; at < steep.length; at += 1) {
    if (steep[at] === 1) {
      flat = 0;
      end = at;
    } else if (other[at] === 1) return end;
    else {
      flat += 1;
      if (flat > minSamples) break;
    }
  }
  return end;
}

/** The group between a fall and a rise, or null (definition 11 of the paper). */
function spanOf(plot: Plot, down: Down, rise: Span, rules: Steepness): Span | null {
  const { heights } = plot;
  const rest = 1 - rules.xi;
  if (heights[rise.end + 1]! * rest < down.between) return null;
  const level = leveled(heights, down, rise, rest);
  const span = rules.predecessorCorrection ? corrected(plot, level) : level;
  if (!span || span.end - span.start + 1 < rules.minClusterSize) return null;
  return span.start > down.end || span.end < rise.start ? null : span;
}

/** Both ends at about one height. */
function leveled(heights: Float64Array, down: Down, rise: Span, rest: number): Span {
  let { start } = down;
  let { end } = rise;
  const high = heights[start]!;
  const after = heights[end + 1]!;
  if (high * rest >= after) {
    while (heights[start + 1]! > after && start < down.end) start += 1;
  } else if (after * rest >= high) {
    while (heights[end - 1]! > high && end > rise.start) end -= 1;
  }
  return { start, end };
}

/** Without rows at the end that were reached from outside. */
function corrected({ heights, order, predecessor }: Plot, { start, end }: Span): Span | null {
  for (let last = end; last > start; last -= 1) {
    if (heights[start]! > heights[last]!) return { start, end: last };
    const from = predecessor[last];
    for (let at = start; at < last; at += 1) if (order[at] === from) return { start, end: last };
  }
  return null;
}

function labelsOf(order: Int32Array, spans: readonly Span[]): Int32Array {
  const labels = new Int32Array(order.length).fill(-1);
  let group = 0;
  for (const { start, end } of spans) {
    const rows = order.subarray(start, end + 1);
    if (rows.some((row) => labels[row] !== -1)) continue;
    for (const row of rows) labels[row] = group;
    group += 1;
  }
  return labels;
}
