import type { MapResult } from '#lib/recipe/rowsMap.ts';

/** Where points lie on the screen: the same scale either way, so that distances stay distances. */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const margin = 14;

export function placesIn(map: Pick<MapResult, 'x' | 'y'>, width: number, height: number): Places {
  const [x0, x1] = ends(map.x);
  const [y0, y1] = ends(map.y);
  const scale = Math.min(
    (width - 2 * margin) / (x1 - x0 || 1),
    (height - 2 * margin) / (y1 - y0 || 1),
  );
  const [mx, my] = [(x0 + x1) / 2, (y0 + y1) / 2];
  return {
    x: map.x.map((x) => width / 2 + (x - mx) * scale),
    y: map.y.map((y) => height / 2 - (y - my) * scale),
  };
}

function ends(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const x of values) {
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return [low, high];
}

/** The point nearest to a place, within `reach` pixels; −1 for none. */
export function nearestTo(
  { x, y }: Places,
  [px, py]: readonly [number, number],
  reach: number,
): number {
  let [best, least] = [-1, reach * reach];
  for (let i = 0; i < x.length; i += 1) {
    const [dx, dy] = [x[i]! - px, y[i]! - py];
    const far = dx * dx + dy * dy;
    if (far <= least) [best, least] = [i, far];
  }
  return best;
}

/** The next point that way: of those within 45 degrees the nearest; `from` itself where there is none. */
export function nextTowards(
  { x, y }: Places,
  from: number,
  [wx, wy]: readonly [number, number],
): number {
  let [best, least] = [from, Infinity];
  for (let i = 0; i < x.length; i += 1) {
    const [dx, dy] = [x[i]! - x[from]!, y[i]! - y[from]!];
    const along = dx * wx + dy * wy;
    const across = Math.abs(dx * wy) + Math.abs(dy * wx);
    if (along <= 0 || across > along) continue;
    const far = dx * dx + dy * dy;
    if (far < least) [best, least] = [i, far];
  }
  return best;
}
