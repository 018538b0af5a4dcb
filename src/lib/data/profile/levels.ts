import { limits } from '#lib/recipe/findings/limits.ts';
import type { Suspect, TextShape, TopValue } from '#lib/recipe/profile.ts';
import { compareBytes } from '../interner.ts';
import type { Interner } from '../interner.ts';
import { decimal, integer, lossy, notNumber, scanNumber } from '../numbers.ts';
import type { NumberScan } from '../numbers.ts';
import { Best } from '../statistics.ts';
import { CountsKey } from './fingerprint.ts';
import { readIsoDate } from './isoDate.ts';
import type { IsoDate } from './isoDate.ts';
import { patternOf, textSuspect } from './suspects.ts';
import { characters, inkOf, isInfinite, isMarkedNumber, markBetween } from './texts.ts';
import { Variants } from './variants.ts';

export interface Levels {
  /** 1 for levels that mean missing. */
  readonly missing: Uint8Array;
  readonly missingAs: readonly TopValue[];
  readonly present: number;
  readonly distinct: number;
  /** Cells whose text is a number that would lose nothing as one. */
  readonly numbers: number;
  readonly top: readonly TopValue[];
  readonly length: { readonly min: number; readonly max: number } | null;
  /** Texts that sort first and last: for ISO dates, the earliest and the latest. */
  readonly range: { readonly min: string; readonly max: string } | null;
  readonly shape: TextShape | null;
  readonly suspects: readonly Suspect[];
  readonly countsKey: number;
  /** Of each level, NaN where it is no ISO date. */
  readonly millis: Float64Array;
}

/** Describes a column by its distinct texts, each looked at once. */
export function describeLevels(interner: Interner, markers: ReadonlySet<string>): Levels {
  const missing = new Uint8Array(interner.size);
  const missingAs: TopValue[] = [];
  const longestMarker = Math.max(...Array.from(markers, (text) => 3 * text.length));
  const look = new Look(interner);
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    if (bytes.length <= longestMarker && (bytes.length === 0 || markers.has(interner.text(code)))) {
      missing[code] = 1;
      missingAs.push({ value: interner.text(code), count: interner.count(code) });
    } else look.add(code, bytes);
  }
  missingAs.sort((a, b) => b.count - a.count);
  return { missing, missingAs, ...look.result() };
}

/** So many texts among numbers are words for something, not a kind of their own. */
const fewWords = 3;

class Look {
  readonly #interner: Interner;
  readonly #best = new Best();
  readonly #range = new TextRange();
  readonly #variants: Variants;
  readonly #counts = new CountsKey();
  readonly #scan: NumberScan = { kind: notNumber, value: NaN };
  readonly #date: IsoDate = { millis: NaN, offset: NaN };
  readonly #millis: Float64Array;
  /** 1 for levels that are present. */
  readonly #present: Uint8Array;
  readonly #words: number[] = [];
  readonly #pairs = new Map<number, number>();
  readonly #suspects: { code: number; pattern: Suspect['pattern'] }[] = [];
  readonly #cells = { present: 0, numbers: 0, codes: 0, marked: 0, dates: 0, infinite: 0 };
  readonly #space = { blank: 0, padded: 0 };
  readonly #lengths = { min: Infinity, max: 0, sum: 0 };
  #once = 0;
  #distinct = 0;
  #rarest = { code: -1, count: Infinity };

  constructor(interner: Interner) {
    this.#interner = interner;
    this.#variants = new Variants(interner);
    this.#present = new Uint8Array(interner.size);
    this.#millis = new Float64Array(interner.size).fill(NaN);
  }

  add(code: number, bytes: Uint8Array): void {
    const count = this.#interner.count(code);
    this.#distinct += 1;
    this.#present[code] = 1;
    this.#cells.present += count;
    this.#counts.add(count);
    if (count === 1) this.#once += 1;
    this.#rank(code, bytes, count);
    this.#measure(bytes, count);
    this.#classify(code, bytes, count);
    this.#variants.add(code);
    this.#range.add(bytes);
    if (this.#best.wants(count)) this.#best.add({ value: this.#interner.text(code), count });
  }

  #rank(code: number, bytes: Uint8Array, count: number): void {
    const { code: held, count: least } = this.#rarest;
    if (count < least || (count === least && compareBytes(bytes, this.#interner.bytes(held)) > 0))
      this.#rarest = { code, count };
  }

  #measure(bytes: Uint8Array, count: number): void {
    const size = characters(bytes);
    const lengths = this.#lengths;
    lengths.min = Math.min(lengths.min, size);
    lengths.max = Math.max(lengths.max, size);
    lengths.sum += size * count;
    const ink = inkOf(bytes);
    if (ink === 'none') this.#space.blank += count;
    else if (ink === 'padded') this.#space.padded += count;
  }

  #classify(code: number, bytes: Uint8Array, count: number): void {
    const cells = this.#cells;
    scanNumber(bytes, 0, bytes.length, this.#scan);
    const { kind } = this.#scan;
    if (kind === integer || kind === decimal) cells.numbers += count;
    else if (kind === lossy) cells.codes += count;
    else this.#word(code, bytes, count);
    if (count < 2) return;
    const pattern = patternOf(bytes, () => this.#interner.text(code));
    if (pattern) this.#suspects.push({ code, pattern });
  }

  /** A text that is no number. */
  #word(code: number, bytes: Uint8Array, count: number): void {
    if (this.#words.length <= fewWords) this.#words.push(code);
    const mark = markBetween(bytes);
    if (mark > 0) this.#pairs.set(mark, (this.#pairs.get(mark) ?? 0) + count);
    const cells = this.#cells;
    if (readIsoDate(bytes, this.#date)) {
      cells.dates += count;
      this.#millis[code] = this.#date.millis;
    } else if (isMarkedNumber(bytes)) cells.marked += count;
    else if (isInfinite(bytes)) cells.infinite += count;
  }

  result(): Omit<Levels, 'missing' | 'missingAs'> {
    const { present, numbers } = this.#cells;
    const { min, max } = this.#lengths;
    return {
      present,
      distinct: this.#distinct,
      numbers,
      top: this.#best.list(),
      length: this.#distinct === 0 ? null : { min, max },
      range: this.#range.texts(),
      shape: this.#distinct === 0 ? null : this.#shape(),
      suspects: this.#judged(),
      countsKey: this.#counts.value(),
      millis: this.#millis,
    };
  }

  #shape(): TextShape {
    const { present, codes, marked, dates, infinite } = this.#cells;
    return {
      meanLength: this.#lengths.sum / present,
      ...this.#space,
      once: this.#once,
      rarest: { value: this.#interner.text(this.#rarest.code), count: this.#rarest.count },
      rare: this.#rare(present),
      markedNumberShare: marked / present,
      codeShare: codes / present,
      dateShare: dates / present,
      infinite,
      words: this.#wordsFound(),
      pairs: this.#pairsFound(present),
      variants: this.#variants.describe(),
    };
  }

  #wordsFound(): TextShape['words'] {
    if (this.#words.length > fewWords) return null;
    return this.#words
      .map((code) => ({ value: this.#interner.text(code), count: this.#interner.count(code) }))
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  }

  #pairsFound(present: number): TextShape['pairs'] {
    const [mark, ...others] = this.#pairs;
    if (!mark || others.length > 0) return null;
    return { mark: String.fromCharCode(mark[0]), share: mark[1] / present };
  }

  #rare(present: number): TextShape['rare'] {
    const below = Math.min(limits.rareLevel.count, limits.rareLevel.share * present);
    let [levels, cells] = [0, 0];
    for (let code = 0; code < this.#interner.size; code += 1) {
      const count = this.#interner.count(code);
      if (count >= below || this.#present[code] === 0) continue;
      levels += 1;
      cells += count;
    }
    return { levels, cells };
  }

  /** Against the median count of the others, so that a long tail of rare values does not hide it. */
  #judged(): Suspect[] {
    if (this.#suspects.length === 0) return [];
    const own = new Set(this.#suspects.map((s) => s.code));
    const others: number[] = [];
    for (let code = 0; code < this.#interner.size; code += 1)
      if (this.#present[code] === 1 && !own.has(code)) others.push(this.#interner.count(code));
    others.sort((a, b) => a - b);
    const usual = others[others.length >> 1];
    if (usual === undefined) return [];
    return this.#suspects
      .map(({ code, pattern }) =>
        textSuspect(this.#interner.text(code), pattern, {
          count: this.#interner.count(code),
          usual,
        }),
      )
      .sort((a, b) => b.count - a.count);
  }
}

/** The first and the last of the texts by their bytes. */
class TextRange {
  #first: Uint8Array | null = null;
  #last: Uint8Array | null = null;

  add(bytes: Uint8Array): void {
    if (this.#first === null || compareBytes(bytes, this.#first) < 0) this.#first = bytes;
    if (this.#last === null || compareBytes(bytes, this.#last) > 0) this.#last = bytes;
  }

  texts(): { readonly min: string; readonly max: string } | null {
    if (!this.#first || !this.#last) return null;
    const decoder = new TextDecoder();
    return { min: decoder.decode(this.#first), max: decoder.decode(this.#last) };
  }
}
