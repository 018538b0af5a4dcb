import { EngineError } from '#lib/recipe/errors.ts';
import { blanks } from '#lib/recipe/numberText.ts';
import { printLiteral } from '../python/print.ts';
import { lines, type Fragment } from './fragment.ts';
import { piecesOf } from './patterns.ts';

const text = printLiteral;

const whole = '([0-9]{1,7})';
const sixty = '([0-5][0-9])';
const second = '([0-5][0-9](?:\\.[0-9]{1,9})?)';
const amount = '([0-9]{1,9}(?:\\.[0-9]{1,9})?)';
const unit = (names: string): string => `(?:${amount} *(?i:${names})\\.?(?:,? *(?i:and +)?)?)?`;

/** A sign, and then the parts of a duration, with how many seconds one of each has. */
const formats: Readonly<Record<string, readonly (readonly [pattern: string, seconds: number])[]>> =
  {
    '%H:%M:%S': [
      [`(-?)${whole}`, 3600],
      [`:${sixty}`, 60],
      [`:${second}`, 1],
    ],
    '%M:%S': [
      [`(-?)${whole}`, 60],
      [`:${second}`, 1],
    ],
    '%H:%M': [
      [`(-?)${whole}`, 3600],
      [`:${sixty}`, 60],
    ],
    days: [
      [`()${whole} *[Dd](?i:ays?)?,? +\\+?`, 86_400],
      ['([01]?[0-9]|2[0-3])', 3600],
      [`:${sixty}`, 60],
      [`:${second}`, 1],
    ],
    ISO8601: [
      [`(-?)P(?:${whole}W)?`, 604_800],
      [`(?:${whole}D)?`, 86_400],
      [`(?:T(?:${whole}H)?`, 3600],
      [`(?:${whole}M)?`, 60],
      [`(?:${amount}S)?)?`, 1],
    ],
    units: [
      [`(-?)${unit('weeks?|wks?|w')}`, 604_800],
      [unit('days?|d'), 86_400],
      [unit('hours?|hrs?|h'), 3600],
      [unit('minutes?|mins?|m'), 60],
      [unit('seconds?|secs?|s'), 1],
    ],
  };

/** `name(cell)`: the seconds of a duration written in the format. @throws EngineError params-invalid */
export function durationFunction(format: string, name: string): Fragment {
  const parts = Object.hasOwn(formats, format) ? formats[format] : undefined;
  if (!parts)
    throw new EngineError({
      code: 'params-invalid',
      what: `The duration format “${format}” is not known`,
      where: {},
      remedy: `Use one of ${Object.keys(formats).join(', ')}.`,
    });
  const blank = `[${blanks}]*`;
  const patterns = parts.flatMap(([pattern]) => piecesOf(pattern));
  return {
    imports: [
      ['math', ''],
      ['re', ''],
      ['typing', 'Any'],
    ],
    code: lines(
      `def ${name}(cell: Any) -> float:`,
      '    """Return a duration in seconds; what is none counts as missing."""',
      '    if not isinstance(cell, str):',
      '        return float(cell)',
      `    parts = [${[blank, ...patterns, blank].map(text).join(', ')}]`,
      `    seconds = [${parts.map(([, seconds]) => seconds).join(', ')}]`,
      '    found = re.fullmatch("".join(parts), cell)',
      '    if found is None or not any(found.groups()[1:]):',
      '        return math.nan',
      '    sign, *amounts = found.groups()',
      '    total = 0.0',
      '    for amount, unit in zip(amounts, seconds, strict=True):',
      '        total += float(amount or 0) * unit',
      '    return -total if sign == "-" else total',
    ),
  };
}
