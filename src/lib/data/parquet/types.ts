import { Damaged } from './damage.ts';
import type { LogicalType, PhysicalType, SchemaElement } from './footer.ts';
import * as numbers from './numberTexts.ts';
import type { Format } from './numberTexts.ts';
import { putHex, putText, putUuid } from './byteTexts.ts';
import * as times from './timeTexts.ts';

/** How the values of a leaf become texts. */
export interface Reads {
  readonly format: Format;
  /** Bytes that no annotation calls text: text if all of the column's are, hexadecimal digits otherwise. */
  readonly binary: boolean;
  /** Its texts stand in JSON as they are, if they are digits. */
  readonly bare: boolean;
}

const converted = {
  utf8: 0,
  enum: 4,
  decimal: 5,
  date: 6,
  timeMillis: 7,
  timeMicros: 8,
  timestampMillis: 9,
  timestampMicros: 10,
  json: 19,
  bson: 20,
  interval: 21,
} as const;

const logical = {
  string: 1,
  enum: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  unknown: 11,
  json: 12,
  uuid: 14,
  float16: 15,
} as const;

/** Physical widths in bytes; 0 for what has none. */
export function widthIn({ type, width, name }: SchemaElement): number {
  const widths: Record<PhysicalType, number> = {
    boolean: 1,
    int32: 4,
    int64: 8,
    int96: 12,
    float: 4,
    double: 8,
    bytes: 0,
    fixed: width,
  };
  const found = widths[type!];
  if (found < 0 || (type === 'fixed' && found === 0))
    throw new Damaged(`column “${name}” has values of ${width} bytes`);
  return found;
}

const quoted = (format: Format): Reads => ({ format, binary: false, bare: false });
const bare = (format: Format): Reads => ({ format, binary: false, bare: true });

/** An annotation that does not go with the physical type is passed over, as the format's rules want. */
export function readsOf(element: SchemaElement): Reads {
  switch (element.type!) {
    case 'boolean':
      return bare(numbers.boolean);
    case 'int32':
      return int32Of(element);
    case 'int64':
      return int64Of(element);
    case 'int96':
      return quoted(times.int96);
    case 'float':
      return bare(numbers.float32);
    case 'double':
      return bare(numbers.float64);
    case 'bytes':
      return bytesOf(element);
    case 'fixed':
      return fixedOf(element);
  }
}

const isDecimal = ({ logical: l, converted: c }: SchemaElement): boolean =>
  l ? l.id === logical.decimal : c === converted.decimal;

function decimalOf({ logical: l, scale }: SchemaElement, littleEndian: boolean): Reads {
  const places = l?.id === logical.decimal ? l.scale : scale;
  if (Math.abs(places) > 1000) throw new Damaged(`a decimal has ${places} places`);
  return bare(numbers.decimal(places, littleEndian));
}

/** UINT_8 to UINT_64 are 11 to 14. */
const isUnsigned = ({ logical: l, converted: c }: SchemaElement): boolean =>
  l?.id === logical.integer ? !l.signed : c >= 11 && c <= 14;

function int32Of(element: SchemaElement): Reads {
  const { logical: l, converted: c } = element;
  if (isDecimal(element)) return decimalOf(element, true);
  if (l?.id === logical.date || c === converted.date) return quoted(times.date32);
  if (l?.id === logical.time || c === converted.timeMillis) return quoted(times.time('milli', 4));
  return bare(isUnsigned(element) ? numbers.uint32 : numbers.int32);
}

function int64Of(element: SchemaElement): Reads {
  const { logical: l, converted: c } = element;
  if (isDecimal(element)) return decimalOf(element, true);
  if (l?.id === logical.time) return quoted(times.time(l.unit, 8));
  if (l?.id === logical.timestamp) return timestampOf(l);
  if (c === converted.timeMicros) return quoted(times.time('micro', 8));
  // the older annotation knows only instants in UTC
  if (c === converted.timestampMillis) return quoted(times.timestamp('milli', true));
  if (c === converted.timestampMicros) return quoted(times.timestamp('micro', true));
  return bare(isUnsigned(element) ? numbers.uint64 : numbers.int64);
}

const timestampOf = ({ unit, utc }: LogicalType): Reads => quoted(times.timestamp(unit, utc));

const isText = ({ logical: l, converted: c }: SchemaElement): boolean =>
  l?.id === logical.string ||
  l?.id === logical.enum ||
  l?.id === logical.json ||
  c === converted.utf8 ||
  c === converted.enum ||
  c === converted.json;

function bytesOf(element: SchemaElement): Reads {
  if (isDecimal(element)) return decimalOf(element, false);
  if (isText(element)) return quoted(putText);
  return { format: putHex, binary: element.converted !== converted.bson, bare: false };
}

function fixedOf(element: SchemaElement): Reads {
  const { logical: l, converted: c, width } = element;
  if (isDecimal(element)) return decimalOf(element, false);
  if (l?.id === logical.uuid && width === 16) return quoted(putUuid);
  if (l?.id === logical.float16 && width === 2) return bare(numbers.float16);
  if (c === converted.interval && width === 12) return quoted(times.interval);
  if (isText(element)) return quoted(putText);
  return { format: putHex, binary: true, bare: false };
}
