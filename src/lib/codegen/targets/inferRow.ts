import type { Plan } from '../pipeline.ts';
import type { Import } from '../python/imports.ts';
import { kindsOfConversion } from './converters.ts';
import { textList } from './data.ts';
import { commaColumns, textFirst } from './facts.ts';
import { lines, type Fragment } from './fragment.ts';

/** Names that the project's own preprocessing.py defines. */
export const fromTraining = (...names: readonly string[]): readonly Import[] =>
  names.map((n) => ['preprocessing', n]);

/** `read_row(text)`: one row of a JSON object; `table_of(rows)`: several, their cells as the file would have given them. */
export function readRow(plan: Plan): Fragment {
  const { numbers, dates, levels } = kindsOfConversion(plan);
  return {
    imports: [
      ['json', ''],
      ['math', ''],
      ['typing', 'Any'],
      ['pandas', 'pd'],
      ...fromTraining('DTYPES', 'MISSING', 'to_number'),
      ...(numbers ? fromTraining('CONVERTERS') : []),
      ...(dates ? fromTraining('DATES') : []),
      ...(levels ? fromTraining('LEVELS') : []),
    ],
    code: lines(
      'def read_row(text: str) -> pd.DataFrame:',
      '    """Read one row from a JSON object."""',
      '    try:',
      '        row = json.loads(text)',
      '    except ValueError as error:',
      '        fail(f"--row is not JSON: {error}")',
      '    if not isinstance(row, dict):',
      '        fail("--row needs one JSON object")',
      '    try:',
      '        return table_of([row])',
      '    except ValueError as error:',
      '        fail(str(error))',
      '',
      '',
      'def table_of(rows: list[dict[str, Any]]) -> pd.DataFrame:',
      '    """Return rows of JSON values as the file would have given them."""',
      '    cells = [{name: cell(name, row[name]) for name in row} for row in rows]',
      !dates && !levels && '    return pd.DataFrame(cells)',
      (dates || levels) && '    table = pd.DataFrame(cells)',
      dates && [
        '    for name in table.columns.intersection(list(DATES)):',
        '        table[name] = DATES[name](table[name].astype("str"))',
      ],
      levels && [
        '    for name in table.columns.intersection(list(LEVELS)):',
        '        table[name] = table[name].where(table[name].isin(LEVELS[name]))',
      ],
      (dates || levels) && '    return table',
      '',
      '',
      'def cell(name: str, value: Any) -> Any:',
      '    """Return a JSON value as the file would have given it."""',
      '    text = value if isinstance(value, str) else json.dumps(value)',
      '    if value is None or text in MISSING:',
      '        return math.nan',
      '    if DTYPES.get(name) != "float64":',
      '        return text',
      ...numberOf(plan, numbers),
    ),
  };
}

/** A cell of a column of numbers, which the file may write in a way of its own. */
function numberOf(plan: Plan, special: boolean): readonly string[] {
  const comma = commaColumns(plan);
  const given = special ? ['    given = value if type(value) in (float, int) else text'] : [];
  const number = special ? 'CONVERTERS.get(name, to_number)(given)' : 'to_number(text)';
  return [
    ...(comma.length > 0
      ? [
          `    if name in ${textList(comma)}:`,
          '        text = text.replace(",", ".")  # The file has decimal commas.',
        ]
      : []),
    ...(textFirst(plan) === 'none'
      ? [
          ...given,
          `    number = ${number}`,
          '    if math.isnan(number):',
          '        raise ValueError(f"column {name!r} needs a number instead of {value!r}")',
          '    return number',
        ]
      : [
          '    # Text in a column of numbers counts as missing, as in training.',
          ...given,
          `    return ${number}`,
        ]),
  ];
}
