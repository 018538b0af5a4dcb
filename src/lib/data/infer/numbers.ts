import { negativeMarks } from '#lib/recipe/numberText.ts';
import { plainNumber, type NumberParse } from '#lib/recipe/source.ts';
import { numberShape, readings, type NumberShape } from './numberShape.ts';
import type { TableHints } from './types.ts';
import { currencies } from './units.ts';

/** Tallies how the texts of a column would be numbers, until too many are none. */
export class NumberTally {
  /** Cells by what their marks allow: mask and whole of NumberShape. */
  readonly shapes = new Map<number, number>();
  /** Cells by the currency or unit that stands before or behind. */
  readonly affixes = new Map<string, number>();
  readonly negatives = { parentheses: 0, trailing: 0, minus: 0 };
  readonly marks = new Map<string, number>();
  readonly rejects: string[] = [];
  cells = 0;
  misfits = 0;
  lossy = 0;
  readonly #most: number;

  /** @param most misfits beyond which the column holds no numbers */
  constructor(most: number) {
    this.#most = most;
  }

  get alive(): boolean {
    return this.misfits + this.lossy <= this.#most;
  }

  add(text: string, count: number): void {
    const shape = numberShape(text);
    if (!shape) return this.reject(text, count);
    this.cells += count;
    if (shape.lossy) this.lossy += count;
    this.#add(shape, count);
  }

  reject(text: string, count: number): void {
    this.misfits += count;
    if (this.rejects.length < 20) this.rejects.push(text);
  }

  #add(shape: NumberShape, count: number): void {
    const key = (shape.mask << 8) | shape.whole;
    this.shapes.set(key, (this.shapes.get(key) ?? 0) + count);
    for (const word of [shape.prefix, shape.suffix])
      if (word !== '') this.affixes.set(word, (this.affixes.get(word) ?? 0) + count);
    if (shape.negative !== '') this.negatives[shape.negative] += count;
    if (shape.mark !== '') this.marks.set(shape.mark, (this.marks.get(shape.mark) ?? 0) + count);
  }
}

export interface NumberReading {
  readonly parse: NumberParse;
  readonly integer: boolean;
  /** Cells that are numbers so. */
  readonly fits: number;
  readonly misfits: number;
  /** Cells among them that would lose leading zeros or digits. */
  readonly lossy: number;
  /** Cells that another reading would take for another number. */
  readonly ambiguous: number;
  /** That reading, where it takes all that this one takes. */
  readonly other: { readonly parse: NumberParse; readonly integer: boolean } | null;
  /** The table's other columns decided between the two. */
  readonly hinted: boolean;
  readonly currency: boolean;
  readonly measure: boolean;
  /** Why it is better not taken without asking; null when it may be. */
  readonly doubt: string | null;
}

/** The best reading of a tally; null where no cell is a number. */
export function readNumbers(tally: NumberTally, hints: TableHints): NumberReading | null {
  if (!tally.alive || tally.cells === 0) return null;
  const fits = readings.map((_, r) => cellsWith(tally, (mask) => (mask & (1 << r)) !== 0));
  const best = Math.max(...fits);
  const r = preferred(fits, best, hints);
  const units = unitsOf(tally);
  const others = readings
    .map((_, k) => k)
    .filter((k) => k !== r && fits[k] === best && differs(tally, r, k) > 0);
  const other = others[0];
  const make = (k: number): NumberParse => parseOf(k, tally, units);
  return {
    parse: make(r),
    integer: isWhole(tally, r) && !units.percent,
    fits: units.mixed ? 0 : best,
    misfits: tally.misfits + (tally.cells - best),
    lossy: tally.lossy,
    ambiguous: other === undefined ? 0 : differs(tally, r, other),
    other: other === undefined ? null : { parse: make(other), integer: isWhole(tally, other) },
    hinted: hints.decimal !== null && readings[r]!.decimal === hints.decimal,
    currency: units.currency,
    measure: units.measure,
    doubt: units.doubt ?? doubtOfSigns(tally),
  };
}

/** What the column proves of the decimal mark: only readings with it take every cell, and some cell has decimals. */
export function provenDecimal(tally: NumberTally): '.' | ',' | null {
  if (!tally.alive || tally.cells === 0) return null;
  const all = (decimal: string): boolean =>
    readings.some(
      (reading, r) =>
        reading.decimal === decimal &&
        cellsWith(tally, (mask) => (mask & (1 << r)) !== 0) === tally.cells,
    );
  const [point, comma] = [all('.'), all(',')];
  if (point === comma) return null;
  return point ? '.' : ',';
}

function cellsWith(tally: NumberTally, test: (mask: number, whole: number) => boolean): number {
  let cells = 0;
  for (const [key, count] of tally.shapes) if (test(key >> 8, key & 255)) cells += count;
  return cells;
}

/** Of the readings that take most: the one that the table's other columns speak for, or else the first. */
function preferred(fits: readonly number[], best: number, { decimal }: TableHints): number {
  const full = readings.map((_, r) => r).filter((r) => fits[r] === best);
  return full.find((r) => readings[r]!.decimal === decimal) ?? full[0]!;
}

/** Cells that two readings would take for different numbers. */
const differs = (tally: NumberTally, a: number, b: number): number =>
  cellsWith(tally, (mask, whole) => {
    const both = (mask & (1 << a)) !== 0 && (mask & (1 << b)) !== 0;
    return both && ((whole >> a) & 1) !== ((whole >> b) & 1);
  });

const isWhole = (tally: NumberTally, r: number): boolean =>
  cellsWith(tally, (mask, whole) => (mask & (1 << r)) !== 0 && (whole & (1 << r)) === 0) === 0;

interface Units {
  readonly affixes: readonly string[];
  readonly percent: boolean;
  readonly currency: boolean;
  readonly measure: boolean;
  /** Some numbers have % and some have not: no one reading takes them. */
  readonly mixed: boolean;
  readonly doubt: string | null;
}

const noUnits: Units = {
  affixes: [],
  percent: false,
  currency: false,
  measure: false,
  mixed: false,
  doubt: null,
};

function unitsOf({ affixes, cells }: NumberTally): Units {
  const seen = [...affixes];
  if (seen.length === 0) return noUnits;
  if (seen.length > 1) {
    const texts = seen.map(([text]) => text);
    const doubt = `${texts.length} units stand beside its numbers: ${texts.slice(0, 5).join(', ')}`;
    const mixed = affixes.has('%');
    return { ...noUnits, affixes: texts, mixed, doubt };
  }
  const [text, count] = seen[0]!;
  const lacking =
    count < cells
      ? `${cells - count} of its numbers ${cells - count === 1 ? 'lacks' : 'lack'} ${text}`
      : null;
  if (text === '%') return { ...noUnits, percent: true, mixed: lacking !== null, doubt: lacking };
  if (currencies.has(text)) return { ...noUnits, affixes: [text], currency: true };
  return { ...noUnits, affixes: [text], measure: true, doubt: lacking };
}

/** (1) and 5- may be the numbers of notes and open ranges as well: they must be few among plain numbers. */
function doubtOfSigns({ negatives, cells }: NumberTally): string | null {
  const odd = negatives.parentheses + negatives.trailing;
  return 2 * odd > cells ? 'most of its numbers are in parentheses or have a minus behind' : null;
}

function parseOf(r: number, tally: NumberTally, units: Units): NumberParse {
  const { decimal, thousands } = readings[r]!;
  const { parentheses, trailing, minus } = tally.negatives;
  const common = [...tally.marks].sort((a, b) => b[1] - a[1]).map(([mark]) => mark);
  const same = (mark: string): boolean =>
    thousands === "'" ? "'\u2019".includes(mark) : !"'\u2019".includes(mark);
  const written =
    thousands === ' ' || thousands === "'" ? (common.find(same) ?? thousands) : thousands;
  const signs = [
    ...(parentheses > 0 ? [negativeMarks.parentheses] : []),
    ...(trailing > 0 ? [negativeMarks.trailing] : []),
    ...(minus > 0 ? [negativeMarks.minus] : []),
  ];
  const affixes = [...units.affixes, ...signs];
  return decimal === '.' && written === '' && affixes.length === 0 && !units.percent
    ? plainNumber
    : { as: 'number', decimal, thousands: written, affixes, percent: units.percent };
}
