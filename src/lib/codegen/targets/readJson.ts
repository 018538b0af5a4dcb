import type { JsonFormat } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { jsonNames, jsonShape, renamed } from './facts.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import {
  cellText,
  flattened,
  members,
  namingOf,
  parsing,
  rowOfFeature,
  rowOfList,
  rowOfObject,
  type Naming,
} from './jsonValues.ts';
import { openingImports, withBytes } from './opened.ts';
import { cannotExport } from './refusals.ts';

const text = printLiteral;

/** Records of a JSON document, or of its lines, in the one shape that the training file has. */
export function jsonDefinitions(plan: Plan, format: JsonFormat): readonly Fragment[] {
  const { at, of } = jsonShape(format);
  const names = jsonNames(plan);
  const naming = namingOf(names);
  if (of === 'odd')
    throw cannotExport(
      plan,
      'Some of its GeoJSON features are of another type than “Feature”, or have properties that are no object',
      'Correct them, and open the file again; or export the cleaned table and train on that.',
    );
  const objects = of === 'objects' || of === 'features';
  const nested = objects && format.depth > 0;
  const searches = objects || format.path.length > 0 || at !== 'list';
  return [
    ...parsing(format.lines && sparesRecords(plan)),
    cellText,
    ...(searches ? [members] : []),
    ...(nested ? [flattened(naming)] : []),
    ...rowOf(plan, format, naming),
    ...(names === 'ways' ? [namedRows] : []),
    readRecords(plan, format),
  ];
}

const sparesRecords = ({ source }: Plan): boolean =>
  source.rejectedRows.length > 0 || source.repairedRows.length > 0;

function rowOf(plan: Plan, format: JsonFormat, naming: Naming): readonly Fragment[] {
  const spares = sparesRecords(plan);
  const { at, of } = jsonShape(format);
  if (at === 'columns' || at === 'series' || of === 'values') return [];
  if (of === 'objects') return [rowOfObject(format, naming, spares)];
  if (of === 'features') return [rowOfFeature(format, naming, { spares, points: pointsOf(plan) })];
  return [rowOfList(spares)];
}

/** Whether coordinates have columns; `always`, where properties of the same name have some, too. */
function pointsOf({ source }: Plan): 'none' | 'some' | 'always' {
  const count = source.columns.filter((c) => c.header === 'longitude').length;
  if (count > 1) return 'always';
  const at = source.columns.findIndex((c) => c.header === 'geometry');
  return at >= 0 && source.columns[at + 1]?.header === 'longitude' ? 'some' : 'none';
}

const namedRows: Fragment = {
  imports: [['typing', 'Any']],
  code: lines(
    'def named(rows: list[Any]) -> list[Any]:',
    '    """Name cells by their keys; where two make the same name, the later is numbered."""',
    '    ways = dict.fromkeys(way for row in rows if row for way in row)',
    '    left = {header: iter(names) for header, names in NAMES.items()}',
    '    names: dict[Any, Any] = {}',
    '    for way in ways:',
    '        header = ".".join(key for key in way if key is not None)',
    '        names[way] = next(left.get(header, iter([])), None)',
    '    return [row and {names[way]: row[way] for way in row if names[way]} for row in rows]',
  ),
};

function readRecords(plan: Plan, format: JsonFormat): Fragment {
  const names = jsonNames(plan);
  const spares = sparesRecords(plan);
  const row = names === 'ways' ? 'Any' : `dict[str, str | None]${spares ? ' | None' : ''}`;
  const doc = `Return the cells of each record${spares ? ', and None for one that does not fit' : ''}.`;
  const body = format.lines ? lineValues(plan, format) : documentValue(format);
  const rows = rowsOf(plan, format);
  return {
    imports: [
      ['json', ''],
      ['typing', 'Any'],
      ...(format.lines ? [['re', ''] as const] : []),
      ...openingImports(plan, false),
    ],
    code: lines(
      `def read_records(path: str) -> list[${row}]:`,
      `    """${doc}"""`,
      withBytes(plan, ['data = file.read()']).map(indented),
      '    text = data.decode(json.detect_encoding(data))',
      body,
      rows.slice(0, -1).map(indented),
      `    return ${names === 'ways' ? `named(${rows.at(-1)!})` : rows.at(-1)!}`,
    ),
  };
}

/** `value`, of a whole document. */
function documentValue({ path }: JsonFormat): readonly string[] {
  const value = path.reduce((inner, key) => `members(${inner})[${text(key)}]`, 'value');
  return ['    value = parsed(text)', ...(path.length > 0 ? [`    value = ${value}`] : [])];
}

/** `value`, the records of all lines. */
function lineValues(plan: Plan, { path }: JsonFormat): readonly string[] {
  const spares = sparesRecords(plan);
  const inner = path.reduce((of, key) => `members(${of})[${text(key)}]`, 'parsed(line)');
  const list =
    path.length > 0
      ? 'isinstance(found, list) and (not found or isinstance(found[0], tuple))'
      : 'isinstance(found, list) and found and isinstance(found[0], tuple)';
  return [
    '    value: list[Any] = []',
    '    for line in re.split(r"\\r\\n?|\\n", text):',
    '        if not line.strip(" \\t"):',
    '            continue',
    ...(spares
      ? [
          '        try:',
          `            found = ${inner}`,
          '        except (KeyError, RecursionError, TypeError, ValueError):',
          '            value.append(...)  # Nothing that JSON can say.',
          '            continue',
        ]
      : [`        found = ${inner}`]),
    `        several = ${list}`,
    '        value += found if several else [found]',
  ];
}

/** Statements and, last, the expression for all rows. */
function rowsOf(plan: Plan, format: JsonFormat): readonly string[] {
  const { at, of, labelled } = jsonShape(format);
  if (at === 'members') return ofMembers(plan, labelled);
  if (at === 'columns' || at === 'series') return ofColumns(plan, format);
  if (at === 'split') return ofSplit(plan, labelled);
  const records = at === 'record' ? '[value]' : 'value';
  if (of === 'values') return ofValues(plan, format, records);
  if (of === 'lists') return [`[row_of(record, list(DTYPES)) for record in ${records}]`];
  if (of === 'table')
    return [
      'at = next(i for i, record in enumerate(value) if isinstance(record, list))',
      'names = [plain(name) for name in value.pop(at)]',
      '[row_of(record, names) for record in value]',
    ];
  return [`[row_of(record) for record in ${records}]`];
}

/** A line that is no JSON makes no cell; any other value makes one. */
const ofValues = (plan: Plan, format: JsonFormat, records: string): readonly string[] =>
  format.lines && sparesRecords(plan)
    ? ['[None if item is ... else {"value": cell_text(item)} for item in value]']
    : [`[{"value": cell_text(item)} for item in ${records}]`];

function ofMembers(plan: Plan, labelled: boolean): readonly string[] {
  const { apart } = namingOf(jsonNames(plan));
  if (!labelled) return ['[row_of(record) for _, record in value]'];
  const row = `{${apart('"index"')}: plain(key), **row_of(record)}`;
  if (!sparesRecords(plan)) return [`[${row} for key, record in value]`];
  return [
    'rows: list[Any] = []',
    'last = {plain(key): k for k, (key, _) in enumerate(value)}',
    'for k, (key, record) in enumerate(value):',
    '    row = row_of(record) if last[plain(key)] == k else None',
    `    rows.append(row and {${apart('"index"')}: plain(key), **row})`,
    'rows',
  ];
}

function ofColumns(plan: Plan, format: JsonFormat): readonly string[] {
  const { at, labelled } = jsonShape(format);
  const { own, apart } = namingOf(jsonNames(plan));
  const row = `{${own('name')}: cell_text(cell) for name, cell in zip(columns, row, strict=True)}`;
  const table = [
    'columns = members(value)',
    at === 'series'
      ? 'table = zip(*[[x for _, x in cells] for cells in columns.values()], strict=True)'
      : 'table = zip(*columns.values(), strict=True)',
  ];
  if (!labelled) return [...table, `[${row} for row in table]`];
  return [
    ...table,
    'labels = [plain(key) for key, _ in next(iter(columns.values()))]',
    'rows: list[Any] = []',
    'for label, row in zip(labels, table, strict=True):',
    '    cells = zip(columns, row, strict=True)',
    `    texts = {${own('name')}: cell_text(cell) for name, cell in cells}`,
    `    rows.append({${apart('"index"')}: label, **texts})`,
    'rows',
  ];
}

function ofSplit(plan: Plan, labelled: boolean): readonly string[] {
  const positional = jsonNames(plan) === 'places';
  const own = plan.source.columns.slice(labelled ? 1 : 0);
  const headers = `[${own.map((c) => text(c.header)).join(', ')}]`;
  const parts = [
    'frame = members(value)',
    'names = [cell_text(name) or "" for name in frame["columns"]]',
    ...(positional
      ? [
          `if names != ${headers}:`,
          '    raise ValueError(f"the columns are {names}")',
          `names = list(DTYPES)${labelled ? '[1:]' : ''}`,
        ]
      : []),
  ];
  if (!labelled) return [...parts, '[row_of(record, names) for record in frame["data"]]'];
  const label = text(positional ? plan.source.columns[0]!.name : 'index');
  return [
    ...parts,
    'rows = [row_of(record, names) for record in frame["data"]]',
    'both = zip(frame["index"], rows, strict=True)',
    sparesRecords(plan)
      ? `[row and {${label}: cell_text(key), **row} for key, row in both]`
      : `[{${label}: cell_text(key), **row} for key, row in both]`,
  ];
}

/** `df` from the records. */
export function frameOfJson(plan: Plan, flag: boolean): readonly string[] {
  const known = [
    ...(renamed(plan) ? ['df = df.rename(columns=RENAMED)'] : []),
    'df = df[[name for name in DTYPES if name in df.columns]]',
  ];
  if (!sparesRecords(plan)) return ['df = pd.DataFrame(read_records(path), dtype="str")', ...known];
  return [
    'records = read_records(path)',
    ...(plan.source.repairedRows.length > 0
      ? [
          'if sha256_of(path) == SHA256:',
          '    for row, cells in REPAIRED.items():',
          '        records[row - 1] = cells',
        ]
      : []),
    ...(flag
      ? [
          'if not training and None in records:',
          '    raise ValueError("a record does not fit the others")',
        ]
      : []),
    'rows = [cells for cells in records if cells is not None]',
    'df = pd.DataFrame(rows, dtype="str")',
    ...known,
  ];
}

/** `NAMES`, where keys of two places make the same header: its columns' names, in the order of the columns. */
export function namesConstant(plan: Plan): string | false {
  if (jsonNames(plan) !== 'ways') return false;
  const groups = Map.groupBy(plan.source.columns, (c) => c.header);
  const entries = [...groups].map(
    ([header, of]) => `${text(header)}: [${of.map((c) => text(c.name)).join(', ')}]`,
  );
  return `NAMES = {${entries.join(', ')}}`;
}
