import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { numberText } from './cellTexts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { openingImports, withBytes } from './opened.ts';
import { nestedTexts, singleTexts } from './typedTexts.ts';

/** Columns of a Parquet, Feather or Arrow file as the texts that the app has for them. */
export const typedDefinitions = (plan: Plan): readonly Fragment[] => [
  numberText,
  ...singleTexts(plan.source.format.kind === 'parquet'),
  nestedTexts(plan.source.format.kind === 'parquet'),
  plan.source.format.kind === 'parquet' ? parquet(plan) : arrow(plan),
];

const flat = [
  'while any(pa.types.is_struct(field.type) for field in table.schema):',
  '    table = table.flatten()',
];

const parquet = (plan: Plan): Fragment => ({
  imports: [['pyarrow', 'pa'], ['pyarrow.parquet', 'pq'], ...openingImports(plan, false)],
  code: lines(
    'def read_table(path: str) -> pa.Table:',
    '    """Return the table of the Parquet file, with a.b for what is nested."""',
    withBytes(plan, ['data = pa.BufferReader(file.read())']).map(indented),
    '    table = pq.ParquetFile(data).read()',
    hasMoments(plan) && farMoments.map(indented),
    flat.map(indented),
    '    return table',
  ),
});

const hasMoments = ({ source }: Plan): boolean =>
  source.columns.some((c) => c.type === 'datetime' || c.type === 'date');

/** pyarrow wraps the old moments of 96 bits that 64 bits of nanoseconds do not reach. */
const farMoments = [
  'schema = pq.ParquetFile(data).schema',
  'if "INT96" in {schema.column(k).physical_type for k in range(len(schema))}:',
  '    coarse = pq.ParquetFile(data, coerce_int96_timestamp_unit="us").read()',
  '    try:',
  '        coarse.cast(table.schema)',
  '    except pa.ArrowInvalid:',
  '        table = coarse  # Nanoseconds do not reach years such as 9999.',
];

const arrow = (plan: Plan): Fragment => ({
  imports: [['pyarrow', 'pa'], ['pyarrow', 'feather'], ...openingImports(plan, false)],
  code: lines(
    'def read_table(path: str) -> pa.Table:',
    '    """Return the table of an Arrow file or stream, with a.b for what is nested."""',
    withBytes(plan, ['data = file.read()']).map(indented),
    '    if data.startswith((b"ARROW1", b"FEA1")):',
    '        table = feather.read_table(pa.BufferReader(data))',
    '    else:',
    '        table = pa.ipc.open_stream(data).read_all()',
    flat.map(indented),
    '    return table',
  ),
});

/** `df` from the table: columns of the recipe by its names for them, in its order; others are not read. */
export const frameOfTyped = (plan: Plan): readonly string[] => {
  const groups = Map.groupBy(plan.source.columns, (c) => c.header);
  const entries = [...groups]
    .filter(([header, of]) => of.length > 1 || of[0]!.name !== header)
    .map(([header, of]) => `${text(header)}: [${of.map((c) => text(c.name)).join(', ')}]`);
  return [
    'table = read_table(path)',
    ...(entries.length === 0
      ? ['names = table.column_names']
      : [
          `renamed = {header: iter(names) for header, names in {${entries.join(', ')}}.items()}`,
          'names = [next(renamed.get(n, iter([n])), n) for n in table.column_names]',
        ]),
    'texts = zip(names, map(texts_of, table.columns), strict=True)',
    'df = pd.DataFrame(dict(texts), dtype="str")',
    'df = df[[name for name in DTYPES if name in df.columns]]',
  ];
};

const text = printLiteral;
