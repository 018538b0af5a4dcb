import { dateIds } from '#lib/recipe/dateFormats.ts';
import { lines, type Fragment } from './fragment.ts';
import type { DateColumn } from './dates.ts';

/** Days of Excel, seconds or milliseconds since 1970: a function of one cell, mapped over the column. */
export function serialFunction(
  id: string,
  type: DateColumn['type'],
): { readonly body: readonly string[]; readonly helpers: readonly Fragment[] } {
  const milliseconds = id === dateIds.epochMs;
  const epoch = milliseconds || id === dateIds.epoch;
  const code = epoch ? epochCode(milliseconds, type) : excelCode(id === dateIds.excel1904, type);
  const name = epoch ? 'moment_since_1970' : 'moment_of_serial';
  return {
    helpers: [
      {
        imports: [
          ['re', ''],
          ['datetime', 'datetime'],
          ['datetime', 'timedelta'],
        ],
        code,
      },
    ],
    body: [`return text.map(${name}, na_action="ignore").astype("str")`],
  };
}

const excelCode = (old: boolean, type: DateColumn['type']): string =>
  lines(
    'def moment_of_serial(cell: str) -> str | None:',
    `    """Return the moment of a number of days since ${old ? '1904-01-01' : '1899-12-30'}."""`,
    '    found = re.fullmatch(r"([0-9]{1,7})(\\.[0-9]{1,15})?", cell)',
    '    if found is None:',
    '        return None',
    '    seconds = int(float(found[2] or 0) * 86400 + 0.5)',
    '    day = int(found[1]) + seconds // 86400',
    old
      ? ['    if day > 2957003:', '        return None']
      : [
          '    if day < 1 or day == 60 or day > 2958465:  # Excel takes 60 for 1900-02-29.',
          '        return None',
        ],
    old
      ? '    start = datetime(1904, 1, 1)'
      : '    start = datetime(1899, 12, 31) if day < 60 else datetime(1899, 12, 30)',
    '    moment = start + timedelta(days=day, seconds=seconds % 86400)',
    `    return moment.strftime(${strftime(type)}).zfill(${type === 'date' ? 10 : 19})`,
  );

const epochCode = (milliseconds: boolean, type: DateColumn['type']): string =>
  lines(
    'def moment_since_1970(cell: str) -> str | None:',
    `    """Return the moment of a number of ${milliseconds ? 'milliseconds' : 'seconds'} since 1970-01-01 UTC."""`,
    milliseconds
      ? '    if re.fullmatch("-?[0-9]{1,15}", cell) is None:'
      : [
          '    found = re.fullmatch(r"(-?[0-9]{1,15})(\\.[0-9]{1,9})?", cell)',
          '    if found is None:',
        ],
    '        return None',
    milliseconds
      ? '    seconds, rest = divmod(int(cell), 1000)'
      : '    seconds, fraction = int(found[1]), found[2] or ""',
    `    if not -62135596800 <= seconds <= 253402300799${milliseconds ? '' : ' or (seconds < 0 and fraction)'}:`,
    '        return None',
    milliseconds && type === 'datetime' && '    fraction = f".{rest:03}" if rest else ""',
    '    moment = datetime(1970, 1, 1) + timedelta(seconds=seconds)',
    `    return moment.strftime(${strftime(type)}).zfill(${type === 'date' ? 10 : 19})${type === 'date' ? '' : ' + fraction'}`,
  );

const strftime = (type: DateColumn['type']): string =>
  type === 'date' ? '"%Y-%m-%d"' : '"%Y-%m-%d %H:%M:%S"';
