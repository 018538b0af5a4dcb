import type { SourceColumn } from '#lib/recipe/source.ts';
import type { Vector } from 'apache-arrow';
import { doublesOf } from '../arrow.ts';
import type { HeldColumn } from '../held/held.ts';
import type { RowHashes } from '../rowHashes.ts';
import { describeNumbers } from '../statistics.ts';
import { isPlainNumber } from '../values/numbers.ts';
import { valueReader } from '../values/value.ts';
import { fingerprintOfNumbers } from './fingerprint.ts';
import { isHeld, type ColumnInput, type Described } from './input.ts';
import { codesOf } from './codes.ts';
import { hasNumbers, heldNumbers, parseNumbers, readNumbers } from './misfits.ts';
import type { Fitting } from './misfits.ts';
import { orderOf } from './order.ts';

export function describeNumberColumn(input: ColumnInput, hashes: readonly RowHashes[]): Described {
  const { column, role } = input;
  const { values, misfits, misfitSamples, missingAs } = valuesOf(input);
  for (const h of hashes) h.addNumbers(values);
  const { summary, shape, suspects, absent, distinct, top, countsKey } = describeNumbers(values);
  const order = orderOf(values, true);
  const profile = {
    name: column.name,
    type: column.type,
    role,
    missing: absent - misfits,
    distinct,
    misfits,
    misfitSamples,
    numberShare: 1,
    ...(summary && { number: summary }),
    ...(shape && { shape }),
    ...(order && { order }),
    top,
    ...(suspects.length > 0 && { suspects }),
    ...(missingAs.length > 0 && { missingAs }),
  };
  return { profile, content: fingerprintOfNumbers(values), countsKey };
}

type Values = Fitting & { readonly values: Float64Array };

/** Numbers as programs write them are scanned by bytes, every other way by what the source says of it. */
function valuesOf({ reading, cells, rows, missing }: ColumnInput): Values {
  if (isHeld(cells) && cells.kind === 'numbers')
    return { values: cells.values, ...heldNumbers(cells, missing) };
  if (reading === null) {
    const values = doublesOf(cells as Vector, rows);
    return { values, misfits: 0, misfitSamples: [], missingAs: [] };
  }
  if (isScanned(reading)) return parseNumbers(cells as Vector, rows, missing);
  const value = valueReader(reading);
  return readNumbers(codesOf(cells, rows), missing, (text) => {
    const found = value(text).value;
    return typeof found === 'number' ? found : null;
  });
}

const isScanned = ({ parse }: SourceColumn): boolean =>
  parse.as === 'text' || (parse.as === 'number' && isPlainNumber(parse));

/** Whether a column that was kept says all that its profile asks, so that its texts need not be read again. */
export const tellsNumbers = (
  held: HeldColumn,
  reading: SourceColumn,
  missing: ReadonlySet<string>,
): boolean =>
  held.kind === 'numbers' ? isScanned(reading) && !hasNumbers(missing) : !isScanned(reading);
