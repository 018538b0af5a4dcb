import type { Plan } from '../pipeline.ts';
import { numberText } from './cellTexts.ts';
import { renamed } from './facts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { openingImports, withBytes } from './opened.ts';

/** Columns of a Parquet, Feather or Arrow file as the texts that the app has for them. */
export const typedDefinitions = (plan: Plan): readonly Fragment[] => [
  numberText,
  cellText,
  texts,
  plan.source.format.kind === 'parquet' ? parquet(plan) : arrow(plan),
];

const cellText: Fragment = {
  imports: [
    ['json', ''],
    ['decimal', 'Decimal'],
    ['typing', 'Any'],
  ],
  code: lines(
    'def cell_text(value: Any) -> str | None:',
    '    """Return a value as text; what is nested becomes JSON."""',
    '    if value is None or isinstance(value, str):',
    '        return value',
    '    if isinstance(value, bool):',
    '        return str(value).lower()',
    '    if isinstance(value, (int, float)):',
    '        return number_text(value)',
    '    if isinstance(value, Decimal):',
    '        return f"{value:f}"',
    '    if isinstance(value, (list, dict)):',
    '        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)',
    '    return value.decode() if isinstance(value, bytes) else str(value)',
  ),
};

const texts: Fragment = {
  imports: [
    ['re', ''],
    ['numpy', 'np'],
    ['pyarrow', 'pa'],
    ['pyarrow.compute', 'pc'],
  ],
  code: lines(
    'def texts_of(column: pa.ChunkedArray) -> list[str | None]:',
    '    """Return the cells of a column as text, moments in ISO 8601."""',
    '    if pa.types.is_dictionary(column.type):',
    '        column = column.cast(column.type.value_type)',
    '    if pa.types.is_float32(column.type):',
    '        singles = [x and float(str(np.float32(x))) for x in column.to_pylist()]',
    '        return [cell_text(single) for single in singles]',
    '    if pa.types.is_timestamp(column.type):',
    '        zone = "Z" if column.type.tz else ""',
    '        plain = column.cast(pa.timestamp(column.type.unit))',
    '        moments = pc.strftime(plain, format="%Y-%m-%dT%H:%M:%S").to_pylist()',
    '        return [x and re.sub(r"\\.?(000)+$", "", x) + zone for x in moments]',
    '    return [cell_text(value) for value in column.to_pylist()]',
  ),
};

const parquet = (plan: Plan): Fragment => ({
  imports: [['pyarrow', 'pa'], ['pyarrow.parquet', 'pq'], ...openingImports(plan, false)],
  code: lines(
    'def read_table(path: str) -> pa.Table:',
    '    """Return the table of the Parquet file."""',
    withBytes(plan, ['return pq.read_table(pa.BufferReader(file.read()))']).map(indented),
  ),
});

const arrow = (plan: Plan): Fragment => ({
  imports: [['pyarrow', 'pa'], ['pyarrow', 'feather'], ...openingImports(plan, false)],
  code: lines(
    'def read_table(path: str) -> pa.Table:',
    '    """Return the table of an Arrow file, which may be a stream, or of Feather."""',
    withBytes(plan, ['data = file.read()']).map(indented),
    '    if data.startswith((b"ARROW1", b"FEA1")):',
    '        return feather.read_table(pa.BufferReader(data))',
    '    return pa.ipc.open_stream(data).read_all()',
  ),
});

/** `df` from the table: columns of the recipe by its names for them, in its order; others are not read. */
export const frameOfTyped = (plan: Plan): readonly string[] => [
  'table = read_table(path)',
  'columns = {name: texts_of(table[name]) for name in table.column_names}',
  'df = pd.DataFrame(columns, dtype="str")',
  ...(renamed(plan) ? ['df = df.rename(columns=RENAMED)'] : []),
  'df = df[[name for name in DTYPES if name in df.columns]]',
];
