/**
 * How well a name answers a query, higher is better; null where its letters do not come in this order. A stretch as
 * written beats scattered letters, the beginning of the name or of a word beats the middle, and short beats long.
 */
export function fuzzyScore(name: string, query: string): number | null {
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

/** Indexes of the names that answer, the best first; among equals in their order. */
export function fuzzyFind(names: readonly string[], query: string): readonly number[] {
  const scored = names.flatMap((name, index) => {
    const score = fuzzyScore(name, query);
    return score === null ? [] : [{ index, score }];
  });
  if (query.trim() === '') return scored.map((s) => s.index);
  return scored.sort((a, b) => b.score - a.score || a.index - b.index).map((s) => s.index);
}
