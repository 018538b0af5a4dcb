import { lines, type Fragment } from './fragment.ts';

/** Values of Arrow's types as the app writes them. */

/** `texts_of(column)`. @param stored a Parquet file, which has no durations: they are numbers there */
export const singleTexts = (stored: boolean): readonly Fragment[] => [
  timeText,
  ...(stored ? [] : [durationText]),
  bytesText,
  textsOf(stored),
];

function textsOf(stored: boolean): Fragment {
  return {
    imports: [
      ['typing', 'Any'],
      ['re', ''],
      ['numpy', 'np'],
      ['pyarrow', 'pa'],
      ['pyarrow.compute', 'pc'],
    ],
    code: lines(
      'def texts_of(column: Any) -> list[str | None]:',
      '    """Return the values of a column as text; what is nested becomes JSON."""',
      '    kind = column.type',
      '    if isinstance(column, pa.ChunkedArray):',
      '        return texts_of(pa.concat_arrays(column.chunks or [pa.array([], kind)]))',
      '    if isinstance(kind, pa.BaseExtensionType):',
      '        if kind.extension_name == "arrow.uuid":',
      '            return [x and str(x) for x in column.to_pylist()]',
      '        return texts_of(column.storage)',
      '    if pa.types.is_dictionary(kind):',
      '        return texts_of(column.dictionary_decode())',
      '    if pa.types.is_run_end_encoded(kind):',
      '        return texts_of(pc.run_end_decode(column))',
      '    if pa.types.is_nested(kind):',
      '        return nested_texts(column)',
      '    if pa.types.is_timestamp(kind):',
      '        zone = "Z" if kind.tz else ""',
      '        plain = column.cast(pa.timestamp(kind.unit))',
      '        moments = pc.strftime(plain, format="%Y-%m-%dT%H:%M:%S").to_pylist()',
      '        return [x and re.sub(r"\\.?(000)+$", "", x) + zone for x in moments]',
      '    if pa.types.is_time(kind):',
      '        ticks = column.cast(f"int{kind.bit_width}").to_pylist()',
      '        return [None if x is None else time_text(x, kind.unit) for x in ticks]',
      '    if pa.types.is_duration(kind):',
      '        ticks = column.cast(pa.int64()).to_pylist()',
      stored
        ? '        return [None if x is None else str(x) for x in ticks]'
        : '        return [None if x is None else duration_text(x, kind.unit) for x in ticks]',
      !stored && [
        '    if pa.types.is_interval(kind):',
        '        return [x and interval_text(*x) for x in column.to_pylist()]',
      ],
      scalarLines,
    ),
  };
}

/** Where a column is of none of the types above. */
const scalarLines = [
  '    values = column.to_pylist()',
  '    if any(isinstance(value, bytes) for value in values):',
  '        return bytes_texts(values)',
  '    if pa.types.is_boolean(kind):',
  '        return [None if x is None else str(x).lower() for x in values]',
  '    if pa.types.is_decimal(kind):',
  '        return [None if x is None else f"{x:f}" for x in values]',
  '    if pa.types.is_float16(kind) or pa.types.is_float32(kind):',
  '        single = np.float16 if pa.types.is_float16(kind) else np.float32',
  '        values = [None if x is None else float(str(single(x))) for x in values]',
  '    if pa.types.is_floating(kind):',
  '        return [None if x is None else number_text(x) for x in values]',
  '    return [None if x is None else str(x) for x in values]',
];

const timeText: Fragment = {
  code: lines(
    'PER_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}',
    '',
    '',
    'def time_text(ticks: int, unit: str) -> str:',
    '    """Return the time of day, its fraction in 3, 6 or 9 digits."""',
    '    seconds, rest = divmod(abs(ticks), PER_SECOND[unit])',
    '    places = len(str(PER_SECOND[unit])) - 1',
    '    fraction = f".{rest:0{places}}" if rest else ""',
    '    while fraction.endswith("000"):',
    '        fraction = fraction[:-3]',
    '    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"',
    '    return ("-" if ticks < 0 else "") + clock + fraction',
  ),
};

const durationText: Fragment = {
  code: lines(
    'def duration_text(ticks: int, unit: str) -> str:',
    '    """Return the duration in ISO 8601."""',
    '    seconds, rest = divmod(abs(ticks), PER_SECOND[unit])',
    '    places = len(str(PER_SECOND[unit])) - 1',
    '    fraction = f".{rest:0{places}}".rstrip("0") if rest else ""',
    '    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60',
    '    amounts = [(hours, "H"), (minutes, "M"), (f"{seconds % 60}{fraction}", "S")]',
    '    time = "".join(f"{n}{letter}" for n, letter in amounts if str(n) != "0")',
    '    text = (f"{days}D" if days else "") + (f"T{time}" if time else "")',
    '    return ("-P" if ticks < 0 else "P") + (text or "T0S")',
    '',
    '',
    'def interval_text(months: int, days: int, nanoseconds: int) -> str:',
    '    """Return months, days and the rest in ISO 8601."""',
    '    seconds, rest = divmod(abs(nanoseconds), 10**9)',
    '    fraction = f".{rest:09}".rstrip("0") if rest else ""',
    '    time = f"T{\'-\' if nanoseconds < 0 else \'\'}{seconds}{fraction}S" if nanoseconds else ""',
    '    text = (f"{months}M" if months else "") + (f"{days}D" if days else "") + time',
    '    return "P" + (text or "T0S")',
  ),
};

const bytesText: Fragment = {
  code: lines(
    'def bytes_texts(values: list[bytes | None]) -> list[str | None]:',
    '    """Return bytes as text where all of them are, else as hexadecimal digits."""',
    '    try:',
    '        texts = [None if x is None else x.decode() for x in values]',
    '        controls = re.compile(r"[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]")',
    '        if not any(controls.search(text or "") for text in texts):',
    '            return texts',
    '    except UnicodeDecodeError:',
    '        pass',
    '    return [None if x is None else f"\\\\x{x.hex()}" for x in values]',
  ),
};

export const nestedTexts = (stored: boolean): Fragment => ({
  imports: [
    ['itertools', ''],
    ['json', ''],
    ['re', ''],
    ['typing', 'Any'],
    ['pyarrow', 'pa'],
  ],
  code: lines(
    'def nested_texts(column: Any) -> list[str | None]:',
    '    """Return lists, maps and structs as JSON."""',
    '    kind = column.type',
    '    there = column.is_valid().to_pylist()',
    '    if pa.types.is_struct(kind):',
    '        names = [json.dumps(field.name, ensure_ascii=False) for field in kind]',
    '        rows = zip(*map(json_texts, column.flatten()), strict=True)',
    '        texts = [",".join(map(":".join, zip(names, row, strict=True))) for row in rows]',
    '        texts = texts or [""] * len(column)  # A struct may have no fields.',
    '        return [f"{{{text}}}" if x else None for x, text in zip(there, texts, strict=True)]',
    '    if pa.types.is_fixed_size_list(kind):',
    '        items = json_texts(column.values)',
    '        size, first = kind.list_size, column.offset',
    '        spans = [(i * size, i * size + size) for i in range(first, first + len(column))]',
    '    elif pa.types.is_map(kind):',
    "        keys = [x if x[:1] == '\"' else f'\"{x}\"' for x in json_texts(column.keys)]",
    '        items = list(map(":".join, zip(keys, json_texts(column.items), strict=True)))',
    '        spans = list(itertools.pairwise(column.offsets.to_pylist()))',
    '    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):',
    '        items = json_texts(column.values)',
    '        spans = list(itertools.pairwise(column.offsets.to_pylist()))',
    !stored && [
      '    elif pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind):',
      '        items = json_texts(column.values)',
      '        both = zip(column.offsets.to_pylist(), column.sizes.to_pylist(), strict=True)',
      '        spans = [(start, start + size) for start, size in both]',
    ],
    '    else:',
    '        raise TypeError(f"values of type {kind} have no text")',
    '    begin, end = "{}" if pa.types.is_map(kind) else "[]"',
    '    inside = [",".join(items[a:b]) for a, b in spans]',
    '    pairs = zip(there, inside, strict=True)',
    '    return [begin + text + end if x else None for x, text in pairs]',
    '',
    '',
    'def json_texts(column: Any) -> list[str]:',
    '    """Return values as JSON: numbers as they are, all else in quotes."""',
    '    kind = column.type',
    '    if pa.types.is_nested(kind) or pa.types.is_boolean(kind):',
    '        return [text or "null" for text in texts_of(column)]',
    '    tests = pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal',
    '    number = re.compile("-?[0-9]" if any(test(kind) for test in tests) else "(?!)")',
    '    texts = []',
    '    for text in texts_of(column):',
    '        quoted = text is not None and not number.match(text)',
    '        texts.append(json.dumps(text, ensure_ascii=False) if quoted else text or "null")',
    '    return texts',
  ),
});
