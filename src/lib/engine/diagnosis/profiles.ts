import type { ColumnProfile } from '#lib/recipe/diagnosis.ts';
import { adjustedRand, normalizedMutualInformation } from '../agreement.ts';
import type { Column, Table } from '../table.ts';

const columnsLooked = 200;
const levelsLooked = 200;
const none = -2;

/**
 * What the groups are in the table's own columns, those without a role in the fit among them, the most telling first.
 * Rows in no group and missing cells are left out.
 * @param labels group of each row of the table, from 0; below 0 for none
 */
export function groupProfiles(table: Table, labels: Int32Array): readonly ColumnProfile[] {
  const groups = [...new Set(labels)].filter((l) => l >= 0).sort((a, b) => a - b);
  if (groups.length < 2) return [];
  const found: ColumnProfile[] = [];
  for (const [name, column] of [...table.columns].slice(0, columnsLooked)) {
    const profile =
      column.kind === 'number'
        ? ofNumbers(name, column.values, labels, groups)
        : ofLevels(name, column, labels, groups);
    if (profile) found.push(profile);
  }
  return found.sort((a, b) => b.tells - a.tells);
}

/** Means by group, and the share of the variance that lies between them. */
function ofNumbers(
  column: string,
  values: Float64Array,
  labels: Int32Array,
  groups: readonly number[],
): ColumnProfile | null {
  const sums = new Map(groups.map((g) => [g, { sum: 0, rows: 0 }]));
  let [sum, rows] = [0, 0];
  const counted = (i: number): boolean => labels[i]! >= 0 && Number.isFinite(values[i]!);
  for (let i = 0; i < values.length; i += 1) {
    if (!counted(i)) continue;
    const own = sums.get(labels[i]!)!;
    own.sum += values[i]!;
    own.rows += 1;
    sum += values[i]!;
    rows += 1;
  }
  const whole = sum / rows;
  let [total, between] = [0, 0];
  for (let i = 0; i < values.length; i += 1) if (counted(i)) total += (values[i]! - whole) ** 2;
  if (!(total > 0)) return null;
  const each = groups.map((group) => {
    const own = sums.get(group)!;
    const mean = own.rows === 0 ? null : own.sum / own.rows;
    if (mean !== null) between += own.rows * (mean - whole) ** 2;
    return { group, mean, level: null, share: null };
  });
  return { column, kind: 'number', tells: between / total, rand: null, groups: shown(each) };
}

/** The most frequent level of each group, and how far the levels part the rows as the groups do. */
function ofLevels(
  column: string,
  { codes, levels }: Extract<Column, { kind: 'category' }>,
  labels: Int32Array,
  groups: readonly number[],
): ColumnProfile | null {
  const used = new Set(codes.filter((c) => c >= 0));
  if (used.size < 2 || used.size > levelsLooked) return null;
  const a = labels.map((l) => (l < 0 ? none : l));
  const b = codes.map((c) => (c < 0 ? none : c));
  const counts = new Map(groups.map((g) => [g, new Map<number, number>()]));
  for (let i = 0; i < codes.length; i += 1) {
    const own = codes[i]! < 0 ? undefined : counts.get(labels[i]!);
    if (own) own.set(codes[i]!, (own.get(codes[i]!) ?? 0) + 1);
  }
  const each = groups.map((group) => {
    const own = counts.get(group)!;
    const [top] = [...own].sort((x, y) => y[1] - x[1] || x[0] - y[0]);
    if (!top) return { group, mean: null, level: null, share: null };
    const rows = [...own.values()].reduce((sum, n) => sum + n, 0);
    return { group, mean: null, level: levels[top[0]]!, share: top[1] / rows };
  });
  return {
    column,
    kind: 'category',
    tells: normalizedMutualInformation(a, b, none),
    rand: adjustedRand(a, b, none),
    groups: shown(each),
  };
}

/** A density clustering may have thousands of groups. */
const shown = (each: ColumnProfile['groups']): ColumnProfile['groups'] => each.slice(0, 50);
