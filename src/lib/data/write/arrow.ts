import type * as ArrowModule from 'apache-arrow';
import type { Data, DataType, Field, RecordBatch } from 'apache-arrow';
import { encoded } from '../formats/texts.ts';
import {
  Surrogates,
  typedCells,
  typedColumns,
  type TypedColumns,
  type TypedCells,
  type TypedKind,
} from './typed.ts';
import type { Change, OutSource, OutTable, Written } from './table.ts';

type Arrow = typeof ArrowModule;

/**
 * A table in Arrow's file format (Feather version 2, not compressed), one record batch a page: Utf8, Int64, Float64,
 * Bool, Date32 and Timestamp in microseconds (nanoseconds where they are finer), in UTC where they name a zone.
 */
export function writeArrow(source: OutSource): Written {
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
    const arrow = await import('apache-arrow');
    this.#columns = await typedColumns(this.#source);
    const writer = new arrow.RecordBatchFileWriter();
    const fields = this.#fields(arrow);
    let failure: { readonly error: unknown } | null = null;
    const written = this.#write(arrow, writer, fields).catch((error: unknown) => {
      failure = { error };
      writer.finish();
    });
    for await (const chunk of writer) yield chunk;
    await written;
    if (failure) throw (failure as { readonly error: unknown }).error;
  }

  changed(): readonly Change[] {
    return [...this.#columns.changes, ...this.#surrogates.changes()];
  }

  #fields(arrow: Arrow): readonly Field[] {
    const { types } = this.#columns;
    return this.#source.names.map(
      (name, j) => new arrow.Field(name, typeOf(arrow, types[j]!), true),
    );
  }

  async #write(
    arrow: Arrow,
    writer: { write(batch: RecordBatch): void; finish(): unknown },
    fields: readonly Field[],
  ): Promise<void> {
    const schema = new arrow.Schema([...fields]);
    let pages = 0;
    for await (const page of this.#source.pages()) {
      writer.write(this.#batch(arrow, schema, page));
      pages += 1;
    }
    if (pages === 0) writer.write(this.#batch(arrow, schema, { ...this.#source, rows: 0, cell }));
    writer.finish();
  }

  #batch(arrow: Arrow, schema: InstanceType<Arrow['Schema']>, page: OutTable): RecordBatch {
    const children = schema.fields.map((field, j) => {
      const cells = typedCells(page, j, this.#columns.types[j]!);
      this.#surrogates.look(cells, field.name);
      return dataOf(arrow, field.type as DataType, cells);
    });
    const struct = arrow.makeData({
      type: new arrow.Struct(schema.fields),
      length: page.rows,
      nullCount: 0,
      children: children as Data[],
    });
    return new arrow.RecordBatch(schema, struct as never);
  }
}

const cell = (): null => null;

function typeOf(arrow: Arrow, type: TypedKind): DataType {
  switch (type.kind) {
    case 'text':
      return new arrow.Utf8();
    case 'integer':
      return new arrow.Int64();
    case 'number':
      return new arrow.Float64();
    case 'boolean':
      return new arrow.Bool();
    case 'date':
      return new arrow.DateDay();
    case 'datetime': {
      const unit = type.unit === 'micro' ? arrow.TimeUnit.MICROSECOND : arrow.TimeUnit.NANOSECOND;
      return new arrow.Timestamp(unit, type.utc ? 'UTC' : null);
    }
  }
}

function dataOf(arrow: Arrow, type: DataType, cells: TypedCells): Data {
  if (arrow.DataType.isUtf8(type)) {
    const { offsets, bytes, nulls, bitmap } = encoded(cells as (string | null)[]);
    const held = {
      type,
      length: cells.length,
      nullCount: nulls,
      valueOffsets: offsets,
      data: bytes,
    };
    return arrow.makeData(bitmap ? { ...held, nullBitmap: bitmap } : held);
  }
  const { nulls, bitmap } = presence(cells);
  const data = valuesOf(arrow, type, cells);
  return arrow.makeData({
    type: type as never,
    length: cells.length,
    nullCount: nulls,
    data: data as never,
    ...(nulls > 0 && { nullBitmap: bitmap }),
  });
}

function presence(cells: TypedCells): { nulls: number; bitmap: Uint8Array } {
  const bitmap = new Uint8Array((cells.length + 7) >> 3);
  let nulls = 0;
  cells.forEach((value, i) => {
    if (value === null) nulls += 1;
    else bitmap[i >> 3]! |= 1 << (i & 7);
  });
  return { nulls, bitmap };
}

function valuesOf(arrow: Arrow, type: DataType, cells: TypedCells): ArrayBufferView {
  if (arrow.DataType.isBool(type)) {
    const bits = new Uint8Array((cells.length + 7) >> 3);
    cells.forEach((value, i) => {
      if (value === true) bits[i >> 3]! |= 1 << (i & 7);
    });
    return bits;
  }
  if (arrow.DataType.isFloat(type)) return Float64Array.from(cells, (value) => Number(value ?? 0));
  if (arrow.DataType.isDate(type)) return Int32Array.from(cells, (value) => Number(value ?? 0));
  return BigInt64Array.from(cells, (value) => (value ?? 0n) as bigint);
}
