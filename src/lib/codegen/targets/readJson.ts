import type { JsonFormat } from '#lib/recipe/source.ts';
import { printLiteral } from '../python/print.ts';
import type { Plan } from '../pipeline.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { openingImports, withBytes } from './opened.ts';

const text = printLiteral;

/** Records of a JSON document, or of its lines, with the texts that the app has for their values. */
export function jsonDefinitions(plan: Plan, format: JsonFormat): readonly Fragment[] {
  return [
    digits,
    cellText,
    ...(format.depth > 0 ? [flattened] : []),
    ...(format.lines ? [] : [recordsOf(plan)]),
    readRecords(plan, format),
  ];
}

const digits: Fragment = {
  code: lines('class Digits(str):', '    """A number as it stands in the file."""'),
};

const cellText: Fragment = {
  imports: [
    ['json', ''],
    ['typing', 'Any'],
  ],
  code: lines(
    'def cell_text(value: Any) -> str | None:',
    '    """Return a value as text; what is nested stays JSON."""',
    '    return value if value is None or isinstance(value, str) else json_text(value)',
    '',
    '',
    'def json_text(value: Any) -> str:',
    '    """Return a value as JSON without blanks, its numbers as they stand in the file."""',
    '    if isinstance(value, Digits):',
    '        return value',
    '    if isinstance(value, list):',
    '        return f"[{\',\'.join(json_text(item) for item in value)}]"',
    '    if isinstance(value, dict):',
    '        members = [f"{json_text(k)}:{json_text(v)}" for k, v in value.items()]',
    '        return "{" + ",".join(members) + "}"',
    '    return json.dumps(value, ensure_ascii=False)',
  ),
};

const flattened: Fragment = {
  imports: [['typing', 'Any']],
  code: lines(
    'def flat(record: dict[str, Any], depth: int) -> dict[str, Any]:',
    '    """Return the record with a.b for what is nested, down to a depth."""',
    '    cells: dict[str, Any] = {}',
    '    for key, value in record.items():',
    '        if depth > 0 and isinstance(value, dict) and value:',
    '            inner = flat(value, depth - 1)',
    '            cells |= {f"{key}.{name}": cell for name, cell in inner.items()}',
    '        else:',
    '            cells[key] = value',
    '    return cells',
  ),
};

function readRecords(plan: Plan, { lines: byLine, path, depth }: JsonFormat): Fragment {
  const skips = plan.source.rejectedRows.length > 0;
  const strict = skips ? ', parse_constant=refuse' : '';
  const parse = (of: string): string =>
    `json.loads(${of}, parse_int=Digits, parse_float=Digits${strict})`;
  const steps = path.map((key) => `[${text(key)}]`).join('');
  const cells = depth > 0 ? `flat(record, ${depth})` : 'record';
  const taken = [
    `cells = ${cells}`,
    'rows.append({name: cell_text(value) for name, value in cells.items()})',
  ];
  const refuse = [
    'def refuse(word: str) -> None:',
    '    """Refuse NaN and Infinity, which JSON has not."""',
    '    raise ValueError(word)',
    '',
    '',
  ];
  return {
    imports: [
      ['json', ''],
      ['typing', 'Any'],
      ...(byLine ? [['re', ''] as const] : []),
      ...openingImports(plan, false),
    ],
    code: lines(
      skips && refuse,
      'def read_records(path: str) -> list[dict[str, str | None]]:',
      `    """Return the ${byLine ? 'record of each line' : 'records of the document'}, its cells as text."""`,
      withBytes(plan, ['data = file.read()']).map(indented),
      byLine && linesBody({ parse, steps, skips }),
      !byLine && documentBody(parse('data'), steps),
      '    rows: list[dict[str, str | None]] = []',
      '    for record in records:',
      (skips ? ['if isinstance(record, dict):', ...taken.map(indented)] : taken).map(
        (line) => `        ${line}`,
      ),
      '    return rows',
    ),
  };
}

const linesBody = ({
  parse,
  steps,
  skips,
}: {
  readonly parse: (of: string) => string;
  readonly steps: string;
  readonly skips: boolean;
}): readonly string[] => [
  '    lines = re.split(r"\\r\\n?|\\n", data.decode(json.detect_encoding(data)))',
  '    records: list[Any] = []',
  '    for line in lines:',
  '        if not line.strip():',
  '            continue',
  ...(skips
    ? [
        '        try:',
        `            value = ${parse('line')}${steps}`,
        '        except (ValueError, KeyError, TypeError):',
        '            continue',
      ]
    : [`        value = ${parse('line')}${steps}`]),
  '        records += value if isinstance(value, list) else [value]',
];

const documentBody = (parsed: string, steps: string): readonly string[] => [
  `    document = ${parsed}`,
  `    records = records_of(document${steps})`,
];

/**
 * The records of a document, of the ways to lay them out those that the columns' headers leave open: only labels make
 * a first column called index, only plain values one called value, and only lists have no headers at all.
 */
function recordsOf({ source }: Plan): Fragment {
  const headers = source.columns.map((c) => c.header);
  const [first] = headers;
  const bare = headers.every((h) => h === '');
  return {
    imports: [['typing', 'Any']],
    code: lines(
      'def records_of(value: Any) -> list[Any]:',
      '    """Return the records of the document, whichever way it lays them out."""',
      first === 'value' &&
        headers.length === 1 && [
          '    if not any(isinstance(item, dict) for item in value):',
          '        return [{"value": item} for item in value]',
        ],
      bare && '    return [dict(zip(DTYPES, row, strict=False)) for row in value]',
      !bare && [
        '    if isinstance(value, list) and value and isinstance(value[0], list):',
        '        header, *rows = value',
        '        return [dict(zip(header, row, strict=False)) for row in rows]',
        '    if isinstance(value, list):',
        '        return value',
        ...(first === 'index' ? labelled : []),
        '    columns = list(value.values())',
        '    if all(isinstance(c, list) and len(c) == len(columns[0]) for c in columns):',
        '        table = zip(*columns, strict=True)',
        '        return [dict(zip(value, row, strict=True)) for row in table]',
        '    return [value]',
      ],
    ),
  };
}

/** Frames as pandas writes them with orient split, index and columns. */
const labelled = [
  '    if "data" in value and "columns" in value:',
  '        parts = zip(value["index"], value["data"], strict=True)',
  '        header = ["index", *value["columns"]]',
  '        return [dict(zip(header, [key, *row], strict=False)) for key, row in parts]',
  '    members = list(value.values())',
  '    keys = members[0].keys()',
  '    if all(part.keys() == keys for part in members) and "".join(keys).isdigit():',
  '        return [{"index": k} | {n: value[n][k] for n in value} for k in keys]',
  '    if all(isinstance(part, dict) for part in members):',
  '        return [{"index": key} | part for key, part in value.items()]',
];
