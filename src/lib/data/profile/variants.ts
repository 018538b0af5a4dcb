import type { TextShape } from '#lib/recipe/profile.ts';
import { Interner } from '../interner.ts';

/** Beyond so many distinct values a column is no list of names; folding them all would cost seconds. */
const mostValues = 200_000;
/** So many groups of spellings, and spellings in a group, are named: a step that merges them needs them all. */
const mostGroups = 200;
const mostSpellings = 50;

/** Values that become one when case, white space at and between words, and the writing of accents are folded. */
export class Variants {
  readonly #texts: Interner;
  readonly #folded = new Interner();
  /** For each folded text the values that fold to it; the first alone is not kept as a list. */
  readonly #first: number[] = [];
  readonly #groups = new Map<number, number[]>();
  #scratch = new Uint8Array(256);
  readonly #active: boolean;

  constructor(texts: Interner) {
    this.#texts = texts;
    this.#active = texts.size <= mostValues;
  }

  add(code: number): void {
    if (!this.#active) return;
    const folded = this.#fold(this.#texts.bytes(code), code);
    const group = this.#folded.intern(folded, 0, folded.length);
    if (group === this.#first.length) this.#first.push(code);
    else this.#groups.set(group, [...(this.#groups.get(group) ?? [this.#first[group]!]), code]);
  }

  describe(): TextShape['variants'] {
    if (!this.#active) return { cells: 0, values: 0, samples: [] };
    const texts = this.#texts;
    const groups = [...this.#groups.values()].map((codes) =>
      codes
        .map((code) => ({ code, count: texts.count(code) }))
        .sort((a, b) => b.count - a.count || a.code - b.code),
    );
    const others = groups.map((g) => g.slice(1));
    const cells = others.map((g) => g.reduce((sum, v) => sum + v.count, 0));
    const worst = groups.map((_, k) => k).sort((a, b) => cells[b]! - cells[a]! || a - b);
    return {
      cells: cells.reduce((a, b) => a + b, 0),
      values: others.reduce((sum, g) => sum + g.length, 0),
      samples: worst
        .slice(0, mostGroups)
        .map((k) => groups[k]!.slice(0, mostSpellings).map((v) => texts.text(v.code))),
    };
  }

  #fold(bytes: Uint8Array, code: number): Uint8Array {
    if (bytes.some((b) => b >= 128)) {
      const text = this.#texts.text(code).normalize('NFC').toLowerCase();
      return new TextEncoder().encode(text.trim().replace(/\s+/gu, ' '));
    }
    if (this.#scratch.length < bytes.length) this.#scratch = new Uint8Array(2 * bytes.length);
    const out = this.#scratch;
    let n = 0;
    let gap = false;
    for (const b of bytes) {
      if (b === 32 || (b >= 9 && b <= 13)) {
        gap = n > 0;
        continue;
      }
      if (gap) out[n++] = 32;
      gap = false;
      out[n++] = b >= 65 && b <= 90 ? b + 32 : b;
    }
    return out.subarray(0, n);
  }
}
