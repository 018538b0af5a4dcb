import type { TopValue } from '#lib/recipe/profile.ts';
import type { Vector } from 'apache-arrow';
import { eachTextChunk } from '../arrow.ts';
import { Interner } from '../interner.ts';
import { notNumber, scanNumber } from '../numbers.ts';
import type { NumberScan } from '../numbers.ts';
import { Best } from '../statistics.ts';
import type { HeldNumbers } from '../held/held.ts';
import type { Coded } from './codes.ts';

export interface Fitting {
  readonly misfits: number;
  readonly misfitSamples: readonly string[];
  readonly missingAs: readonly TopValue[];
}

/** Missing cells and those that do not fit, told apart by their texts. */
class Unread {
  readonly #interner = new Interner();
  readonly #known: number;
  readonly #numericMarkers: boolean;
  #empty = 0;
  #misfits = 0;

  constructor(markers: ReadonlySet<string>) {
    for (const text of markers) {
      const bytes = new TextEncoder().encode(text);
      this.#interner.intern(bytes, 0, bytes.length);
    }
    this.#known = this.#interner.size;
    this.#numericMarkers = hasNumbers(markers);
  }

  /** Texts that read as values may still mean missing. */
  get looksAtAll(): boolean {
    return this.#numericMarkers;
  }

  empty(): void {
    this.#empty += 1;
  }

  /** @returns true where the text is a marker of missing */
  isMarker(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#interner.intern(bytes, start, end) < this.#known;
  }

  misfit(): void {
    this.#misfits += 1;
  }

  result(fits: (bytes: Uint8Array) => boolean): Fitting {
    const missingAs: TopValue[] = this.#empty > 0 ? [{ value: '', count: this.#empty }] : [];
    for (let code = 0; code < this.#known; code += 1) {
      const count = this.#interner.count(code) - 1;
      if (count > 0) missingAs.push({ value: this.#interner.text(code), count });
    }
    missingAs.sort((a, b) => b.count - a.count);
    const misfitSamples = this.#misfits === 0 ? [] : this.#samples(fits);
    return { misfits: this.#misfits, misfitSamples, missingAs };
  }

  /** The most frequent texts that do not fit. */
  #samples(fits: (bytes: Uint8Array) => boolean): string[] {
    const best = new Best();
    for (let code = this.#known; code < this.#interner.size; code += 1) {
      const count = this.#interner.count(code);
      if (best.wants(count) && !fits(this.#interner.bytes(code)))
        best.add({ value: this.#interner.text(code), count });
    }
    return firstFive(best);
  }
}

/** Some marker of missing may read as a number. */
export const hasNumbers = (markers: ReadonlySet<string>): boolean =>
  [...markers].some((text) => /\d/.test(text));

/** What `parseNumbers` says of a column that was kept; no marker may have numbers. */
export function heldNumbers({ empty, others }: HeldNumbers, markers: ReadonlySet<string>): Fitting {
  const missingAs: TopValue[] = empty > 0 ? [{ value: '', count: empty }] : [];
  const known = new Set<number>();
  for (const value of markers) {
    const code = others.find(new TextEncoder().encode(value));
    if (code < 0) continue;
    known.add(code);
    missingAs.push({ value, count: others.count(code) });
  }
  missingAs.sort((a, b) => b.count - a.count);
  const best = new Best();
  let misfits = 0;
  for (let code = 0; code < others.size; code += 1) {
    if (known.has(code)) continue;
    const count = others.count(code);
    misfits += count;
    if (best.wants(count)) best.add({ value: others.text(code), count });
  }
  return { misfits, misfitSamples: firstFive(best), missingAs };
}

const firstFive = (best: Best): string[] =>
  best
    .list()
    .slice(0, 5)
    .map(({ value }) => value);

/** Raw texts as plain numbers: NaN for missing ones and for those that do not fit. */
export function parseNumbers(
  vector: Vector,
  rows: number,
  markers: ReadonlySet<string>,
): Fitting & { readonly values: Float64Array } {
  const scan: NumberScan = { kind: notNumber, value: NaN };
  const values = new Float64Array(rows).fill(NaN);
  const unread = new Unread(markers);
  const all = unread.looksAtAll;
  eachTextChunk(vector, ({ length, offsets, bytes, present }, firstRow) => {
    for (let i = 0; i < length; i += 1) {
      const start = offsets[i]!;
      const end = offsets[i + 1]!;
      if (start === end || !present(i)) {
        unread.empty();
        continue;
      }
      scanNumber(bytes, start, end, scan);
      const fits = scan.kind !== notNumber;
      if (fits && !all) values[firstRow + i] = scan.value;
      else if (!unread.isMarker(bytes, start, end)) {
        if (fits) values[firstRow + i] = scan.value;
        else unread.misfit();
      }
    }
  });
  const isNumber = (text: Uint8Array): boolean => {
    scanNumber(text, 0, text.length, scan);
    return scan.kind !== notNumber;
  };
  return { values, ...unread.result(isNumber) };
}

/** Texts of a column that are read by marks (1.234,5 €), each distinct text once. */
export function readNumbers(
  { codes, interner }: Coded,
  markers: ReadonlySet<string>,
  read: (text: string) => number | null,
): Fitting & { readonly values: Float64Array } {
  const byText = (_: Uint8Array, text: () => string): number | null => read(text());
  const { values: byCode, ...fitting } = readLevels(interner, codes, markers, byText);
  const values = Float64Array.from(codes, (code) => (code < 0 ? NaN : (byCode[code] ?? NaN)));
  return { values, ...fitting };
}

/** Reads each distinct text once. @returns values by code, null for what is missing or does not fit */
export function readLevels<T>(
  interner: Interner,
  codes: Int32Array,
  markers: ReadonlySet<string>,
  read: (bytes: Uint8Array, text: () => string) => T | null,
): Fitting & { readonly values: readonly (T | null)[] } {
  const longestMarker = Math.max(0, ...Array.from(markers, (text) => 3 * text.length));
  const missingAs = new Map<string, number>();
  const values: (T | null)[] = [];
  const best = new Best();
  let misfits = 0;
  const nulls = codes.reduce((n, code) => n + (code < 0 ? 1 : 0), 0);
  if (nulls > 0) missingAs.set('', nulls);
  for (let code = 0; code < interner.size; code += 1) {
    const bytes = interner.bytes(code);
    const count = interner.count(code);
    const text = (): string => interner.text(code);
    if (bytes.length === 0 || (bytes.length <= longestMarker && markers.has(text()))) {
      values.push(null);
      missingAs.set(text(), (missingAs.get(text()) ?? 0) + count);
      continue;
    }
    const value = read(bytes, text);
    values.push(value);
    if (value !== null) continue;
    misfits += count;
    if (best.wants(count)) best.add({ value: text(), count });
  }
  return {
    values,
    misfits,
    misfitSamples: firstFive(best),
    missingAs: [...missingAs]
      .map(([value, count]) => ({ value, count }))
      .sort((x, y) => y.count - x.count),
  };
}
