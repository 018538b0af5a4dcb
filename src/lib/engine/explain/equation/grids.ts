import type { GridAxis, Term } from '#lib/recipe/equation.ts';
import type { Table } from '../../table.ts';
import type { AdditivePart } from '../additive.ts';
import type { Through } from './blocks.ts';
import { Singles, type SingleTerm } from './single.ts';

/** An axis of raw cells, with the place that the model has for each of its own places; the last is the missing one's. */
interface Axis {
  readonly axis: GridAxis;
  readonly places: readonly (number | null)[];
}

/** Tables over two raw columns, of parts whose matrix columns come from one raw column each. */
export class Grids {
  readonly #through: Through;
  readonly #train: Table;
  readonly #features: readonly string[];
  readonly #owners: ReadonlyMap<string, readonly string[]>;
  readonly #known = new Map<number, Axis | null>();

  constructor(
    through: Through,
    train: Table,
    {
      features,
      owners,
    }: {
      readonly features: readonly string[];
      readonly owners: ReadonlyMap<string, readonly string[]>;
    },
  ) {
    this.#through = through;
    this.#train = train;
    this.#features = features;
    this.#owners = owners;
  }

  /** By output; null where an axis is no list of places. */
  *termOf({ features, table }: AdditivePart): Generator<number, readonly Term[] | null> {
    if (!table) return null;
    const [a, b] = features as readonly [number, number];
    const first = yield* this.#axis(a, table.places[0]!);
    const second = yield* this.#axis(b, table.places[1]!);
    if (!first || !second) return null;
    return Array.from({ length: this.#through.outputs }, (_, k): Term => ({
      kind: 'grid',
      axes: [first.axis, second.axis],
      values: first.places.flatMap((p) =>
        second.places.map((q) => (p === null || q === null ? null : table.value(k, p, q))),
      ),
    }));
  }

  *#axis(
    feature: number,
    places: (x: Float64Array) => Float64Array,
  ): Generator<number, Axis | null> {
    const known = this.#known.get(feature);
    if (known !== undefined) return known;
    const columns = this.#owners.get(this.#features[feature]!) ?? [];
    let found: Axis | null = null;
    if (columns.length === 1) {
      const adds = ([x]: readonly Float64Array[]): readonly Float64Array[] =>
        Array.from({ length: this.#through.outputs }, () => places(x!));
      const block = { columns, parts: [{ features: [feature], adds }] };
      const [term] = yield* new Singles(this.#through, this.#train, [block]).terms();
      found = axisOf(term!);
    }
    this.#known.set(feature, found);
    return found;
  }
}

function axisOf({ column, outputs: [own], missing, other }: SingleTerm): Axis | null {
  if (own?.kind === 'lines') {
    if (own.pieces.some(({ slope }) => slope !== 0)) return null;
    return {
      axis: { kind: 'cuts', column, cuts: own.pieces.slice(0, -1).map(({ upTo }) => upTo) },
      places: [...own.pieces.map(({ base }) => Math.round(base)), missing[0]!],
    };
  }
  if (own?.kind !== 'levels') return null;
  return {
    axis: { kind: 'levels', column, levels: [...own.levels, null] },
    places: [...own.values.map(Math.round), other[0]!, missing[0]!],
  };
}
