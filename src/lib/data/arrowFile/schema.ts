import { Damaged } from '../parquet/damage.ts';
import type { Unit } from '../parquet/timeTexts.ts';
import type { FlatTable } from './flatbuffers.ts';

/** Types as the format names them, of which a batch has the same buffers. */
export type ArrowType =
  | { readonly id: 'null' | 'bool' | 'struct' | 'runs' }
  | { readonly id: 'int'; readonly bits: 8 | 16 | 32 | 64; readonly signed: boolean }
  | { readonly id: 'float'; readonly bits: 16 | 32 | 64 }
  | { readonly id: 'decimal'; readonly bits: number; readonly scale: number }
  | { readonly id: 'date'; readonly bits: 32 | 64 }
  | { readonly id: 'time'; readonly bits: 32 | 64; readonly unit: Unit }
  | { readonly id: 'timestamp'; readonly unit: Unit; readonly utc: boolean }
  | { readonly id: 'duration'; readonly unit: Unit }
  | { readonly id: 'interval'; readonly unit: 'months' | 'daysMillis' | 'monthsDaysNanos' }
  | { readonly id: 'bytes'; readonly text: boolean; readonly offsets: 'i32' | 'i64' | 'views' }
  | { readonly id: 'fixedBytes'; readonly width: number; readonly uuid: boolean }
  | { readonly id: 'list'; readonly offsets: 'i32' | 'i64'; readonly views: boolean }
  | { readonly id: 'map' }
  | { readonly id: 'fixedList'; readonly size: number }
  | { readonly id: 'union'; readonly dense: boolean; readonly ids: readonly number[] };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly children: readonly ArrowField[];
  /** Its values lie in a dictionary and here are indexes of it. */
  readonly dictionary: { readonly id: number; readonly index: ArrowType } | null;
}

const depthLimit = 64;

/** Fields of a Schema table. */
export function fieldsOf(schema: FlatTable): readonly ArrowField[] {
  if (schema.number(0, 'i16') !== 0)
    throw new Damaged('its numbers are big-endian, which is not read here');
  return schema.tables(1).map((field) => fieldOf(field, 0));
}

function fieldOf(table: FlatTable, depth: number): ArrowField {
  if (depth > depthLimit) throw new Damaged(`its columns lie more than ${depthLimit} deep`);
  const name = table.text(0);
  const children = table.tables(5).map((child) => fieldOf(child, depth + 1));
  const extension = table.tables(6).find((pair) => pair.text(0) === 'ARROW:extension:name');
  const type = typeOf(table.number(2, 'u8'), table.table(3), name, extension?.text(1) ?? '');
  const encoding = table.table(4);
  const dictionary = encoding && {
    id: encoding.number(0, 'i64'),
    index: indexOf(encoding.table(1)),
  };
  checkChildren(type, children, name);
  return { name, type, children, dictionary };
}

const indexOf = (table: FlatTable | null): ArrowType =>
  table ? intOf(table) : { id: 'int', bits: 32, signed: true };

function checkChildren(type: ArrowType, children: readonly ArrowField[], name: string): void {
  const wanted = { list: 1, fixedList: 1, map: 1, runs: 2 }[type.id as 'list'];
  const fits = wanted === undefined || children.length === wanted;
  const isMap = type.id !== 'map' || children[0]?.children.length === 2;
  const isUnion = type.id !== 'union' || type.ids.length === children.length;
  if (!fits || !isMap || !isUnion)
    throw new Damaged(`column “${name}” has parts that its type (${type.id}) cannot have`);
}

const units: readonly Unit[] = ['second', 'milli', 'micro', 'nano'];

function unitOf(table: FlatTable, otherwise: number): Unit {
  const unit = units[table.number(0, 'i16', otherwise)];
  if (!unit) throw new Damaged('a column of times has a unit that there is not');
  return unit;
}

function intOf(table: FlatTable): ArrowType {
  const bits = table.number(0, 'i32');
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64)
    throw new Damaged(`a column has integers of ${bits} bits`);
  return { id: 'int', bits, signed: table.boolean(1) };
}

const bytes = (text: boolean, offsets: 'i32' | 'i64' | 'views'): ArrowType => ({
  id: 'bytes',
  text,
  offsets,
});

const list = (offsets: 'i32' | 'i64', views: boolean): ArrowType => ({
  id: 'list',
  offsets,
  views,
});

/** Type of Schema.fbs, by its place in the union. */
const simple = new Map<number, ArrowType>([
  [1, { id: 'null' }],
  [4, bytes(false, 'i32')],
  [5, bytes(true, 'i32')],
  [6, { id: 'bool' }],
  [12, list('i32', false)],
  [13, { id: 'struct' }],
  [17, { id: 'map' }],
  [19, bytes(false, 'i64')],
  [20, bytes(true, 'i64')],
  [21, list('i64', false)],
  [22, { id: 'runs' }],
  [23, bytes(false, 'views')],
  [24, bytes(true, 'views')],
  [25, list('i32', true)],
  [26, list('i64', true)],
]);

function typeOf(kind: number, table: FlatTable | null, name: string, extension: string): ArrowType {
  const known = simple.get(kind);
  if (known) return known;
  if (!table) throw new Damaged(`column “${name}” has no type`);
  switch (kind) {
    case 2:
      return intOf(table);
    case 3:
      return { id: 'float', bits: ([16, 32, 64] as const)[table.number(0, 'i16')] ?? 64 };
    case 7:
      return decimalOf(table, name);
    case 8:
      return { id: 'date', bits: table.number(0, 'i16', 1) === 0 ? 32 : 64 };
    case 9:
      return {
        id: 'time',
        unit: unitOf(table, 1),
        bits: table.number(1, 'i32', 32) === 64 ? 64 : 32,
      };
    case 10:
      return { id: 'timestamp', unit: unitOf(table, 0), utc: table.text(1) !== '' };
    case 15:
      return fixedBytesOf(table, name, extension);
    default:
      return rareTypeOf(kind, table, name);
  }
}

function rareTypeOf(kind: number, table: FlatTable, name: string): ArrowType {
  switch (kind) {
    case 11: {
      const unit = (['months', 'daysMillis', 'monthsDaysNanos'] as const)[table.number(0, 'i16')];
      if (unit) return { id: 'interval', unit };
      break;
    }
    case 14:
      return unionOf(table);
    case 16: {
      const size = table.number(0, 'i32');
      if (size >= 0) return { id: 'fixedList', size };
      break;
    }
    case 18:
      return { id: 'duration', unit: unitOf(table, 1) };
  }
  throw new Damaged(`column “${name}” has a type (${kind}) that is not known here`);
}

function decimalOf(table: FlatTable, name: string): ArrowType {
  const bits = table.number(2, 'i32', 128);
  const scale = table.number(1, 'i32');
  if (![32, 64, 128, 256].includes(bits) || Math.abs(scale) > 1000)
    throw new Damaged(`column “${name}” has decimals of ${bits} bits and ${scale} places`);
  return { id: 'decimal', bits, scale };
}

function fixedBytesOf(table: FlatTable, name: string, extension: string): ArrowType {
  const width = table.number(0, 'i32');
  if (width < 0) throw new Damaged(`column “${name}” has values of ${width} bytes`);
  return { id: 'fixedBytes', width, uuid: extension === 'arrow.uuid' && width === 16 };
}

function unionOf(table: FlatTable): ArrowType {
  return { id: 'union', dense: table.number(0, 'i16') === 1, ids: table.numbers(1, 'i32') };
}
