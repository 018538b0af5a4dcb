import type { Progress } from '#lib/engine/model.ts';
import type { Column, Table } from '#lib/engine/table.ts';
import type { ColumnProfile } from '#lib/recipe/profile.ts';

const mostKeys = 10;
/** Columns that are tried in pairs: those with the most values. */
const mostColumns = 16;
/** Nearly every pair that is no key shows it among so many rows. */
const firstRows = 2000;

/**
 * Columns that identify a row by themselves, or else pairs that do, fewest values first. Numbers with decimals and
 * columns with a missing cell are no keys.
 */
export function* keysOf(
  table: Table,
  profiles: readonly ColumnProfile[],
): Generator<Progress, readonly (readonly string[])[]> {
  const whole = profiles.filter(
    (c) => c.type !== 'number' && c.missing + c.misfits === 0 && c.distinct > 1,
  );
  const single = whole.filter((c) => c.distinct === table.rows).map((c) => [c.name]);
  if (single.length > 0) return single.slice(0, mostKeys);
  const tried = whole.sort((a, b) => b.distinct - a.distinct).slice(0, mostColumns);
  const codes = tried.map((c) => codesOf(table.columns.get(c.name)!));
  const found: string[][] = [];
  for (const [i, a] of tried.entries()) {
    for (const [j, b] of tried.entries()) {
      if (j <= i || a.distinct * b.distinct < table.rows) continue;
      if (identifies(codes[i]!, codes[j]!)) found.push([a.name, b.name]);
      yield { share: (i + j / tried.length) / tried.length };
    }
  }
  return found.slice(0, mostKeys);
}

/** 0, 1, 2, … for each distinct value. */
function codesOf(column: Column): Int32Array {
  if (column.kind === 'category') return column.codes;
  const seen = new Map<number, number>();
  return Int32Array.from(column.values, (x) => {
    let code = seen.get(x);
    if (code === undefined) seen.set(x, (code = seen.size));
    return code;
  });
}

function identifies(a: Int32Array, b: Int32Array): boolean {
  const width = b.reduce((most, code) => Math.max(most, code), 0) + 1;
  const keys = (n: number): Float64Array => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i += 1) out[i] = a[i]! * width + b[i]!;
    return out.sort();
  };
  const differ = (sorted: Float64Array): boolean => {
    for (let i = 1; i < sorted.length; i += 1) if (sorted[i] === sorted[i - 1]) return false;
    return true;
  };
  return differ(keys(Math.min(firstRows, a.length))) && differ(keys(a.length));
}
