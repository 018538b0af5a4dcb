import { EngineError } from '#lib/recipe/errors.ts';
import { daysOf, momentsOf, ticksOf, type Moments } from './moments.ts';
import { cellsWord, type Change, type OutKind, type OutSource, type OutTable } from './table.ts';

/** What a column of a typed file holds. */
export type TypedKind =
  | { readonly kind: 'text' | 'integer' | 'number' | 'boolean' | 'date' }
  | ({ readonly kind: 'datetime' } & Moments);

export interface TypedColumns {
  readonly types: readonly TypedKind[];
  readonly changes: readonly Change[];
}

/** Settles how each column is written in a format that has types; datetimes that do not go together stay texts. */
export async function typedColumns(source: OutSource): Promise<TypedColumns> {
  const moments = await momentsOf(source);
  const changes: Change[] = [];
  const types = source.kinds.map((kind, j): TypedKind => {
    if (kind !== 'datetime') return { kind };
    const found = moments.get(j);
    if (found) {
      if (found.shifted > 0) changes.push(inUtc(found.shifted, source.names[j]!));
      return { kind, ...found };
    }
    changes.push({
      kind: 'datetimes-as-text',
      message: `“${source.names[j]}” has datetimes with and without a time zone, or finer and farther apart than a number can say; its values are written as texts`,
      count: source.rows,
      columns: [source.names[j]!],
    });
    return { kind: 'text' };
  });
  return { types, changes };
}

const inUtc = (count: number, column: string): Change => ({
  kind: 'zones',
  message: `${cellsWord(count)} with a time zone; written as the same moment in UTC`,
  count,
  columns: [column],
});

/** The cells of a column of one page: numbers as bigint where the type is a 64-bit integer. */
export type TypedCells = (string | number | bigint | boolean | null)[];

/** @throws EngineError params-invalid for a cell that is not of its column's kind */
export function typedCells(page: OutTable, column: number, type: TypedKind): TypedCells {
  const convert = converters[type.kind];
  return Array.from({ length: page.rows }, (_, i) => {
    const value = page.cell(i, column);
    if (value === null) return null;
    const made = convert(value, type);
    if (made === null) throw misplaced(value, page.names[column]!, type.kind);
    return made;
  });
}

type Value = string | number | boolean;

const limit = 2n ** 63n;

function integer(value: Value): bigint | null {
  const whole =
    typeof value === 'number' ? Number.isSafeInteger(value) : /^-?\d+$/.test(`${value}`);
  if (!whole) return null;
  const big = BigInt(value);
  return big >= -limit && big < limit ? big : null;
}

function boolean(value: Value): boolean | null {
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : null;
}

const converters: Record<OutKind, (value: Value, type: TypedKind) => TypedCells[number]> = {
  text: String,
  integer,
  number: (value) => (typeof value === 'number' ? value : null),
  boolean,
  date: (value) => daysOf(String(value)),
  datetime: (value, type) => (type.kind === 'datetime' ? ticksOf(String(value), type.unit) : null),
};

const misplaced = (value: Value, column: string, kind: OutKind): EngineError =>
  new EngineError({
    code: 'params-invalid',
    what: `“${String(value).slice(0, 60)}” is no ${kind} that can be written`,
    where: { column },
    remedy: 'Give the column another type.',
  });

/** Lone surrogates, which UTF-8 cannot say, are written as U+FFFD: counts them. */
export class Surrogates {
  #count = 0;
  readonly #columns = new Set<string>();

  look(cells: TypedCells, column: string): void {
    for (const cell of cells) {
      if (typeof cell !== 'string' || cell.isWellFormed()) continue;
      this.#count += 1;
      this.#columns.add(column);
    }
  }

  changes(): readonly Change[] {
    if (this.#count === 0) return [];
    return [
      {
        kind: 'surrogates',
        message: `${cellsWord(this.#count)} with half a character, which UTF-8 cannot say; written as U+FFFD`,
        count: this.#count,
        columns: [...this.#columns],
      },
    ];
  }
}
