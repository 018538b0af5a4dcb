import type { FileSource } from '../files.ts';
import { Damaged, refuseEmpty, TooLarge, unsupported, wordsOf } from './damage.ts';
import { Compact, thrift } from './thrift.ts';

export const physicalTypes = [
  'boolean',
  'int32',
  'int64',
  'int96',
  'float',
  'double',
  'bytes',
  'fixed',
] as const;
export type PhysicalType = (typeof physicalTypes)[number];

export interface LogicalType {
  /** Field of the union LogicalType in parquet.thrift: 1 STRING, 5 DECIMAL, 8 TIMESTAMP, … */
  readonly id: number;
  readonly scale: number;
  /** Nanoseconds, 10^3 or 10^6 of them: of TIME and TIMESTAMP. */
  readonly unit: 'milli' | 'micro' | 'nano';
  readonly utc: boolean;
  readonly signed: boolean;
}

export interface SchemaElement {
  readonly name: string;
  readonly type: PhysicalType | null;
  readonly width: number;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly children: number;
  /** ConvertedType of parquet.thrift, −1 for none. */
  readonly converted: number;
  readonly scale: number;
  readonly logical: LogicalType | null;
}

export interface ColumnChunk {
  /** Bytes of the file, from the first page on. */
  readonly start: number;
  readonly bytes: number;
  /** CompressionCodec of parquet.thrift. */
  readonly codec: number;
  readonly values: number;
  readonly type: PhysicalType;
}

export interface RowGroup {
  readonly rows: number;
  /** Of all its pages decompressed, as the writer says. */
  readonly bytes: number;
  readonly columns: readonly ColumnChunk[];
}

export interface Footer {
  readonly elements: readonly SchemaElement[];
  readonly rows: number;
  readonly groups: readonly RowGroup[];
  /** Where the data ends. */
  readonly start: number;
}

const footerLimit = 1 << 27;
const rowsLimit = 2 ** 31 - 1;

/**
 * Reads the footer of a Parquet file.
 * @throws Damaged, TooLarge, EngineError 'file-kind' where it is encrypted
 */
export async function readFooter(file: FileSource): Promise<Footer> {
  refuseEmpty(file);
  if (file.size < 12) throw new Damaged(`it has only ${file.size} bytes`);
  const tail = await file.slice(file.size - 8, file.size);
  const magic = String.fromCharCode(...tail.subarray(4));
  if (magic === 'PARE') throw encrypted(file.name);
  if (magic !== 'PAR1') throw new Damaged('its end is missing: the last bytes are not “PAR1”');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > file.size - 12)
    throw new Damaged(`its footer would have ${wordsOf(length)} of ${wordsOf(file.size)} bytes`);
  if (length > footerLimit)
    throw new TooLarge(
      `The footer has ${wordsOf(length)} bytes; the limit is ${wordsOf(footerLimit)}`,
    );
  const start = file.size - 8 - length;
  const bytes = await file.slice(start, file.size - 8);
  if (bytes.length !== length) throw new Damaged('its footer cannot be read whole');
  return parseFooter(bytes, start, file.name);
}

const encrypted = (file: string): Error =>
  unsupported(
    'The Parquet file is encrypted, which is not read here',
    file,
    'Decrypt it with the program that wrote it, and open the plain file.',
  );

function parseFooter(bytes: Uint8Array, start: number, file: string): Footer {
  const r = new Compact(bytes);
  let elements: SchemaElement[] = [];
  let rows = -1;
  let groups: RowGroup[] = [];
  let locked = false;
  r.struct((id, type) => {
    if (id === 2 && type === thrift.list) elements = r.list(() => readElement(r));
    else if (id === 3 && type === thrift.i64) rows = r.int();
    else if (id === 4 && type === thrift.list) groups = r.list(() => readGroup(r, start, file));
    else {
      if (id === 8) locked = true;
      return false;
    }
    return true;
  });
  if (locked) throw encrypted(file);
  if (elements.length === 0 || rows < 0) throw new Damaged('its footer names no columns or rows');
  if (rows > rowsLimit) throw tooManyRows(rows);
  const sum = groups.reduce((total, group) => total + group.rows, 0);
  // some writers leave the total at 0; a total beyond the parts means that rows are lost
  if (sum < rows)
    throw new Damaged(
      `it says that it has ${wordsOf(rows)} rows, and its parts say ${wordsOf(sum)}`,
    );
  if (sum > rowsLimit) throw tooManyRows(sum);
  return { elements, rows, groups, start };
}

const tooManyRows = (rows: number): TooLarge =>
  new TooLarge(
    `The file says that it has ${wordsOf(rows)} rows; the limit is ${wordsOf(rowsLimit)}`,
  );

const repetitions = ['required', 'optional', 'repeated'] as const;

function readElement(r: Compact): SchemaElement {
  const numbers = new Map<number, number>();
  let name = '';
  let logical: LogicalType | null = null;
  r.struct((id, type) => {
    if (type === thrift.i32) numbers.set(id, r.int());
    else if (id === 4 && type === thrift.binary) name = r.text();
    else if (id === 10 && type === thrift.struct) logical = readLogical(r);
    else return false;
    return true;
  });
  const physical = numbers.get(1);
  const type = physical === undefined ? null : physicalTypes[physical];
  if (type === undefined)
    throw new Damaged(`column “${name}” has type ${physical}, which there is not`);
  const repetition = repetitions[numbers.get(3) ?? 0];
  if (!repetition) throw new Damaged(`column “${name}” repeats in a way that there is not`);
  return {
    name,
    type,
    width: numbers.get(2) ?? 0,
    repetition,
    children: numbers.get(5) ?? 0,
    converted: numbers.get(6) ?? -1,
    scale: numbers.get(7) ?? 0,
    logical,
  };
}

const units = [undefined, 'milli', 'micro', 'nano'] as const;

function readLogical(r: Compact): LogicalType {
  const found = { id: 0, scale: 0, unit: 'milli', utc: false, signed: false };
  r.struct((id, type) => {
    if (type !== thrift.struct) return false;
    found.id = id;
    r.struct((field, kind) => {
      if (kind === thrift.true || kind === thrift.false) {
        if (field === 1) found.utc = kind === thrift.true;
        if (field === 2) found.signed = kind === thrift.true;
        return true;
      }
      if (kind === thrift.i32 && field === 1) found.scale = r.int();
      else if (kind === thrift.struct && field === 2) {
        r.struct((unit) => {
          found.unit = units[unit] ?? 'milli';
          return false;
        });
      } else return false;
      return true;
    });
    return true;
  });
  return found as LogicalType;
}

function readGroup(r: Compact, end: number, file: string): RowGroup {
  let rows = -1;
  let bytes = 0;
  let columns: ColumnChunk[] = [];
  r.struct((id, type) => {
    if (id === 1 && type === thrift.list) columns = r.list(() => readChunk(r, end, file));
    else if (id === 2 && type === thrift.i64) bytes = r.int();
    else if (id === 3 && type === thrift.i64) rows = r.int();
    else return false;
    return true;
  });
  if (rows < 0) throw new Damaged('a row group has no number of rows');
  return { rows, bytes, columns };
}

function readChunk(r: Compact, end: number, file: string): ColumnChunk {
  let elsewhere = '';
  let locked = false;
  let chunk: ColumnChunk | null = null;
  r.struct((id, type) => {
    if (id === 1 && type === thrift.binary) elsewhere = r.text();
    else if (id === 3 && type === thrift.struct) chunk = readChunkMeta(r, end);
    else {
      if (id === 8 || id === 9) locked = true;
      return false;
    }
    return true;
  });
  if (locked) throw encrypted(file);
  if (elsewhere !== '')
    throw unsupported(
      `The Parquet file keeps its columns in another file, “${elsewhere}”`,
      file,
      'Open that file.',
    );
  if (!chunk) throw new Damaged('a column has no description in its footer');
  return chunk;
}

function readChunkMeta(r: Compact, end: number): ColumnChunk {
  const numbers = new Map<number, number>();
  r.struct((id, type) => {
    if (type !== thrift.i32 && type !== thrift.i64) return false;
    numbers.set(id, r.int());
    return true;
  });
  const of = (id: number): number => numbers.get(id) ?? -1;
  const [data, dictionary, bytes, values] = [of(9), of(11), of(7), of(5)] as const;
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  const type = physicalTypes[of(1)];
  if (!type) throw new Damaged(`a column chunk has type ${of(1)}, which there is not`);
  const inside = start >= 4 && start + bytes <= end;
  if (values < 0 || bytes < 0 || (values > 0 && !inside))
    throw new Damaged('a column lies where the file has no data');
  return { start, bytes, codec: of(4), values, type };
}
