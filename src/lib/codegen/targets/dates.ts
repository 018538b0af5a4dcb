import { dateIds } from '#lib/recipe/dateFormats.ts';
import { identifier, uniqueNames } from '../python/names.ts';
import { printLiteral } from '../python/print.ts';
import { dateShape } from './dateShapes.ts';
import { indented, lines, type Fragment } from './fragment.ts';
import { patternText } from './patterns.ts';
import { serialFunction } from './serialDates.ts';

const text = printLiteral;

export interface DateColumn {
  readonly type: 'date' | 'datetime';
  /** Ids of recipe/dateFormats.ts, tried in this order. */
  readonly formats: readonly string[];
}

/** What counts as blank around a date or a number. */
export const blankCharacters = ' \t\n\v\f\r\u00a0\u2009\u202f';

/** `name(cells)`: a column's cells as ISO 8601, under formats that stand in the code; nothing is guessed. */
export function dateFunctions(column: DateColumn, name: string): readonly Fragment[] {
  const strip = `    text = cells.str.strip(${text(blankCharacters)})`;
  const [only, ...others] = column.formats;
  if (others.length === 0) {
    const { body, helpers } = stepsOf(only!, column);
    return [
      ...helpers,
      { imports: [['pandas', 'pd']], code: lines(head(name), strip, body.map(indented)) },
    ];
  }
  const unique = uniqueNames([name]);
  const each = column.formats.map((id) => ({
    id,
    name: unique(`from_${identifier(wordsOf(id))}`),
  }));
  const parts = each.flatMap(({ id, name: own }): Fragment[] => {
    const { body, helpers } = stepsOf(id, column);
    const doc = '    """Return the cells of this format in ISO 8601."""';
    const code = lines(`def ${own}(text: pd.Series) -> pd.Series:`, doc, body.map(indented));
    return [...helpers, { imports: [['pandas', 'pd']], code }];
  });
  const [first, ...rest] = each;
  const all: Fragment = {
    code: lines(
      head(name),
      strip,
      `    dates = ${first!.name}(text)`,
      rest.map((r) => `    dates = dates.fillna(${r.name}(text))`),
      '    return dates',
    ),
  };
  return [...parts, all];
}

const head = (name: string): string =>
  `def ${name}(cells: pd.Series) -> pd.Series:\n    """Return dates in ISO 8601; what is none counts as missing."""`;

/** `%d.%m.%Y` as d_m_y. */
const wordsOf = (id: string): string => id.replace(/[%@]/g, ' ');

interface Steps {
  readonly body: readonly string[];
  readonly helpers: readonly Fragment[];
}

function stepsOf(id: string, column: DateColumn): Steps {
  if (id === dateIds.iso || id === dateIds.isoZone)
    return { body: isoBody(id, column), helpers: [] };
  if (id.startsWith('@')) return serialFunction(id, column.type);
  const { months, shape, replace, format, zone, fraction } = dateShape(id);
  const timed = column.type === 'datetime';
  const cut = fraction && timed;
  return {
    helpers: [],
    body: [
      ...months,
      `text = text.where(text.str.fullmatch(${shape}))`,
      ...(cut ? [takenFraction] : []),
      ...replace.map(([from, by]) => `text = text.str.replace(${from}, ${by}, regex=True)`),
      `dates = pd.to_datetime(text, format=${text(format)}, errors="coerce"${zone ? ', utc=True' : ''})`,
      `return dates.dt.strftime(${outputOf(column.type)})${cut ? ' + fraction' : ''}`,
    ],
  };
}

const outputOf = (type: DateColumn['type']): string =>
  type === 'date' ? '"%Y-%m-%d"' : '"%Y-%m-%d %H:%M:%S"';

const takenFraction =
  'fraction = text.str.extract(r"(?<=:[0-9]{2})(\\.[0-9]+)", expand=False).fillna("")';

/** YYYY-MM-DD, T or a space, HH:MM, and perhaps seconds, a fraction and a zone. */
function isoBody(id: string, { type, formats }: DateColumn): readonly string[] {
  const zoned = id === dateIds.isoZone;
  const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
  const clock = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?';
  const zone = zoned ? ' ?([Zz]|UTC|GMT|UT|[-+](0[0-9]|1[0-5])(:?[0-5][0-9])?)' : '';
  const guard = `text = text.where(text.str.fullmatch(${patternText(`${day}[T ]${clock}${zone}`)}))`;
  const days = 'dates = pd.to_datetime(text.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")';
  if (!zoned && type === 'date') return [guard, days, 'return dates.dt.strftime("%Y-%m-%d")'];
  if (!zoned && formats.length === 1) return [guard, days, 'return text.where(dates.notna())'];
  const replace = (from: string, to: string): string =>
    `text = text.str.replace(${text(from)}, ${text(to)}, regex=True)`;
  const timed = type === 'datetime';
  return [
    guard,
    ...(timed ? [takenFraction] : []),
    replace('(?<=:[0-9]{2})\\.[0-9]+', ''),
    ...(zoned
      ? [
          replace(' ?(?:[Zz]|UTC|GMT|UT)$', '+0000'),
          replace('(?<=:[0-9]{2}) ?([-+][0-9]{2}):?([0-9]{2})$', '\\1\\2'),
          replace('(?<=:[0-9]{2}) ?([-+][0-9]{2})$', '\\g<1>00'),
        ]
      : []),
    `dates = pd.to_datetime(text, format="ISO8601", errors="coerce"${zoned ? ', utc=True' : ''})`,
    `return dates.dt.strftime(${outputOf(type)})${timed ? ' + fraction' : ''}`,
  ];
}
