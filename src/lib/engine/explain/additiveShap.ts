import type { AdditiveMargin, AdditivePart } from './additive.ts';
import { gapOf, ofClasses, type OutputShap, type ShapFound, type ShapInput } from './found.ts';
import { pairs, shares } from './linear.ts';

/**
 * Interventional values of a sum of parts, exact: of one column what its part is away from the mean over the background rows;
 * of two each half of what both orders give it (Lundberg and Lee 2017, equation 8 of two players).
 */
export function additiveShap(input: ShapInput, margin: AdditiveMargin): ShapFound {
  const { X, rest, wanted, width } = input;
  const p = X.names.length;
  const outputs = margin.codes.map((code, k) => ({
    ...{ code, base: margin.intercept[k]! },
    values: new Float64Array(X.rows * p),
  }));
  for (const part of margin.parts) {
    const own = part.features.map((j) => X.columns[j]!);
    const others = part.features.map((j) => rest.columns[j]!);
    const [here, there] = [part.adds(own), part.adds(others)];
    const sides = sidesOf(part, own, others, margin.codes.length);
    for (const [k, output] of outputs.entries()) {
      const mean = meanOf(there[k]!);
      output.base += mean;
      for (let i = 0; i < X.rows; i += 1) {
        const whole = here[k]![i]! - mean;
        // What the first column alone is worth beside the others' second, and the other way round.
        const lead = sides ? sides[k]!.first[i]! - sides[k]!.second[i]! : 0;
        output.values[i * p + part.features[0]!]! += sides ? (whole + lead) / 2 : whole;
        if (sides) output.values[i * p + part.features[1]!]! += (whole - lead) / 2;
      }
    }
  }
  const answer = answerOn(margin, width);
  return {
    method: 'additive',
    scale: margin.scale,
    outputs: ofClasses(outputs as readonly OutputShap[], wanted),
    gap: gapOf(input, outputs, answer),
    background: rest.rows,
    walks: 0,
  };
}

const meanOf = (x: Float64Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;

const answerOn =
  ({ scale }: AdditiveMargin, width: number) =>
  (margins: Float64Array): Float64Array =>
    scale === 'log-odds' ? pairs(margins) : scale === 'score' ? shares(margins, width) : margins;

/** Means over the background rows with one of the two columns as in the row: by output; null for a part of one column. */
function sidesOf(
  { table }: AdditivePart,
  own: readonly Float64Array[],
  others: readonly Float64Array[],
  outputs: number,
): readonly { readonly first: Float64Array; readonly second: Float64Array }[] | null {
  if (!table) return null;
  const [a, b] = own.map((x, side) => table.places[side]!(x)) as [Float64Array, Float64Array];
  const [c, d] = others.map((x, side) => table.places[side]!(x)) as [Float64Array, Float64Array];
  return Array.from({ length: outputs }, (_, k) => ({
    first: byPlace(a, (place) => meanOf(d.map((other) => table.value(k, place, other)))),
    second: byPlace(b, (place) => meanOf(c.map((other) => table.value(k, other, place)))),
  }));
}

/** A number for each place, made once. */
function byPlace(places: Float64Array, of: (place: number) => number): Float64Array {
  const known = new Map<number, number>();
  return places.map((place) => {
    const found = known.get(place) ?? of(place);
    known.set(place, found);
    return found;
  });
}
