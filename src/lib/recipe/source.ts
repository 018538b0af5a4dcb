import * as v from 'valibot';
import { columnTypes, meanings, roles } from './profile.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Text with a delimiter: what pandas.read_csv must be told to see the same cells. */
const delimitedSchema = v.strictObject({
  kind: v.literal('delimited'),
  /** Python's name: utf-8, utf-8-sig, utf-16, utf-32, cp1252, latin-1, shift_jis, gb18030, … */
  encoding: v.string(),
  /** Bytes that do not decode: the file is refused, or each becomes U+FFFD and its row is listed. */
  undecodable: v.picklist(['refuse', 'replace']),
  delimiter: v.string(),
  /** Empty: none. */
  quote: v.string(),
  /** What makes a quote inside quotes text, besides doubling it; empty: nothing. */
  escape: v.string(),
  /** Lines that begin with it are left out; empty: none. */
  comment: v.string(),
  /** Lines before the header that are no part of the table. */
  skip: count,
  /** Rows of the header; of several the texts are joined with a space. */
  header: count,
  /** Rows at the end that are no part of the table: totals, sources. */
  footer: count,
});

/** A sheet of a workbook: .xlsx, .xlsm, .ods or the old .xls. */
const sheetSchema = v.strictObject({
  kind: v.literal('sheet'),
  workbook: v.picklist(['xlsx', 'xls', 'ods']),
  sheet: v.string(),
  /** Rows above the header that are no part of the table. */
  skip: count,
  header: count,
  footer: count,
  /** Each cell of a merged range holds the range's value, or only its first does. */
  merged: v.picklist(['fill', 'first']),
});

const jsonSchema = v.strictObject({
  kind: v.literal('json'),
  /** One value a line (NDJSON), or one document. */
  lines: v.boolean(),
  /** Field names from the document, or from each line's value, to the records; empty: the value itself. */
  path: v.array(v.string()),
  /** Nested objects become columns `a.b`, down to this depth; what lies deeper stays JSON text. */
  depth: count,
  /** How the records lie there and what each is; absent: a list, or lines, of objects. */
  shape: v.optional(
    v.strictObject({
      /** `columns`: lists by name; `series`: cells by index by name; `split`: as pandas has it. */
      at: v.picklist(['list', 'record', 'members', 'columns', 'series', 'split']),
      /** `table`: lists of which the first has the names; `odd`: features of GeoJSON that are not all called so. */
      of: v.picklist(['objects', 'features', 'odd', 'table', 'lists', 'values']),
      /** The records' keys, or their labels, are the first column, `index`. */
      labelled: v.boolean(),
    }),
  ),
});

export const formatSchema = v.variant('kind', [
  delimitedSchema,
  sheetSchema,
  jsonSchema,
  v.strictObject({ kind: v.literal('parquet') }),
  v.strictObject({ kind: v.literal('arrow') }),
]);

/** How a column's texts become values. Texts that do not fit are misfits: missing downstream, counted and listed. */
const parseSchema = v.variant('as', [
  v.strictObject({ as: v.literal('text') }),
  v.strictObject({
    as: v.literal('number'),
    decimal: v.picklist(['.', ',']),
    /** Between groups of three digits: '', ',', '.', ' ', "'", U+00A0, U+202F, U+2009, U+2019 or '_'. */
    thousands: v.string(),
    /**
     * Texts before or after the digits that carry no value: €, EUR, kg. Three are reserved: `()` for negatives in
     * parentheses, `-` for a minus behind the digits, U+2212 for that minus.
     */
    affixes: v.array(v.string()),
    /** The value is the number before the % divided by 100. */
    percent: v.boolean(),
  }),
  v.strictObject({
    as: v.literal('date'),
    /** Ids of data/values/dates.ts, tried in this order. */
    formats: v.pipe(v.array(v.string()), v.minLength(1)),
  }),
  /** To seconds. */
  v.strictObject({ as: v.literal('duration'), format: v.string() }),
]);

const columnSchema = v.strictObject({
  /** Unique label, used everywhere; differs from `header` only where the header was repaired. */
  name: v.string(),
  /** The header cell exactly as in the file. */
  header: v.string(),
  type: v.picklist(columnTypes),
  role: v.picklist(roles),
  meaning: v.picklist(meanings),
  parse: parseSchema,
  /** Ordinal columns: their texts from least to most. */
  order: v.optional(v.array(v.string())),
});

export const sourceSchema = v.strictObject({
  /** Of the file as it lies on the disk, packed or not. */
  file: v.strictObject({ name: v.string(), bytes: v.number(), sha256: v.string() }),
  /** The file is compressed; of a zip archive this member is read. */
  packing: v.nullable(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('gzip') }),
      v.strictObject({ kind: v.literal('zip'), member: v.string() }),
    ]),
  ),
  format: formatSchema,
  /** Cell texts that mean "missing"; always holds the empty text. */
  missing: v.array(v.string()),
  columns: v.array(columnSchema),
  /** Rows of the file left out because their cells do not match the header, 1-based file rows. */
  rejectedRows: v.array(v.number()),
  /** Rows of the file whose cells a person wrote anew, 1-based file rows, ascending; they are not in `rejectedRows`. */
  repairedRows: v.array(v.strictObject({ row: v.number(), cells: v.array(v.string()) })),
  /** Only every n-th row that fits was taken, beginning with the first; null: all. */
  sample: v.nullable(v.strictObject({ every: v.pipe(v.number(), v.integer(), v.minValue(2)) })),
  /** True where other readers of CSV would see other rows: a quote that never closes, a Ctrl-Z at the end. */
  irregular: v.optional(v.boolean()),
});

export type Source = v.InferOutput<typeof sourceSchema>;
export type SourceColumn = Source['columns'][number];
export type Format = Source['format'];
export type Packing = NonNullable<Source['packing']>;
export type Delimited = Extract<Format, { kind: 'delimited' }>;
export type Sheet = Extract<Format, { kind: 'sheet' }>;
export type JsonFormat = Extract<Format, { kind: 'json' }>;
export type JsonShape = NonNullable<JsonFormat['shape']>;
export type Parse = SourceColumn['parse'];
export type NumberParse = Extract<Parse, { as: 'number' }>;
export type DateParse = Extract<Parse, { as: 'date' }>;

/** Numbers as programs write them. */
export const plainNumber: NumberParse = {
  as: 'number',
  decimal: '.',
  thousands: '',
  affixes: [],
  percent: false,
};

/**
 * Row of the file (1-based, the header being row 1) of a rid, which counts the rows taken. Rejected rows are
 * counted, blank lines are not.
 */
export function fileRow({ format, sample, rejectedRows }: Source, rid: number): number {
  let row = rid * (sample?.every ?? 1) + rowsAbove(format) + 1;
  for (const rejected of rejectedRows) {
    if (rejected > row) break;
    row += 1;
  }
  return row;
}

/** Another reading of a file, with the roles that columns of the same name had. */
export function withRolesOf(fresh: Source, old: Source): Source {
  const roles = new Map(old.columns.map((c) => [c.name, c.role]));
  const columns = fresh.columns.map((c) => ({ ...c, role: roles.get(c.name) ?? c.role }));
  return { ...fresh, columns };
}

/** How many rows of the file stand above the first data row; 0 where rows are not counted from a header. */
export const rowsAbove = (format: Format): number =>
  format.kind === 'delimited' || format.kind === 'sheet' ? format.skip + format.header : 0;
