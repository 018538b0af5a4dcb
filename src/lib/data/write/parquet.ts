import type { SchemaElement } from 'hyparquet';
import {
  Surrogates,
  typedCells,
  typedColumns,
  type TypedColumns,
  type TypedKind,
} from './typed.ts';
import type { Change, OutSource, Written } from './table.ts';

/**
 * A table as a Parquet file, one row group a page, compressed with snappy: texts as UTF-8, integers as INT64, numbers
 * as DOUBLE, booleans, dates as DATE, datetimes as TIMESTAMP in microseconds (nanoseconds where they are finer), in UTC
 * where they name a zone.
 */
export function writeParquet(source: OutSource): Written {
  const writer = new Writer(source);
  return { bytes: writer.bytes(), changed: () => writer.changed() };
}

class Writer {
  readonly #source: OutSource;
  readonly #surrogates = new Surrogates();
  #columns: TypedColumns = { types: [], changes: [] };

  constructor(source: OutSource) {
    this.#source = source;
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
    this.#columns = await typedColumns(this.#source);
    const { names } = this.#source;
    const { types } = this.#columns;
    const schema: SchemaElement[] = [
      { name: 'root', num_children: names.length },
      ...names.map((name, j) => elementOf(name, types[j]!)),
    ];
    const buffer = new ByteWriter();
    const parquet = new ParquetWriter({ writer: buffer, schema, createdBy: 'tabwise' });
    for await (const page of this.#source.pages()) {
      const columnData = names.map((name, j) => {
        const data = typedCells(page, j, types[j]!);
        this.#surrogates.look(data, name);
        return { name, data };
      });
      await parquet.write({ columnData, rowGroupSize: Math.max(1, page.rows) });
      yield taken(buffer);
    }
    await parquet.finish();
    yield taken(buffer);
  }

  changed(): readonly Change[] {
    return [...this.#columns.changes, ...this.#surrogates.changes()];
  }
}

/** The bytes written so far, out of the buffer, whose count of all bytes goes on. */
function taken(buffer: { index: number; getBytes(): Uint8Array }): Uint8Array {
  const bytes = buffer.getBytes().slice();
  buffer.index = 0;
  return bytes;
}

const repetition_type = 'OPTIONAL';

function elementOf(name: string, type: TypedKind): SchemaElement {
  switch (type.kind) {
    case 'text':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
    case 'integer':
      return { name, type: 'INT64', repetition_type };
    case 'number':
      return { name, type: 'DOUBLE', repetition_type };
    case 'boolean':
      return { name, type: 'BOOLEAN', repetition_type };
    case 'date':
      return { name, type: 'INT32', converted_type: 'DATE', repetition_type };
    case 'datetime':
      return {
        name,
        type: 'INT64',
        repetition_type,
        logical_type: {
          type: 'TIMESTAMP',
          isAdjustedToUTC: type.utc,
          unit: type.unit === 'micro' ? 'MICROS' : 'NANOS',
        },
      };
  }
}
