import type { FileSource } from '../files.ts';
import type { Batch, FormatReader, Issues, ReadHooks, Reading } from '../formats/reader.ts';
import { isPlainText, putText } from '../parquet/byteTexts.ts';
import {
  asEngineError,
  Damaged,
  refuseEmpty,
  TooLarge,
  unsupported,
  wordsOf,
} from '../parquet/damage.ts';
import { textBatch } from '../parquet/batch.ts';
import { Tallies } from '../parquet/repairs.ts';
import { nextSize } from '../parquet/sizes.ts';
import { TextColumn } from '../parquet/texts.ts';
import { Buffers } from './buffers.ts';
import { hexadecimal, type BytesFormat, type Cells } from './cells.ts';
import { columnsOf, type ArrowColumn } from './columns.ts';
import { FlatTable } from './flatbuffers.ts';
import { bytesAt, readMessage, type BatchBytes, type Message } from './messages.ts';
import { cellsOf, valueCells } from './nestedCells.ts';
import { textOf } from './kind.ts';
import { fieldsOf, type ArrowField } from './schema.ts';

/**
 * Arrow's file format (.arrow, .feather) and stream format (.arrows), one record batch in memory at a time. Structs
 * become columns `a.b`; lists and maps become JSON; bytes that are no text become hexadecimal digits; instants with a
 * time zone are written in UTC and end in Z; durations are ISO 8601 seconds.
 */
export const arrowReader: FormatReader = {
  open: async (file, _, hooks) => {
    try {
      return await new Opened(file, hooks).prepare();
    } catch (error) {
      throw asEngineError(error, file.name, 'Arrow');
    }
  },
};

const rowsLimit = 2 ** 31 - 1;

type Found = Exclude<Message, { kind: 'schema' }>;

class Opened implements Reading {
  readonly format = { kind: 'arrow' } as const;
  readonly guesses = [];
  headers: readonly string[] = [];
  readonly #file: FileSource;
  readonly #hooks: ReadHooks;
  readonly #tallies = new Tallies();
  readonly #dictionaries = new Map<number, Cells[]>();
  /** The field that describes a dictionary's values. */
  readonly #described = new Map<number, ArrowField>();
  #fields: readonly ArrowField[] = [];
  #columns: readonly ArrowColumn[] = [];
  /** How bytes are written, for each field of the schema. */
  #bytes: readonly BytesFormat[] = [];
  /** Places of dictionaries and record batches; null in a stream, which has them one after another. */
  #blocks: readonly number[] | null = null;
  #start = 0;
  #openEnd = false;

  constructor(file: FileSource, hooks: ReadHooks) {
    this.#file = file;
    this.#hooks = hooks;
  }

  async prepare(): Promise<this> {
    refuseEmpty(this.#file);
    const head = await this.#file.slice(0, Math.min(8, this.#file.size));
    if (textOf(head, 4) === 'FEA1')
      throw unsupported(
        'This is Feather version 1, which is not read here',
        this.#file.name,
        'Write it anew as version 2: pyarrow.feather.write_feather(table, path).',
      );
    const schema = textOf(head, 6) === 'ARROW1' ? await this.#footer() : await this.#head();
    this.#fields = fieldsOf(schema);
    this.#fields.forEach((field) => this.#describe(field));
    this.#columns = columnsOf(this.#fields, this.#file.name);
    this.headers = this.#columns.map(({ header }) => header);
    if (this.headers.length === 0) throw new Damaged('it has no columns');
    return this;
  }

  async *batches(): AsyncGenerator<Batch> {
    try {
      await this.#settleBytes();
      yield* this.#read();
      this.#hooks.onBytes(this.#file.size);
    } catch (error) {
      throw asEngineError(error, this.#file.name, 'Arrow');
    }
  }

  issues(): Issues {
    const repairs = [...this.#tallies.repairs()];
    if (this.#openEnd)
      repairs.push({
        kind: 'no-end',
        message:
          'The stream has no mark at its end; if it was cut off there, its last rows are lost',
        count: 1,
        rows: [],
        columns: [],
      });
    return { repairs, rejects: [], rejectedRows: [], irregular: false };
  }

  async #footer(): Promise<FlatTable> {
    const { size } = this.#file;
    const tail = size < 20 ? null : await this.#file.slice(size - 10, size);
    if (!tail || textOf(tail.subarray(4), 6) !== 'ARROW1')
      throw new Damaged('its end is missing: the last bytes are not “ARROW1”');
    const length = new DataView(tail.buffer, tail.byteOffset).getInt32(0, true);
    if (length <= 0 || length > size - 18)
      throw new Damaged(`its footer would have ${length} bytes`);
    const offset = size - 10 - length;
    const footer = FlatTable.root(await bytesAt(this.#file, { offset, length }, size));
    const places = [2, 3].flatMap((id) => footer.structs(id, 24, (number) => number(0, 'i64')));
    this.#blocks = places;
    const schema = footer.table(1);
    if (!schema) throw new Damaged('its footer has no schema');
    return schema;
  }

  async #head(): Promise<FlatTable> {
    const first = await readMessage(this.#file, 0, this.#file.size);
    if (first?.message.kind !== 'schema')
      throw new Damaged('it does not begin with a description of its columns');
    this.#start = first.next;
    return first.message.schema;
  }

  #describe(field: ArrowField): void {
    if (field.dictionary) this.#described.set(field.dictionary.id, field);
    field.children.forEach((child) => this.#describe(child));
  }

  /** Dictionaries and record batches in order. */
  async *#messages(): AsyncGenerator<Found> {
    const { size } = this.#file;
    if (this.#blocks) {
      for (const at of this.#blocks) {
        const found = await readMessage(this.#file, at, size);
        if (!found || found.message.kind === 'schema')
          throw new Damaged('its footer names a place where there is no record batch');
        yield found.message;
        this.#hooks.onBytes(found.next);
      }
      return;
    }
    for (let at = this.#start; ;) {
      const found = await readMessage(this.#file, at, size);
      if (!found) {
        this.#openEnd = found === undefined;
        return;
      }
      if (found.message.kind === 'schema') throw new Damaged('its columns change on the way');
      yield found.message;
      at = found.next;
      this.#hooks.onBytes(Math.min(at, size));
    }
  }

  async *#read(): AsyncGenerator<Batch> {
    this.#dictionaries.clear();
    let firstRow = 0;
    let size = 0;
    for await (const message of this.#messages()) {
      this.#hooks.checkCancel();
      if (message.kind === 'dictionary') {
        this.#learn(message);
        continue;
      }
      const { batch } = message;
      if (firstRow + batch.length > rowsLimit)
        throw new TooLarge(`The file has more than ${wordsOf(rowsLimit)} rows, the limit`);
      const cells = this.#cells(batch);
      const perRow = batch.length > 0 ? batch.body.length / batch.length : 0;
      for (let row = 0; row < batch.length;) {
        this.#hooks.checkCancel();
        const left = batch.length - row;
        const rows = nextSize({ size, left, perRow, columns: cells.length });
        const texts = this.#texts(cells, row, { rows, firstRow });
        size = Math.ceil(texts.reduce((sum, { at }) => sum + at + 4 * rows, 0) / rows);
        yield textBatch(texts, rows);
        row += rows;
        firstRow += rows;
      }
    }
    this.#fields.forEach((field, k) => {
      if (holdsBytes(field) && this.#bytes[k] === hexadecimal)
        this.#tallies.tell('binary', { count: firstRow, header: field.name });
    });
  }

  #texts(
    cells: readonly Cells[],
    row: number,
    { rows, firstRow }: { rows: number; firstRow: number },
  ): TextColumn[] {
    return this.#columns.map(({ header, nested }, j) => {
      const column = cells[j]!;
      const out = new TextColumn(header, rows, 8 * rows);
      for (let i = row; i < row + rows; i += 1) {
        if (column.isNull(i)) out.null();
        else {
          column.put(i, out);
          out.end();
        }
      }
      this.#tallies.add(out, header, firstRow);
      if (nested) this.#tallies.tell('nested', { count: rows - out.nulls, header });
      return out;
    });
  }

  #learn({ id, delta, batch }: Extract<Found, { kind: 'dictionary' }>): void {
    const field = this.#described.get(id);
    if (!field) throw new Damaged(`no column uses its dictionary ${id}`);
    const k = this.#fields.findIndex((top) => contains(top, id));
    const cells = valueCells(field, {
      buffers: new Buffers(batch),
      bytes: this.#bytes[k] ?? hexadecimal,
      dictionaries: this.#dictionaries,
    });
    const before = delta ? (this.#dictionaries.get(id) ?? []) : [];
    this.#dictionaries.set(id, [...before, cells]);
  }

  /** The values of each table column. */
  #cells(batch: BatchBytes): readonly Cells[] {
    const buffers = new Buffers(batch);
    const tops = this.#fields.map((field, k) => {
      const bytes = this.#bytes[k] ?? hexadecimal;
      const cells = cellsOf(field, { buffers, bytes, dictionaries: this.#dictionaries });
      if (cells.length !== batch.length)
        throw new Damaged(
          `column “${field.name}” has ${cells.length} values in a batch of ${batch.length} rows`,
        );
      return cells;
    });
    return this.#columns.map(({ of }) => of(tops));
  }

  /** Columns of bytes are read through once: if all of them are text, they are written so. */
  async #settleBytes(): Promise<void> {
    const text = this.#fields.map(holdsBytes);
    if (!text.includes(true)) return;
    this.#bytes = this.#fields.map((_, k) => (bytes, start, end) => {
      text[k] &&= isPlainText(bytes, start, end);
    });
    const out = new TextColumn('', 0, 0);
    this.#dictionaries.clear();
    for await (const message of this.#messages()) {
      this.#hooks.checkCancel();
      if (message.kind === 'dictionary') {
        this.#learn(message);
        continue;
      }
      const buffers = new Buffers(message.batch);
      this.#fields.forEach((field, k) => {
        if (!text[k]) buffers.skip(field);
        else this.#look(cellsOf(field, this.#making(buffers, k)), out);
      });
      if (!text.includes(true)) break;
    }
    this.#bytes = text.map((all) => (all ? putText : hexadecimal));
  }

  #making(buffers: Buffers, k: number): Parameters<typeof cellsOf>[1] {
    return { buffers, bytes: this.#bytes[k]!, dictionaries: this.#dictionaries };
  }

  #look(cells: Cells, out: TextColumn): void {
    for (let i = 0; i < cells.length; i += 1) {
      out.at = 0;
      if (!cells.isNull(i)) cells.put(i, out);
    }
  }
}

const contains = (field: ArrowField, id: number): boolean =>
  field.dictionary?.id === id || field.children.some((child) => contains(child, id));

const holdsBytes = ({ type, children }: ArrowField): boolean =>
  (type.id === 'bytes' && !type.text) ||
  (type.id === 'fixedBytes' && !type.uuid) ||
  children.some(holdsBytes);
