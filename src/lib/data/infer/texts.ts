import type { Distinct } from './cells.ts';
import { DateTally } from './dates.ts';
import { DurationTally } from './durations.ts';
import { isEmail, isPhone, isUrl } from './meaning.ts';
import { NumberTally } from './numbers.ts';

/** Words for true and false, in any case. */
const pairs: readonly (readonly [string, string])[] = [
  ...['true false', 'yes no', 't f', 'y n', 'on off', 'ja nein', 'j n', 'oui non', 'vrai faux'],
  ...['si no', 'sí no', 'verdadero falso', 'sim não', 'sim nao', 'wahr falsch', 'да нет', '是 否'],
].map((pair) => pair.split(' ') as [string, string]);

const longestMarker = 20;
const longestTyped = 60;
const mostLevels = 60;

/** Everything that the texts of one column say, each distinct text looked at once. */
export class TextTally {
  readonly numbers: NumberTally;
  readonly dates: DateTally;
  readonly durations: DurationTally;
  /** The distinct texts with their counts; null when there are too many to be levels. */
  levels: Map<string, number> | null = new Map();
  cells = 0;
  /** Cells that hold a known marker of missing which is not one in this file. */
  marked = 0;
  distinct = 0;
  /** Bytes. */
  longest = 0;
  /** Some text has a space. */
  spaced = false;
  emails = true;
  urls = true;
  phones = true;
  digits = true;

  /** @param present cells that hold a text */
  constructor(present: number) {
    this.numbers = new NumberTally(0.05 * present);
    this.dates = new DateTally(present);
    this.durations = new DurationTally(0.05 * present);
  }

  /** @param text null when it is too long to be anything but text */
  add(text: string | null, count: number, bytes: number, spaced: boolean): void {
    this.cells += count;
    this.distinct += 1;
    this.longest = Math.max(this.longest, bytes);
    this.spaced ||= spaced;
    if (text === null) return this.#addLong(count);
    this.#addLevel(text, count);
    if (this.numbers.alive) this.numbers.add(text, count);
    if (this.dates.alive) this.dates.add(text, count);
    if (this.durations.alive) this.durations.add(text, count);
    this.emails &&= isEmail(text);
    this.urls &&= isUrl(text);
    this.phones &&= isPhone(text);
    this.digits &&= /^[0-9]+$/.test(text);
  }

  /** Adds a text that means missing elsewhere and is a value here. */
  addMarker(text: string, count: number): void {
    this.marked += count;
    this.add(text, count, text.length, text.includes(' '));
  }

  #addLevel(text: string, count: number): void {
    if (!this.levels) return;
    this.levels.set(text, count);
    if (this.levels.size > mostLevels) this.levels = null;
  }

  #addLong(count: number): void {
    this.levels = null;
    this.numbers.reject('…', count);
    this.dates.reject('…', count);
    this.durations.misfits += count;
    this.emails = this.urls = this.phones = this.digits = false;
  }

  /** The two words are a known pair. */
  get boolean(): boolean {
    if (!this.levels || this.levels.size < 2 || this.levels.size > 8) return false;
    const words = new Set([...this.levels.keys()].map((text) => text.trim().toLowerCase()));
    return words.size === 2 && pairs.some((pair) => pair.every((word) => words.has(word)));
  }
}

/** Cells by a text that is, or may be, a marker of missing. */
export type MarkerCells = ReadonlyMap<string, number>;

/** Takes the distinct texts of a column apart: those that may mean missing, and the others, tallied. */
export function tallyTexts(
  interner: Distinct,
  present: number,
  isMarker: (text: string) => boolean,
): { tally: TextTally; markers: MarkerCells } {
  const tally = new TextTally(present);
  const markers = new Map<string, number>();
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    const size = bytes.length;
    const spaced = bytes.indexOf(32) >= 0;
    const looked = size <= longestTyped || (tally.urls && size <= 2000);
    const text = looked ? interner.text(code) : null;
    const count = interner.count(code);
    if (text !== null && size <= longestMarker && isMarker(text)) markers.set(text, count);
    else tally.add(text, count, size, spaced);
  }
  return { tally, markers };
}

/** Like `tallyTexts` for texts that are known to be no numbers; without looking further at them. */
export function markersAmong(
  interner: Distinct,
  isMarker: (text: string) => boolean,
): { texts: number; markers: MarkerCells } {
  const markers = new Map<string, number>();
  let texts = 0;
  for (let code = 0; code < interner.size; code += 1) {
    const text = interner.bytes(code).length <= longestMarker ? interner.text(code) : null;
    if (text !== null && isMarker(text)) markers.set(text, interner.count(code));
    else texts += interner.count(code);
  }
  return { texts, markers };
}
