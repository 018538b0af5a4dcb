import { NumberLooks, type Cells, type Distinct } from '../infer/cells.ts';
import { notNumber, scanNumber, type NumberScan } from '../numbers.ts';
import type { HeldColumn, HeldNumbers, HeldTexts } from './held.ts';

/** What `readCells` and `internAll` find in a column, of one that was kept; `all` is null where that is not known. */
export function cellsOf(column: HeldColumn): { cells: Cells; all: Distinct | null } {
  return column.kind === 'numbers' ? ofNumbers(column) : ofTexts(column);
}

function ofNumbers({ values, present, looks, others }: HeldNumbers): {
  cells: Cells;
  all: Distinct | null;
} {
  return { cells: { values, count: present, ...looks.result(), others }, all: null };
}

function ofTexts({ codes, interner }: HeldTexts): { cells: Cells; all: Distinct } {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const looks = new NumberLooks();
  const numbers = new Float64Array(interner.size).fill(NaN);
  const others: number[] = [];
  const texts: number[] = [];
  let present = 0;
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    if (bytes.length === 0) continue;
    texts.push(code);
    scanNumber(bytes, 0, bytes.length, scan);
    if (scan.kind === notNumber) {
      others.push(code);
      continue;
    }
    looks.addText(scan, bytes, interner.count(code));
    numbers[code] = scan.value;
    present += interner.count(code);
  }
  const values = present === 0 ? new Float64Array(0) : numbersOf(codes, numbers, present);
  const cells = {
    values,
    count: present,
    ...looks.result(),
    others: among(interner, others),
  };
  return { cells, all: among(interner, texts) };
}

function numbersOf(codes: Int32Array, numbers: Float64Array, present: number): Float64Array {
  const values = new Float64Array(present);
  let n = 0;
  for (const code of codes) {
    const x = code < 0 ? NaN : numbers[code]!;
    if (!Number.isNaN(x)) values[n++] = x;
  }
  return values;
}

/** These texts alone. */
const among = (texts: Distinct, codes: readonly number[]): Distinct => ({
  size: codes.length,
  bytes: (k) => texts.bytes(codes[k]!),
  text: (k) => texts.text(codes[k]!),
  count: (k) => texts.count(codes[k]!),
});
