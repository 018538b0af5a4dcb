import type { Column, Table } from '../table.ts';

/** Words in names of what is written down when the outcome is known. */
const afterwards: ReadonlySet<string> = new Set([
  ...['outcome', 'result', 'results', 'resolution', 'resolved', 'reason', 'closed', 'closing'],
  ...['canceled', 'cancelled', 'cancellation', 'cancelation', 'refund', 'refunded', 'refunds'],
  ...['recovered', 'recoveries', 'recovery', 'settled', 'settlement', 'discharge', 'discharged'],
  ...['deceased', 'death', 'predicted', 'prediction', 'pred', 'posterior', 'after', 'afterwards'],
  ...['final', 'actual', 'chargeoff', 'collections', 'verdict', 'terminated', 'termination'],
]);

/** The word in a column's name that says it comes after the outcome; the target's own name counts too. */
export function afterwardsWord(column: string, target: string): string | null {
  const words = wordsOf(column);
  const own = wordsOf(target);
  if (own.length > 0 && words.length > own.length) {
    const at = words.findIndex((_, i) => own.every((w, k) => words[i + k] === w));
    if (at >= 0 && own.join('').length > 2) return target;
  }
  return words.find((w) => afterwards.has(w)) ?? null;
}

const wordsOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((w) => w !== '');

/** Share of rows that a moment must come after another moment to be an event of its own. */
const nearlyAlways = 0.99;
const enoughRows = 30;

/** For each moment that nearly always comes after another of its row: the other, and the share. */
export function laterColumns(
  table: Table,
  moments: readonly string[],
): ReadonlyMap<string, { readonly earlier: string; readonly share: number }> {
  const found = new Map<string, { earlier: string; share: number }>();
  for (const late of moments)
    for (const early of moments) {
      if (late === early || found.has(late)) continue;
      const share = shareAfter(table.columns.get(late)!, table.columns.get(early)!);
      if (share !== null && share >= nearlyAlways) found.set(late, { earlier: early, share });
    }
  return found;
}

/** Of the rows where both are known; null for too few. ISO 8601 texts compare as the moments do. */
function shareAfter(late: Column, early: Column): number | null {
  if (late.kind !== 'category' || early.kind !== 'category') return null;
  let [rows, after] = [0, 0];
  for (let i = 0; i < late.codes.length; i += 1) {
    const [a, b] = [late.codes[i]!, early.codes[i]!];
    if (a < 0 || b < 0) continue;
    rows += 1;
    if (late.levels[a]! > early.levels[b]!) after += 1;
  }
  return rows < enoughRows ? null : after / rows;
}

/** Each value of the column goes with one class and each class with one value; no row may lack it. */
export function isCopy(column: Column, y: Float64Array): boolean {
  const there = new Map<number, number>();
  const back = new Map<number, number>();
  for (let i = 0; i < y.length; i += 1) {
    const value = column.kind === 'number' ? column.values[i]! : column.codes[i]!;
    if (column.kind === 'number' ? Number.isNaN(value) : value < 0) return false;
    const known = there.get(value);
    const from = back.get(y[i]!);
    if (known === undefined && from === undefined) {
      there.set(value, y[i]!);
      back.set(y[i]!, value);
    } else if (known !== y[i] || from !== value) return false;
  }
  return 2 * there.size <= y.length;
}
