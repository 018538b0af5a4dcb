/** Writes Parquet files byte by byte, so that they can say what no writer says. */

/** Types of Thrift's compact protocol. */
type Field =
  | { readonly i32: number }
  | { readonly i64: bigint }
  | { readonly text: string }
  | { readonly structs: readonly Fields[] }
  | { readonly texts: readonly string[] }
  | { readonly i32s: readonly number[] }
  | { readonly struct: Fields };
export type Fields = Readonly<Record<number, Field>>;

function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const zigzag = (value: bigint): bigint => (value >= 0n ? 2n * value : -2n * value - 1n);
const list = (type: number, items: readonly number[][]): number[] => [
  0xf0 | type,
  ...varint(BigInt(items.length)),
  ...items.flat(),
];
const binary = (text: string): number[] => {
  const bytes = [...new TextEncoder().encode(text)];
  return [...varint(BigInt(bytes.length)), ...bytes];
};

function encode(field: Field): readonly [type: number, bytes: number[]] {
  if ('i32' in field) return [5, varint(zigzag(BigInt(field.i32)))];
  if ('i64' in field) return [6, varint(zigzag(field.i64))];
  if ('text' in field) return [8, binary(field.text)];
  if ('structs' in field) return [9, list(12, field.structs.map(thriftBytes))];
  if ('texts' in field) return [9, list(8, field.texts.map(binary))];
  if ('i32s' in field)
    return [
      9,
      list(
        5,
        field.i32s.map((n) => varint(zigzag(BigInt(n)))),
      ),
    ];
  return [12, thriftBytes(field.struct)];
}

export function thriftBytes(fields: Fields): number[] {
  let last = 0;
  const bytes = Object.entries(fields).flatMap(([id, field]) => {
    const [type, content] = encode(field);
    const head = ((Number(id) - last) << 4) | type;
    last = Number(id);
    return [head, ...content];
  });
  return [...bytes, 0];
}

export interface OneColumn {
  /** Physical type: 1 INT32, 2 INT64, 6 BYTE_ARRAY. */
  readonly type?: number;
  readonly rows?: bigint;
  readonly groupRows?: bigint;
  readonly values?: bigint;
  readonly codec?: number;
  readonly repetition?: number;
  readonly path?: string;
  readonly pages: readonly (readonly [header: Fields, body: readonly number[]])[];
}

/** A file of one row group and one column, “a”. */
export function oneColumn(column: OneColumn): Uint8Array {
  const {
    type = 1,
    rows = 1n,
    groupRows = rows,
    values = rows,
    codec = 0,
    repetition = 0,
  } = column;
  const data = column.pages.flatMap(([header, body]) => [...thriftBytes(header), ...body]);
  const meta: Fields = {
    1: { i32: type },
    2: { i32s: [0] },
    3: { texts: ['a'] },
    4: { i32: codec },
    5: { i64: values },
    6: { i64: BigInt(data.length) },
    7: { i64: BigInt(data.length) },
    9: { i64: 4n },
  };
  const chunk: Fields = {
    ...(column.path !== undefined && { 1: { text: column.path } }),
    2: { i64: 4n },
    3: { struct: meta },
  };
  const footer = thriftBytes({
    1: { i32: 1 },
    2: {
      structs: [
        { 4: { text: 'root' }, 5: { i32: 1 } },
        { 1: { i32: type }, 3: { i32: repetition }, 4: { text: 'a' } },
      ],
    },
    3: { i64: rows },
    4: {
      structs: [
        { 1: { structs: [chunk] }, 2: { i64: BigInt(data.length) }, 3: { i64: groupRows } },
      ],
    },
  });
  return withFooter(data, footer);
}

export function withFooter(data: readonly number[], footer: readonly number[]): Uint8Array {
  const magic = [...new TextEncoder().encode('PAR1')];
  const length = new Uint8Array(Uint32Array.of(footer.length).buffer);
  return Uint8Array.from([...magic, ...data, ...footer, ...length, ...magic]);
}

/** Header of a data page: encoding 0 PLAIN, 8 RLE_DICTIONARY. */
export const dataPage = (
  body: readonly number[],
  { values = 1, encoding = 0, plain = body.length, packed = body.length } = {},
): readonly [Fields, readonly number[]] => [
  {
    1: { i32: 0 },
    2: { i32: plain },
    3: { i32: packed },
    5: { struct: { 1: { i32: values }, 2: { i32: encoding }, 3: { i32: 3 }, 4: { i32: 3 } } },
  },
  body,
];

export const dictionaryPage = (
  body: readonly number[],
  { values = 1, plain = body.length, packed = body.length } = {},
): readonly [Fields, readonly number[]] => [
  {
    1: { i32: 2 },
    2: { i32: plain },
    3: { i32: packed },
    7: { struct: { 1: { i32: values }, 2: { i32: 0 } } },
  },
  body,
];
