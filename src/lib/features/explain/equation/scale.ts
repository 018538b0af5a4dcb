import type { NomogramRow } from '#lib/recipe/nomogram.ts';
import { roundNumbers } from '#lib/recipe/nomogram.ts';
import { cellWords } from './words.ts';

/** A mark on a row's line: above it, or below where it would stand on another. */
export interface Mark {
  readonly x: number;
  /** Of its text: nearer to the middle where it would reach over the edge. */
  readonly middle: number;
  readonly text: string;
  readonly below: boolean;
}

const letter = 6;

/** Which values of a row are written, so that none stands on another: round numbers, or levels, the ends first. */
export function marksOf(
  row: NomogramRow,
  xOf: (points: number) => number,
  width: number,
): readonly Mark[] {
  const ends = { above: [] as Room[], below: [] as Room[] };
  const marks: Mark[] = [];
  for (const place of inTurn(row)) {
    const text = shortened(cellWords(row.places[place]!.cell));
    const x = xOf(row.places[place]!.points);
    const half = (text.length * letter) / 2 + 3;
    const middle = Math.max(half, Math.min(width - half, x));
    const room = { from: middle - half, to: middle + half };
    const side = (['above', 'below'] as const).find((s) => ends[s].every((r) => apart(r, room)));
    if (!side) continue;
    ends[side].push(room);
    marks.push({ x, middle, text, below: side === 'below' });
  }
  return marks;
}

interface Room {
  readonly from: number;
  readonly to: number;
}

const apart = (a: Room, b: Room): boolean => a.to <= b.from || b.to <= a.from;

const shortened = (text: string): string =>
  [...text].length > 14 ? `${[...text].slice(0, 13).join('')}…` : text;

/** Ends, then what lies between. */
function inTurn({ kind, places }: NomogramRow): readonly number[] {
  const known = places.flatMap(({ cell }, i) => (cell === null ? [] : [i]));
  const gone = places.flatMap(({ cell }, i) => (cell === null ? [i] : []));
  if (kind === 'category') {
    const [first, ...rest] = known;
    const last = rest.pop();
    return [first, last, ...gone, ...rest].filter((i) => i !== undefined);
  }
  const low = Number(places[known[0]!]!.cell);
  const high = Number(places[known.at(-1)!]!.cell);
  const round = roundNumbers(low, high, 5).map((value) => nearestTo(places, known, value));
  return [...new Set([...[known[0]!, known.at(-1)!], ...gone, ...round])];
}

const nearestTo = (
  places: NomogramRow['places'],
  known: readonly number[],
  value: number,
): number =>
  known.reduce((best, i) =>
    Math.abs(Number(places[i]!.cell) - value) < Math.abs(Number(places[best]!.cell) - value)
      ? i
      : best,
  );

/** The place whose points are nearest; of several the one nearest to where the marker is. */
export function placeAt({ places }: NomogramRow, points: number, now: number): number {
  let best = 0;
  for (const [i, place] of places.entries()) {
    const [far, least] = [Math.abs(place.points - points), Math.abs(places[best]!.points - points)];
    if (far < least - 1e-9 || (far < least + 1e-9 && Math.abs(i - now) < Math.abs(best - now)))
      best = i;
  }
  return best;
}
