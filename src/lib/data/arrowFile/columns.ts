import { EngineError } from '#lib/recipe/errors.ts';
import type { Cells } from './cells.ts';
import { Structs } from './nestedCells.ts';
import type { ArrowField } from './schema.ts';

/** A column of the table: a field, or what lies within one that is a struct. */
export interface ArrowColumn {
  readonly header: string;
  /** Its values are written as JSON. */
  readonly nested: boolean;
  /** Its values, of those of the fields. */
  readonly of: (tops: readonly Cells[]) => Cells;
}

const columnsLimit = 20_000;
const nestedTypes = new Set(['list', 'map', 'fixedList']);

/** @throws EngineError 'columns-limit' */
export function columnsOf(fields: readonly ArrowField[], file: string): readonly ArrowColumn[] {
  const columns = fields.flatMap((field, k) => within(field, field.name, (tops) => tops[k]!));
  if (columns.length <= columnsLimit) return columns;
  throw new EngineError({
    code: 'columns-limit',
    what: `The file has ${columns.length.toLocaleString('en-US')} columns; the limit is ${columnsLimit.toLocaleString('en-US')}`,
    where: { file },
    remedy: 'Leave columns out, or turn the table so that they become rows.',
  });
}

function within(field: ArrowField, header: string, of: ArrowColumn['of']): ArrowColumn[] {
  const { type, children, dictionary } = field;
  if (type.id !== 'struct' || dictionary)
    return [{ header, nested: nestedTypes.has(type.id) || type.id === 'struct', of }];
  return children.flatMap((child, k) =>
    within(child, `${header}.${child.name}`, (tops) => {
      const parent = of(tops);
      return parent instanceof Structs || parent instanceof Part
        ? new Part(parent, parent.part(k))
        : parent;
    }),
  );
}

/** A part of a struct: null where the struct is. */
class Part implements Cells {
  readonly length: number;
  readonly #parent: Cells;
  readonly #cells: Cells;

  constructor(parent: Cells, cells: Cells) {
    this.length = parent.length;
    this.#parent = parent;
    this.#cells = cells;
  }

  part(k: number): Cells {
    return (this.#cells as Structs).part(k);
  }

  isNull(row: number): boolean {
    return this.#parent.isNull(row) || this.#cells.isNull(row);
  }

  put(row: number, out: Parameters<Cells['put']>[1]): void {
    this.#cells.put(row, out);
  }

  putJson(row: number, out: Parameters<Cells['put']>[1]): void {
    this.#cells.putJson(row, out);
  }
}
