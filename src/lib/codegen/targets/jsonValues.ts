import type { JsonFormat } from '#lib/recipe/source.ts';
import type { JsonNames } from './facts.ts';
import { lines, type Fragment } from './fragment.ts';

/** Values of JSON with the texts that the app has for them. */

/** @param strict refuses NaN and Infinity, which JSON has not */
export const parsing = (strict: boolean): readonly Fragment[] => [
  ...(strict
    ? [
        {
          code: lines(
            'def refuse(word: str) -> None:',
            '    """Refuse NaN and Infinity, which JSON has not."""',
            '    raise ValueError(word)',
          ),
        },
      ]
    : []),
  {
    imports: [
      ['json', ''],
      ['re', ''],
      ['typing', 'Any'],
    ],
    code: lines(
      'class Digits(str):',
      '    """A number as it stands in the file."""',
      '',
      '',
      `DECODER = json.JSONDecoder(object_pairs_hook=tuple, parse_int=Digits, parse_float=Digits${strict ? ', parse_constant=refuse' : ''})`,
      '',
      '',
      'def parsed(text: str) -> Any:',
      '    """Return a value: objects as tuples of members, strings with their escapes."""',
      '    if "\\\\" in text:',
      '        DECODER.decode(text)  # What is no escape is refused here.',
      '        text = re.sub(r"\\\\.", lambda mark: json.dumps(mark[0])[1:-1], text)',
      '    return DECODER.decode(text)',
    ),
  },
];

export const cellText: Fragment = {
  imports: [
    ['json', ''],
    ['re', ''],
    ['typing', 'Any'],
  ],
  code: lines(
    'def plain(text: str) -> str:',
    '    """Return a string without escapes; half a surrogate pair stays one."""',
    '    if "\\\\" not in text:',
    '        return text',
    '    whole = json.loads(f\'"{text}"\')',
    '    return re.sub(r"[\\ud800-\\udfff]", lambda half: f"\\\\u{ord(half[0]):x}", whole)',
    '',
    '',
    'def cell_text(value: Any) -> str | None:',
    '    """Return a value as text; what is nested stays JSON, without blanks."""',
    '    if value is None or isinstance(value, Digits):',
    '        return value',
    '    return plain(value) if isinstance(value, str) else json_text(value)',
    '',
    '',
    'def json_text(value: Any) -> str:',
    '    """Return a value as JSON, its numbers and strings as they stand in the file."""',
    '    if isinstance(value, Digits):',
    '        return value',
    '    if isinstance(value, str):',
    '        return f\'"{value}"\'',
    '    inside = []  # Loops, because what is nested deep must not fill the stack.',
    '    if isinstance(value, list):',
    '        for item in value:',
    '            inside.append(json_text(item))',
    '        return "[" + ",".join(inside) + "]"',
    '    if isinstance(value, tuple):',
    '        for key, item in value:',
    '            inside.append(f\'"{key}":\' + json_text(item))',
    '        return "{" + ",".join(inside) + "}"',
    '    return json.dumps(value)',
  ),
};

export const members: Fragment = {
  imports: [['typing', 'Any']],
  code: lines(
    'def members(value: Any) -> dict[str, Any]:',
    '    """Return the members of an object; of those with the same key the last counts."""',
    '    return {plain(key): item for key, item in value}',
  ),
};

/** How records name their cells: by header, or by the keys on the way where two ways make the same header. */
export interface Naming {
  /** The type of a cell's name. */
  readonly type: string;
  /** Of a key that is a name by itself. */
  readonly own: (key: string) => string;
  /** Of what lies under a key, by the name it has inside. */
  readonly inner: (key: string, name: string) => string;
  /** Of what lies elsewhere and is called so: labels, and coordinates, which are not even beside the record. */
  readonly apart: (key: string, farther?: boolean) => string;
}

export const namingOf = (names: JsonNames): Naming =>
  names === 'ways'
    ? {
        type: 'tuple[str | None, ...]',
        own: (key) => `(${key},)`,
        inner: (key, name) => `(${key}, *${name})`,
        apart: (key, farther = false) => `(None, ${farther ? 'None, ' : ''}${key})`,
      }
    : {
        type: 'str',
        own: (key) => key,
        inner: (key, name) => `f"{${key}}.{${name}}"`,
        apart: (key) => key,
      };

/** `flat(record)`, for objects that lie inside others. */
export const flattened = (naming: Naming): Fragment => ({
  imports: [['typing', 'Any']],
  code: lines(
    `def flat(record: dict[str, Any], depth: int) -> dict[${naming.type}, Any]:`,
    '    """Return the cells of a record, those of nested objects down to a depth."""',
    `    cells: dict[${naming.type}, Any] = {}`,
    '    for key, value in record.items():',
    '        if depth > 0 and isinstance(value, tuple) and value:',
    '            inner = flat(members(value), depth - 1)',
    `            cells |= {${naming.inner('key', 'name')}: cell for name, cell in inner.items()}`,
    '        else:',
    `            cells[${naming.own('key')}] = value`,
    '    return cells',
  ),
});

/** `row_of(record)` of an object. */
export function rowOfObject({ depth }: JsonFormat, naming: Naming, spares: boolean): Fragment {
  const cells = depth > 0 ? `flat(members(record), ${depth})` : 'members(record)';
  const name = depth > 0 ? 'name' : naming.own('name');
  return {
    imports: [['typing', 'Any']],
    code: lines(
      `def row_of(record: Any) -> dict[${naming.type}, str | None]${spares ? ' | None' : ''}:`,
      spares
        ? '    """Return the texts of a record, and None where it does not fit."""'
        : '    """Return the texts of a record."""',
      spares && ['    if not isinstance(record, tuple):', '        return None'],
      `    cells = ${cells}`,
      `    return {${name}: cell_text(value) for name, value in cells.items()}`,
    ),
  };
}

/** `row_of(record)` of a feature of GeoJSON: its properties are its own. @param points coordinates are columns, even of a geometry that is no point (`always`) */
export function rowOfFeature(
  { depth }: JsonFormat,
  naming: Naming,
  { spares, points }: { readonly spares: boolean; readonly points: 'none' | 'some' | 'always' },
): Fragment {
  const flat = (of: string): string =>
    depth > 0
      ? `flat(${of}, ${depth})`
      : `{${naming.own('name')}: cell for name, cell in ${of}.items()}`;
  const cell = (name: string, of: string): string =>
    `            cells[${naming.apart(`"${name}"`, true)}] = ${of}`;
  return {
    imports: [['typing', 'Any']],
    code: lines(
      points !== 'none' && [
        'def point_of(geometry: Any) -> list[Any] | None:',
        '    """Return longitude and latitude of a point."""',
        '    parts = members(geometry) if isinstance(geometry, tuple) else {}',
        '    if parts.get("type") != "Point" or len(json_text(geometry)) > 1000:',
        '        return None',
        '    place = parts.get("coordinates")',
        '    place = place[:2] if isinstance(place, list) else []',
        '    numbers = [part for part in place if isinstance(part, Digits)]',
        '    return numbers if len(numbers) == 2 else None',
        '',
        '',
      ],
      `def row_of(record: Any) -> dict[${naming.type}, str | None]${spares ? ' | None' : ''}:`,
      '    """Return the texts of a feature, whose properties are its own."""',
      spares && ['    if not isinstance(record, tuple):', '        return None'],
      `    cells: dict[${naming.type}, Any] = {}`,
      '    for key, value in members(record).items():',
      '        if key == "properties":',
      `            inner = ${flat('members(value or ())')}`,
      naming.type === 'str'
        ? '            cells |= inner'
        : '            cells |= {(None, *name): cell for name, cell in inner.items()}',
      '        elif key == "geometry":',
      `            cells[${naming.own('key')}] = value`,
      points === 'some' && [
        '            place = point_of(value)',
        '            if place is not None:',
        `    ${cell('longitude', 'place[0]')}`,
        `    ${cell('latitude', 'place[1]')}`,
      ],
      points === 'always' && [
        '            place = point_of(value) or [None, None]',
        cell('longitude', 'place[0]'),
        cell('latitude', 'place[1]'),
      ],
      '        elif key != "type":',
      `            cells |= ${flat('{key: value}')}`,
      '    return {name: cell_text(value) for name, value in cells.items()}',
    ),
  };
}

/** `row_of(record, names)` of a list. */
export const rowOfList = (spares: boolean): Fragment => ({
  imports: [['typing', 'Any']],
  code: lines(
    `def row_of(record: Any, names: list[str]) -> dict[str, str | None]${spares ? ' | None' : ''}:`,
    spares
      ? '    """Return the texts of a list, and None where it does not fit."""'
      : '    """Return the texts of a list."""',
    spares && [
      '    if not isinstance(record, list) or len(record) > len(names):',
      '        return None',
    ],
    '    cells = zip(names, record, strict=False)',
    '    return {name: cell_text(value) for name, value in cells}',
  ),
});
