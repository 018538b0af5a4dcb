import { durationFormat } from '#lib/recipe/durationFormats.ts';
import { lines, type Fragment } from './fragment.ts';
import { patternText } from './patterns.ts';

/** `name(cell)`: the seconds of a duration written in the format. @throws EngineError params-invalid */
export function durationFunction(format: string, name: string): Fragment {
  const { source, seconds } = durationFormat(format);
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
      `    pattern = ${patternText(source)}`,
      `    seconds = [${seconds.join(', ')}]`,
      '    found = re.fullmatch(pattern, cell)',
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
