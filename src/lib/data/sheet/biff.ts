import { viewOf } from './zip.ts';

/** Records of cells, their texts and formats, and what sheets there are ([MS-XLS] 2.3.1; those of BIFF 2 to 5 too). */
const kept = new Set([
  ...[
    0x0002, 0x0003, 0x0203, 0x0004, 0x0204, 0x0005, 0x0205, 0x0006, 0x0206, 0x0406, 0x0007, 0x0207,
  ],
  ...[0x0000, 0x0200, 0x0008, 0x0208, 0x0022, 0x0042, 0x007d, 0x0081, 0x0085, 0x00bd, 0x00d6],
  ...[0x00e0, 0x0043, 0x0243, 0x0443, 0x001e, 0x041e, 0x00e5, 0x00fc, 0x00fd, 0x027e],
]);
const formulas = new Set([0x0006, 0x0206, 0x0406]);
const begins = new Set([0x0009, 0x0209, 0x0409, 0x0809]);
const ends = 0x000a;
const sheetPlace = 0x0085;
const continues = 0x003c;
const password = 0x002f;
/** Selection: known to be nothing that is read. */
const nothing = 0x001d;

/**
 * Leaves in a workbook's records, in place, only what a table is made of: formulas, names, drawings and charts are
 * where broken and hostile files hang a reader (@e965/xlsx 0.20.3 does not come back from some formulas).
 * @returns what is known of the whole: damaged when it ends too early or a sheet is not where it should be
 */
export function leaveCells(stream: Uint8Array): 'whole' | 'encrypted' | 'damaged' {
  const view = viewOf(stream);
  const cleaner = new Cleaner(stream, view);
  const sheets: number[] = [];
  const starts = new Set<number>();
  for (let at = 0; at + 4 <= stream.length;) {
    const record = { at, type: view.getUint16(at, true), length: view.getUint16(at + 2, true) };
    if (cleaner.depth === 0 && at > 0 && !begins.has(record.type)) break;
    const next = at + 4 + record.length;
    if (next > stream.length) return 'damaged';
    if (record.type === password) return 'encrypted';
    if (record.type === sheetPlace && record.length > 4) sheets.push(view.getUint32(at + 4, true));
    if (begins.has(record.type)) starts.add(at);
    cleaner.clean(record);
    at = next;
  }
  return cleaner.depth === 0 && sheets.every((at) => starts.has(at)) ? 'whole' : 'damaged';
}

interface BiffRecord {
  readonly at: number;
  readonly type: number;
  readonly length: number;
}

class Cleaner {
  /** Streams within one another: a sheet, a chart in it. */
  depth = 0;
  readonly #stream: Uint8Array;
  readonly #view: DataView;
  /** BIFF 5 and 8 have longer formulas. */
  readonly #shortest: number;
  /** The record before was kept, and so what continues it. */
  #keeping = true;

  constructor(stream: Uint8Array, view: DataView) {
    this.#stream = stream;
    this.#view = view;
    this.#shortest = stream[1] === 8 ? 22 : 18;
  }

  clean({ at, type, length }: BiffRecord): void {
    if (begins.has(type)) this.depth += 1;
    else if (type === ends) this.depth -= 1;
    else {
      if (type !== continues) this.#keeping = this.#keeps(type, length);
      if (!this.#keeping) this.#view.setUint16(at, nothing, true);
      // The value stays; the expression has no length any more.
      else if (formulas.has(type)) this.#stream.fill(0, at + 20, at + 4 + Math.min(length, 22));
    }
  }

  #keeps(type: number, length: number): boolean {
    if (formulas.has(type) && length < this.#shortest) return false;
    return this.depth <= 1 && kept.has(type);
  }
}
