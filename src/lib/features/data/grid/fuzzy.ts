/**
 * How well a name answers a query, higher is better; null where its letters do not come in this order. A stretch as
 * written beats scattered letters, the beginning of the name or of a word beats the middle, and short beats long.
 */
function fuzzyScore(name: string, query: string): number | null {
  const text = name.toLowerCase();
  const wanted = query.toLowerCase().trim();
  if (wanted === '') return 0;
  const whole = text.indexOf(wanted);
  const shortness = 1 / (1 + text.length);
  if (whole === 0) return 300 + shortness;
  if (whole > 0) return (startsWord(name, whole) ? 250 : 200) + shortness;
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (next === at + 1) score += 3;
    if (startsWord(name, next)) score += 5;
    at = next;
  }
  return Math.min(199, score) + shortness;
}

/** After a sign, or a capital after a small letter. */
function startsWord(name: string, at: number): boolean {
  if (at === 0) return true;
  const before = name[at - 1]!;
  if (!/[\p{L}\p{N}]/u.test(before)) return true;
  return /\p{Lu}/u.test(name[at]!) && /\p{Ll}/u.test(before);
}

/**
 * Finds names as a query is written letter by letter: whatever answers a longer query answers its beginning too, so only
 * what was found before is looked at again.
 */
export class NameFinder {
  readonly #names: readonly string[];
  #asked = '';
  #found: readonly number[];
  #looked = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#found = names.map((_, index) => index);
  }

  /** How many names the last query was held against. */
  get looked(): number {
    return this.#looked;
  }

  /** Indexes of the names that answer, the best first; among equals in their order. */
  find(query: string): readonly number[] {
    const wanted = query.toLowerCase().trim();
    const among = wanted.startsWith(this.#asked) ? this.#found : this.#names.map((_, i) => i);
    this.#looked = among.length;
    const scored = among.flatMap((index) => {
      const score = fuzzyScore(this.#names[index]!, wanted);
      return score === null ? [] : [{ index, score }];
    });
    this.#asked = wanted;
    this.#found = scored.sort((a, b) => b.score - a.score || a.index - b.index).map((s) => s.index);
    return this.#found;
  }
}
